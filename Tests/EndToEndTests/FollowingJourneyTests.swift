import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// Sessions that go on without a screen, and screens that follow other processes.
  @Suite(.enabled(if: TerminalJourney.isAvailable, Comment(rawValue: TerminalJourney.skipMessage)))
  struct FollowingJourney {
    @Test func whatIsDetachedGoesOnAndIsTakenOver() throws {
      let scratch = try Scratch()
      let desk = try Desk(Tiny.endless, in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(until: "it trains") { $0.contains("▸ base") }
      let first = try Desk.holder(of: "one", in: scratch)
      try desk.terminal.press(":")
      try desk.terminal.type("detach")
      try desk.terminal.press("Enter")
      #expect(try desk.endsAndRestores() == 0)
      #expect(try desk.terminal.screen().contains("the stages go on without a screen"))

      // Another process has it, and its own log says what it does.
      let second = try other(than: first, scratch)
      #expect(kill(second, 0) == 0)
      defer { kill(second, SIGKILL) }
      let back = try Desk(["attach", "one"], in: scratch)
      defer { back.end() }
      try back.terminal.wait(until: "it trains here", timeout: .seconds(60)) {
        $0.contains("▸ base") && !$0.contains("[FOLLOWING]") && !$0.contains("[READ-ONLY]")
      }
      #expect(try Desk.holder(of: "one", in: scratch) != second)
      #expect(ends(second), "it has let go of the session")
      #expect(try back.leave() == 0)
      #expect(FileManager.default.fileExists(atPath: scratch.session("one") + "/detached.log"))
    }

    /// Whether a process ends, which nobody may have waited for.
    private func ends(_ process: pid_t) -> Bool {
      let deadline = ContinuousClock.now + .seconds(60)
      while ContinuousClock.now < deadline {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return true }
        // The state stands behind the name, which is in parentheses.
        if text.split(separator: ")").last?.split(separator: " ").first == "Z" { return true }
        usleep(10_000)
      }
      return false
    }

    /// The process that has the session once `first` has let go of it.
    private func other(than first: pid_t, _ scratch: Scratch) throws -> pid_t {
      let deadline = ContinuousClock.now + .seconds(60)
      let socket = scratch.session("one") + "/live.sock"
      while ContinuousClock.now < deadline {
        let holder = try Desk.holder(of: "one", in: scratch)
        if holder != first, kill(holder, 0) == 0, FileManager.default.fileExists(atPath: socket) { return holder }
        usleep(10_000)
      }
      Issue.record("nobody took the session up")
      return first
    }

    @Test func aSecondScreenSteersACommand() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      #expect(try scratch.run("review", "one", "--accept", "all").status == 0)
      let program = try scratch.start(["refine", "one", "--method", "ultra-r", "--steps", "1000000000"])
      defer { program.send(SIGKILL) }
      let socket = scratch.session("one") + "/live.sock"
      let deadline = ContinuousClock.now + .seconds(60)
      while !FileManager.default.fileExists(atPath: socket), ContinuousClock.now < deadline { usleep(10_000) }
      let desk = try Desk(["attach", "one"], in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(until: "it follows", timeout: .seconds(60)) {
        $0.contains("[FOLLOWING]") && $0.contains("▸ ultra-r")
      }
      try desk.press(("P", "[PAUSED]"))
      try desk.terminal.press("P")
      try desk.terminal.wait(until: "it goes on") { !$0.contains("[PAUSED]") }
      try desk.terminal.press("+")
      try desk.terminal.wait(until: "it is heard") { $0.contains("α 0.") && !$0.contains("→0.") }
      try desk.press((":", ":"))
      try desk.terminal.type("detach")
      try desk.press(("Enter", "decide there"))
      #expect(try desk.leave() == 0)
      program.send(SIGINT)
      #expect(try program.end().status == 130)
      #expect(try scratch.dump("one").contains("kind=alphaChanged"))
    }

    @Test func stagesWithoutATerminalEndWhereAPersonHasToDecide() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let waiting = try scratch.run("open", "one", "--headless")
      #expect(waiting.status == 0 && waiting.errors.contains("wait for a person"), "\(waiting.summary)")
      #expect(try scratch.run("review", "one", "--accept", "all").status == 0)
      let done = try scratch.run("open", "one", "--headless")
      #expect(done.status == 0 && done.errors.contains("every stage is done"), "\(done.summary)")
    }

    @Test func theExampleHasSomethingForEveryScreen() throws {
      let scratch = try Scratch()
      let desk = try Desk(["open", "example"], in: scratch, width: 120, height: 40)
      defer { desk.end() }
      try desk.terminal.wait(for: "coach-ra")
      try desk.press(("2", "Episodes  1/3"), ("Enter", "step 0 of"), ("3", "Suggestion 1"), ("4", "over ppo"))
      try desk.press(("6", "Calls  1/25"), ("7", "recorded with the offline stand-in"))
      try desk.press(("8", "base training"), (":", ":"))
      let picture = scratch.path + "/screen.svg"
      try desk.terminal.type("screenshot \(picture)")
      try desk.press(("Enter", "saved"))
      let svg = try String(contentsOfFile: picture, encoding: .utf8)
      #expect(svg.hasPrefix("<svg") && svg.contains("Settings") && svg.hasSuffix("</svg>\n"))
      #expect(try desk.leave() == 0)
      // The copy is a session like any other.
      #expect(try scratch.run("evaluate", "example", "--episodes", "2").status == 0)
    }
  }
}
