import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Planning with a person: looking at the search, changing it, and finding the changes again.
  @Suite(.enabled(if: TerminalJourney.isAvailable, Comment(rawValue: TerminalJourney.skipMessage)))
  struct PlanJourney {
    private static let command = ["plan", "BlocksWorld", "--blocks", "4", "--screen"]

    private func record(_ scratch: Scratch) throws -> [[String: Any]] {
      let text = try String(contentsOfFile: scratch.sessions + "/plan-decisions.jsonl", encoding: .utf8)
      return try text.split(separator: "\n").map { line in
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
    }

    private func verdicts(_ scratch: Scratch) throws -> [String] {
      try record(scratch).compactMap { ($0["decision"] as? [String: Any])?["verdict"] as? String }
    }

    @Test func aSearchIsSteppedChangedAndPlannedAgain() throws {
      let scratch = try Scratch()
      let desk = try Desk(Self.command, in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(for: "[1 Plan]")
      try desk.terminal.wait(for: "✓ solved in")
      try desk.press(
        ("[", "as of node"), ("{", "Search #"), ("[", "as of node"), ("]", "Search #"), ("g", "My goal is"))
      // Back to the whole search, then against its first action.
      for _ in 0..<60 where try desk.terminal.screen().contains("as of node") {
        try desk.terminal.press("}")
        try desk.terminal.wait(for: "Search #")
      }
      try desk.terminal.wait(until: "all of it is shown") { !$0.contains("as of node") }
      try desk.press(("g", "My goal is"), ("j", "P_LLM"), ("v", "1 change waits"), ("r", "with 1 change"))
      try desk.terminal.wait(for: "vetoed")
      try desk.press(("e", "Edit the proposal"), ("Escape", "vetoed"))
      try desk.press(("w", "saved"))
      #expect(try desk.leave() == 0)
      #expect(try verdicts(scratch) == ["veto"])
      #expect(try record(scratch).allSatisfy { $0["time"] is Double })

      // What was saved is shown again, and cannot be planned anew.
      let file = try #require(
        try FileManager.default.contentsOfDirectory(atPath: scratch.sessions).first {
          $0.hasPrefix("plan-") && $0.hasSuffix(".json")
        })
      let stored = try Desk(["plan", scratch.sessions + "/" + file, "--screen"], in: scratch)
      defer { stored.end() }
      try stored.terminal.wait(for: "stored")
      try stored.press(("r", "this is a stored search"))
      #expect(try stored.leave() == 0)
    }

    @Test func whatWasDecidedOutlivesTheProcess() throws {
      let scratch = try Scratch()
      let desk = try Desk(Self.command, in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(for: "solved in")
      try desk.press(("g", "My goal is"), ("j", "P_LLM"), ("v", "1 change waits"))
      let deadline = ContinuousClock.now + .seconds(20)
      while (try? verdicts(scratch)) != ["veto"], ContinuousClock.now < deadline { usleep(2_000) }
      desk.end()
      // A line that a crash cut short costs nothing but itself.
      let path = scratch.sessions + "/plan-decisions.jsonl"
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("{\"time\":1,\"decis".utf8))
      try handle.close()

      let again = try Desk(Self.command, in: scratch)
      defer { again.end() }
      try again.terminal.wait(for: "with 1 change")
      try again.press(("c", "Take every change back?"), ("y", "changed: r re-plans"), ("r", "planning again"))
      try again.terminal.wait(until: "what was vetoed is tried") { !$0.contains("vetoed") }
      #expect(try again.leave() == 0)
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 3 && lines[2].contains("withdraw"), "\(lines)")
    }

    @Test func boundsComeTogetherOnScreen() throws {
      let scratch = try Scratch()
      let desk = try Desk(["plan", "RiverSwim", "--screen", "--set", "episodes=300"], in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(for: "learnt")
      try desk.terminal.wait(for: "episode 300 of 300")
      // The bounds of so few episodes do not close, and the alert about it stands in the corner.
      try desk.terminal.wait(for: "bounds that do not close")
      try desk.press(("!", "Gap"))
      try desk.press(
        ("l", "step 2:"), ("j", "state 1, step 2:"), ("[", "after"), ("z", "pessimistic"), ("z", "the widest"))
      try desk.press(("b", "the search has not begun"), ("b", "Gap"))
      #expect(try desk.leave() == 0)
    }

    @Test func whatCannotBeShownIsAnError() throws {
      let scratch = try Scratch()
      let wrong = [
        (["plan", "BlocksWorld", "--screen"], 2, "leave --screen out"),
        (["plan", "BlocksWorld", "--screen", "--json"], 2, "goes without --json"),
      ]
      for (words, status, text) in wrong {
        let result = try Program.run(words, in: scratch)
        #expect(result.status == Int32(status) && result.errors.contains(text), "\(result.summary)")
      }
      for (words, text) in [
        (["plan", "BlocksWorld", "--screen", "--method", "bfs"], "grows no search tree"),
        (["plan", "Chain", "--screen", "--method", "prior"], "learns nothing"),
        (["plan", "nowhere.json", "--screen"], "there is no such file"),
      ] {
        let desk = try Desk(words, in: scratch)
        defer { desk.end() }
        #expect(try desk.endsAndRestores() == 1)
        #expect(try desk.terminal.screen().contains(text))
      }
    }
  }
}
