import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// The workbench on terminals of every kind and size, and with themes that cannot be read.
  @Suite(.enabled(if: TerminalJourney.isAvailable, Comment(rawValue: TerminalJourney.skipMessage)))
  struct Screens {
    /// The review of a session, which stays as it is.
    private func review(
      _ options: [String] = [], in scratch: Scratch, environment: [String: String?] = [:]
    ) throws -> Desk {
      try scratch.copySample()
      let desk = try Desk(["review", "one"] + options, in: scratch, environment: environment)
      try desk.terminal.wait(for: "Suggestion 1")
      return desk
    }

    /// Whether a frame sets a foreground or background colour.
    private func hasColour(_ frame: String) -> Bool {
      frame.components(separatedBy: "\u{1B}[").dropFirst().contains { piece in
        guard let end = piece.firstIndex(where: { $0.isLetter }), piece[end] == "m" else { return false }
        return piece[..<end].split(whereSeparator: { $0 == ";" || $0 == ":" }).contains { word in
          Int(word).map { (30...38).contains($0) || (40...48).contains($0) || (90...107).contains($0) } ?? false
        }
      }
    }

    @Test func resizingNeedsNoKey() throws {
      let scratch = try Scratch()
      let desk = try review(in: scratch)
      defer { desk.end() }
      for (width, height) in [(59, 15), (60, 14), (20, 5), (200, 60), (3, 2), (80, 24), (1, 1), (61, 16), (10, 40)] {
        try desk.terminal.resize(width: width, height: height)
        if width >= 60, height >= 15 {
          try desk.terminal.wait(for: "[3 Review")
        } else if width >= 20 {
          try desk.terminal.wait(for: "small")
        }
      }
      for width in stride(from: 140, to: 40, by: -7) { try desk.terminal.resize(width: width, height: width / 3) }
      try desk.terminal.resize(width: 100, height: 30)
      try desk.terminal.wait(until: "the whole review") { screen in
        let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
        return screen.contains("[3 Review") && screen.contains("Suggestion 1") && lines.count >= 30
          && lines[29].contains("help")
      }
      #expect(try desk.leave() == 0)
    }

    @Test func withoutColourNothingIsColoured() throws {
      let scratch = try Scratch()
      let desk = try review(in: scratch, environment: ["NO_COLOR": "1"])
      defer { desk.end() }
      #expect(try !hasColour(desk.terminal.styledScreen()))
      #expect(try desk.leave() == 0)
    }

    @Test func withColourSomethingIs() throws {
      let scratch = try Scratch()
      let desk = try review(in: scratch)
      defer { desk.end() }
      #expect(try hasColour(desk.terminal.styledScreen()))
      #expect(try desk.leave() == 0)
    }

    @Test(arguments: [["--ascii"], []])
    func asciiIsDrawnWhereNothingElseIs(options: [String]) throws {
      let scratch = try Scratch()
      let desk = try review(options, in: scratch, environment: options.isEmpty ? ["LC_ALL": "C"] : [:])
      defer { desk.end() }
      for screen in ["1", "2", "3", "4", "5"] {
        try desk.terminal.press(screen)
        try desk.terminal.wait(for: "[\(screen) ")
        let text = try desk.terminal.screen()
        #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(text)")
      }
      #expect(try desk.leave() == 0)
    }

    @Test(arguments: ["xterm", "xterm-256color", "tmux-256color", "vt100"])
    func everyTerminalIsServed(term: String) throws {
      let scratch = try Scratch()
      let desk = try review(in: scratch, environment: ["TERM": term])
      defer { desk.end() }
      try desk.press(("x", "suggestion 1 rejected"), ("1", "[1 Dashboard]"))
      if term == "vt100" { #expect(try !hasColour(desk.terminal.styledScreen())) }
      #expect(try desk.leave() == 0)
    }

    @Test(arguments: ["", "dumb", "no-such-terminal"])
    func aTerminalThatCannotShowAScreenIsNamed(term: String) throws {
      let scratch = try Scratch()
      let desk = try Desk(
        ["demo"], in: scratch, environment: ["TERM": term.isEmpty ? String?.none : term])
      defer { desk.end() }
      #expect(try desk.endsAndRestores() == 2)
      let screen = try desk.terminal.screen()
      #expect(screen.contains("--headless") && screen.contains(term.isEmpty ? "TERM is not set" : term), "\(screen)")
      #expect(!FileManager.default.fileExists(atPath: scratch.sessions))
    }

    @Test func aThemeThatCannotBeReadIsLeftOut() throws {
      let scratch = try Scratch()
      let themes = scratch.path + "/config/sidecoach/themes"
      try FileManager.default.createDirectory(atPath: themes + "/folder.toml", withIntermediateDirectories: true)
      try Data("text = [not toml".utf8).write(to: URL(fileURLWithPath: themes + "/broken.toml"))
      try Data("title = \"fg:#ffffff bold\"\n".utf8).write(to: URL(fileURLWithPath: themes + "/mine.toml"))
      let desk = try review(["--theme", "mine"], in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(for: "left out")
      try desk.press(("5", "[5 Events]"))
      let events = try desk.terminal.screen()
      #expect(events.contains("broken.toml") || events.contains("left out"), "\(events)")
      #expect(try desk.leave() == 0)
    }

    @Test func aLongPasteIsTakenAtOnceAndSignalsAreAnswered() throws {
      let scratch = try Scratch()
      let desk = try review(in: scratch)
      defer { desk.end() }
      try desk.press((":", ":"))
      let start = ContinuousClock.now
      for _ in 0..<10 { try desk.terminal.paste(String(repeating: "a", count: 10_000)) }
      // What is typed after the paste is heard after it.
      try desk.press(("Escape", "help"), ("1", "[1 Dashboard]"))
      kill(try Desk.holder(of: "one", in: scratch), SIGTERM)
      #expect(try desk.endsAndRestores() == 128 + SIGTERM)
      // Tens of seconds before; a machine with neighbours may take a few.
      #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test(.enabled(if: FieldCases.areThere, "\(FieldCases.skipped)")) func aDamagedPlanIsRefusedWithTheReason() throws {
      let scratch = try Scratch()
      let desk = try Desk(["plan", FieldCases.path("plans/parent-out-of-range.json"), "--screen"], in: scratch)
      defer { desk.end() }
      #expect(try desk.endsAndRestores() == 1)
      #expect(try desk.terminal.screen().contains("comes from node"))
    }

    @Test func anUnknownThemeIsAUsageError() throws {
      let scratch = try Scratch()
      let desk = try Desk(["demo", "--theme", "defualt"], in: scratch)
      defer { desk.end() }
      #expect(try desk.endsAndRestores() == 2)
      let screen = try desk.terminal.screen()
      #expect(screen.contains("unknown theme 'defualt'") && screen.contains("did you mean 'default'"), "\(screen)")
      #expect(!FileManager.default.fileExists(atPath: scratch.sessions))
    }

    @Test func aDamagedSessionIsNotPassedOverInSilence() throws {
      let scratch = try Scratch()
      try FileManager.default.createDirectory(atPath: scratch.session("one"), withIntermediateDirectories: true)
      try Data("nothing of ours".utf8).write(to: URL(fileURLWithPath: scratch.session("one") + "/session.sqlite"))
      let desk = try Desk([], in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(for: "! damaged")
      #expect(try desk.terminal.screen().contains("is damaged"), "and what can be done about it")
      #expect(try desk.leave() == 0)
    }
  }
}
