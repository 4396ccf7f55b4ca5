import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// What a person does in the workbench, from the first screen to the comparison.
  @Suite(.enabled(if: TerminalJourney.isAvailable, Comment(rawValue: TerminalJourney.skipMessage)))
  struct CoachingJourney {
    private func verdicts(_ scratch: Scratch, _ session: String = "one") throws -> [Int: (verdict: String, made: Int)] {
      let lines = try scratch.run("export", session, "--format", "jsonl").output.split(separator: "\n")
      return try lines.reduce(into: [:]) { found, line in
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        let id = try #require(object["id"] as? Int)
        found[id] = (object["verdict"] as? String ?? "", (object["decisions"] as? [Any])?.count ?? 0)
      }
    }

    @Test func fromTheDashboardToTheComparison() throws {
      let scratch = try Scratch()
      let desk = try Desk(Tiny.demo() + ["--session", "one"], in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(for: "[1 Dashboard]", timeout: .seconds(5))
      try desk.terminal.wait(for: "the review waits for you", timeout: .seconds(60))
      try desk.terminal.wait(for: "Suggestion 1")
      try desk.press(
        ("a", "suggestion 1 accepted"), ("x", "suggestion 2 rejected"), ("e", "-- EDIT --"), ("Right", "-- EDIT --"),
        ("Enter", "suggestion 3 edited"), ("x", "suggestion 4 rejected"), ("u", "undone"))
      try desk.terminal.press("A")
      try desk.terminal.wait(until: "it asks or says there is none") {
        $0.contains("Accept all verified?") || $0.contains("no pending suggestion is verified")
      }
      if try desk.terminal.screen().contains("Accept all verified?") {
        try desk.press(("y", "u takes all of them back"))
      }
      try desk.goOn()
      try desk.terminal.wait(for: "all stages done", timeout: .seconds(60))
      try desk.press(("4", "[4 Compare]"), ("g", "▸● base"))
      let compare = try desk.terminal.screen()
      for words in ["base", "ppo", "ultra-ra", "over ppo"] {
        #expect(compare.contains(words), "\(compare)")
      }
      #expect(try desk.leave() == 0)

      let stored = try verdicts(scratch)
      #expect(stored[1]?.verdict == "accepted" && stored[2]?.verdict == "rejected" && stored[3]?.verdict == "edited")
      // Decided, taken back and perhaps accepted by A: nothing of that is lost.
      #expect((stored[4]?.made ?? 0) >= 2 && stored[4]?.verdict != "rejected")

      // The same command finds everything done, and says what it shows.
      let again = try Desk(["--session", "one"], in: scratch)
      defer { again.end() }
      try again.terminal.wait(for: "Every stage is done", timeout: .seconds(20))
      #expect(try again.leave() == 0)
    }

    @Test func anEditorOfOnesOwnProposesAnEdit() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let editor = "sed -i 's/^reward = .*/reward = 0.125/'"
      let desk = try Desk(["review", "one"], in: scratch, environment: ["EDITOR": editor, "VISUAL": nil])
      defer { desk.end() }
      try desk.terminal.wait(for: "Suggestion 1")
      try desk.press(("E", "from the editor: Enter takes it"), ("Enter", "suggestion 1 edited"))
      #expect(try desk.leave() == 0)
      #expect(try scratch.dump("one").contains("reward=0.125 actor=person"))
      let left = try FileManager.default.contentsOfDirectory(atPath: scratch.session("one"))
      #expect(!left.contains { $0.hasPrefix("edit-") })
    }

    @Test func alphaTurnedByHandIsRecorded() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      #expect(try scratch.run("review", "one", "--accept", "all").status == 0)
      // Two methods are done with, so that the one under way uses alpha.
      for method in ["ppo", "ultra-a"] {
        #expect(try scratch.run("refine", "one", "--method", method, "--steps", "512").status == 0)
      }
      let desk = try Desk(["--session", "one"], in: scratch)
      defer { desk.end() }
      try desk.runStages()
      try desk.terminal.wait(for: "the review waits for you", timeout: .seconds(60))
      try desk.goOn()
      try desk.press(("1", "[1 Dashboard]"))
      try desk.terminal.wait(until: "the run uses alpha") { $0.contains("▸ ultra-r") && $0.contains("α 0.") }
      try desk.press(("+", "from the next update on"))
      try desk.terminal.wait(until: "alpha is in force") { !$0.contains("→0.") }
      try desk.press(("P", "[PAUSED]"))
      try desk.terminal.press("P")
      try desk.terminal.wait(until: "it goes on") { !$0.contains("[PAUSED]") }
      try desk.press(("5", "[5 Events]"))
      try desk.terminal.wait(for: "α 0.")
      try desk.terminal.wait(for: "resumed")
      #expect(try desk.leave() == 0)
      let dump = try scratch.dump("one")
      #expect(dump.contains("kind=alphaChanged"), "\(dump.suffix(3_000))")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: scratch.session("one") + "/checkpoints").contains {
          $0.hasPrefix("ultra-r-")
        })
      // Opened again, it goes on with the run that was left.
      let again = try Desk(["--session", "one"], in: scratch)
      defer { again.end() }
      try again.runStages()
      try again.terminal.wait(until: "the run goes on") { $0.contains("▸ ultra-r") }
      #expect(try again.leave() == 0)
    }

    @Test func callsAreReadAndSearchedAndOnlyModelsAskedAgain() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let desk = try Desk(["review", "one"], in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(for: "[3 Review")
      try desk.press(("6", "[6 Prompts]"))
      try desk.terminal.wait(for: "identify")
      try desk.press(("v", "Advice quality"), ("Escape", "Calls"), ("/", "/"))
      try desk.terminal.type("no such words in any prompt")
      try desk.press(("Enter", "No prompt or reply holds this text"), ("Escape", "Calls  1/"))
      try desk.press(("r", "Ask again?"), ("y", "cannot be asked again"))
      #expect(try desk.leave() == 0)
      #expect(!(try scratch.dump("one").contains("asked again")), "a stand-in was never asked in words")
    }

    @Test func episodesPlayAndHelpListsTheKeys() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let desk = try Desk(["review", "one"], in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(for: "[3 Review")
      try desk.press(("?", "Help: Review"))
      let help = try desk.terminal.screen()
      for line in ["accept", "reject", "undo", "leave undecided on purpose"] { #expect(help.contains(line), "\(help)") }
      try desk.press(("G", "stand-in"), ("Escape", "Suggestion 1"), ("2", "[2 Trajectories]"), ("Enter", "step 0 of"))
      try desk.press(("Space", "playing"))
      try desk.terminal.wait(until: "it plays to the end or moves") { !$0.contains("step 0 of") }
      try desk.press(("G", "stopped"), ("Escape", "by episode"))
      try desk.terminal.press(":")
      try desk.terminal.type("theme nowhere")
      try desk.press(("Enter", "themes: default"))
      #expect(try desk.leave() == 0)
    }

    @Test func theSecondWorkbenchFollows() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let first = try Desk(["review", "one"], in: scratch)
      defer { first.end() }
      try first.terminal.wait(for: "Suggestion 1")
      let second = try Desk(["review", "one"], in: scratch)
      defer { second.end() }
      try second.terminal.wait(for: "[FOLLOWING]")
      try second.terminal.wait(for: "following: process")
      try second.press(("a", "decide there"))
      let blocked = try scratch.run("collect", "one", "--episodes", "9")
      #expect(blocked.status == 1 && blocked.errors.contains("reading only"), "\(blocked.summary)")
      #expect(try second.leave() == 0)
      try first.press(("x", "suggestion 1 rejected"))
      #expect(try first.leave() == 0)
      #expect(try verdicts(scratch)[1]?.verdict == "rejected")
    }
  }
}
