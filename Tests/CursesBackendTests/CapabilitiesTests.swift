import CNcurses
import Glibc
import Testing

@testable import CursesBackend

@Suite struct CapabilitiesTests {
  @Test func terminfoIsReadWithoutAScreen() {
    let xterm = CNcurses_describe("xterm-256color")
    #expect(xterm.known && xterm.addressable && xterm.colors == 256)
    #expect(CNcurses_describe("xterm").colors == 8)
    let vt100 = CNcurses_describe("vt100")
    #expect(vt100.known && vt100.addressable && vt100.colors == 0)
    let dumb = CNcurses_describe("dumb")
    #expect(dumb.known && !dumb.addressable)
    #expect(!CNcurses_describe("no-such-terminal").known)
  }

  @Test func errorsSayWhatToDo() {
    let errors: [TerminalError] = [
      .notATerminal, .noTerm, .dumb("dumb"), .unknown("bogus"), .refused("x"), .alreadyOpen, .noPipe(code: 24),
    ]
    for error in errors {
      // What a command does without a screen is its own to say.
      #expect(!error.description.contains("--headless"))
      #expect(error.description.contains(";"))
    }
  }

  @Test(
    .enabled(
      if: !TerminalCapabilities.probe().isInteractive,
      "needs a run without a terminal, for instance 'swift test < /dev/null | cat'"))
  func probingAndOpeningWithoutATerminalFails() {
    #expect(TerminalCapabilities.probe().problem == .notATerminal)
    #expect(throws: TerminalError.notATerminal) { try CursesTerminal() }
  }

  @Test func wakesAreCoalesced() throws {
    let waker = try Waker()
    #expect(!waker.take())
    for _ in 0..<100_000 { waker.wake() }
    var count: Int32 = 0
    #expect(ioctl(waker.readDescriptor, UInt(FIONREAD), &count) == 0)
    #expect(count == 1)
    #expect(waker.take())
    #expect(!waker.take())
    waker.wake()
    #expect(waker.take())
  }
}
