import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// Every way out of the workbench gives the terminal back and keeps the work.
  @Suite(.enabled(if: TerminalJourney.isAvailable, Comment(rawValue: TerminalJourney.skipMessage)))
  struct WayOut {
    /// A workbench in the middle of training, with updates done.
    private func training(in scratch: Scratch, environment: [String: String?] = [:]) throws -> Desk {
      let desk = try Desk(Tiny.endless, in: scratch, environment: environment)
      try desk.terminal.wait(until: "training runs", timeout: .seconds(20)) {
        $0.contains("[1 Dashboard]") && $0.contains("▸ base")
      }
      return desk
    }

    private func checkpoints(_ scratch: Scratch) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: scratch.session("one") + "/checkpoints")
        .filter { $0.hasPrefix("base-") }
    }

    @Test func quittingAsksAndSaves() throws {
      let scratch = try Scratch()
      let desk = try training(in: scratch)
      defer { desk.end() }
      try desk.press(("q", "Leave?"))
      try desk.terminal.press("n")
      try desk.terminal.wait(until: "the question is gone") { !$0.contains("Leave?") }
      #expect(try desk.leave() == 0)
      #expect(try checkpoints(scratch).count == 1)
      // And the next start goes on from there.
      let step = try #require(
        try checkpoints(scratch).first.flatMap { Int($0.split(separator: "-")[1].prefix { $0 != "." }) })
      let again = try training(in: scratch)
      defer { again.end() }
      #expect(try again.leave() == 0)
      let dump = try scratch.dump("one")
      #expect(dump.contains("\"step\\\":\(step)") || dump.contains("\(step)"), "\(dump.suffix(2_000))")
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func aSignalSavesAndRestores(signal: Int32) throws {
      let scratch = try Scratch()
      let desk = try training(in: scratch)
      defer { desk.end() }
      kill(try Desk.holder(of: "one", in: scratch), signal)
      #expect(try desk.endsAndRestores() == 128 + signal)
      #expect(try checkpoints(scratch).count == 1)
      #expect(try scratch.dump("one").contains("kind=checkpointed"))
    }

    /// With the backtraces of Swift as they are unless somebody sets them: they would ask what to do and not end.
    @Test(arguments: [SIGSEGV, SIGABRT, SIGILL])
    func aCrashRestores(signal: Int32) throws {
      let scratch = try Scratch()
      let desk = try training(in: scratch, environment: ["SWIFT_BACKTRACE": nil])
      defer { desk.end() }
      kill(try Desk.holder(of: "one", in: scratch), signal)
      #expect(try desk.endsAndRestores() == 128 + signal)
      let screen = try desk.terminal.screen()
      let names = [SIGSEGV: "SIGSEGV", SIGABRT: "SIGABRT", SIGILL: "SIGILL"]
      #expect(screen.contains("was ended by \(names[signal] ?? "")"), "\(screen)")
      #expect(!screen.contains("Press space"), "\(screen)")
      let next = try scratch.run("export", "one")
      #expect(next.status == 0, "the session is readable after a crash: \(next.summary)")
    }

    /// A job in the background is stopped as soon as it asks for the terminal; told to end, it ends all the same.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/bash"), "there is no bash"))
    func aStoppedJobInTheBackgroundEndsWhenItIsTold() throws {
      let scratch = try Scratch()
      let words = ([Program.path] + Tiny.endless + ["--sessions", scratch.sessions]).map { "'\($0)'" }
      let script = """
        \(words.joined(separator: " ")) &
        until case $(ps -o stat= -p $!) in T*) true ;; *) false ;; esac; do :; done
        echo stopped; kill -TERM $!; kill -CONT $!; read -r line
        """
      let terminal = try TerminalJourney(["/bin/bash", "--norc", "-i", "-c", script], width: 100, height: 30)
      defer { terminal.end() }
      try terminal.wait(until: "it ended", timeout: .seconds(60)) { $0.contains("ended by signal \(SIGTERM)") }
    }

    /// The terminal tells the shell, and the shell's end tells the program; or it tells the program itself.
    @Test(arguments: [true, false])
    func closingTheWindowSaves(belowAShell: Bool) throws {
      let scratch = try Scratch()
      var end: () -> Void
      if belowAShell {
        let desk = try training(in: scratch)
        end = desk.end
      } else {
        let words = [Program.path] + Tiny.endless + ["--sessions", scratch.sessions]
        let terminal = try TerminalJourney(words, width: 100, height: 30)
        try terminal.wait(until: "training runs", timeout: .seconds(20)) { $0.contains("▸ base") }
        end = terminal.end
      }
      let process = try Desk.holder(of: "one", in: scratch)
      end()
      let deadline = ContinuousClock.now + .seconds(20)
      while kill(process, 0) == 0, ContinuousClock.now < deadline { usleep(10_000) }
      #expect(kill(process, 0) != 0, "it goes on without a terminal")
      #expect(try checkpoints(scratch).count == 1)
      let dump = try scratch.dump("one")
      #expect(dump.contains("kind=checkpointed"), "\(dump.suffix(2_000))")
    }

    @Test func suspendedAndBackInTheForeground() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let terminal = try TerminalJourney(
        ["bash", "--norc", "--noprofile", "-i"], width: 100, height: 30, environment: ["PS1": "prompt> "])
      defer { terminal.end() }
      try terminal.wait(for: "prompt>")
      let before = try terminal.terminalModes()
      try terminal.type("\(Program.path) review one --sessions \(scratch.sessions)\n")
      try terminal.wait(for: "Suggestion 1")
      try terminal.press("C-z")
      try terminal.wait(for: "Stopped")
      #expect(try !terminal.alternateOn && terminal.cursorShown)
      try terminal.type("fg\n")
      try terminal.wait(for: "Suggestion 1")
      #expect(try terminal.alternateOn)
      try terminal.press("a")
      try terminal.wait(for: "suggestion 1 accepted")
      try terminal.press("q")
      try terminal.wait(until: "the shell is back") { try !terminal.alternateOn && $0.contains("prompt>") }
      try terminal.wait(until: "the modes are back") { _ in try terminal.terminalModes() == before }
      #expect(try scratch.dump("one").contains("[decision]"))
    }
  }
}
