import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// What a person enters while the disk is full or another process holds the database.
  @Suite(.enabled(if: TerminalJourney.isAvailable, Comment(rawValue: TerminalJourney.skipMessage)))
  struct StoringJourney {
    private func suggestion(_ id: Int, _ scratch: Scratch) throws -> [String: Any] {
      let lines = try scratch.run("export", "one", "--format", "jsonl").output.split(separator: "\n")
      let objects = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
      return try #require(objects.compactMap(\.self).first { $0["id"] as? Int == id })
    }

    private func verdict(_ id: Int, _ scratch: Scratch) throws -> String? {
      try suggestion(id, scratch)["verdict"] as? String
    }

    @Test(.enabled(if: SmallDisk.isAllowed, Comment(rawValue: SmallDisk.skipMessage)))
    func aFullDiskCostsTimeAndNoDecision() throws {
      let scratch = try Scratch()
      let disk = try SmallDisk(at: scratch.sessions, size: "64m")
      defer { disk.remove() }
      try scratch.copySample()
      let desk = try Desk(["review", "one"], in: scratch, width: 120)
      defer { desk.end() }
      try desk.terminal.wait(for: "Suggestion 1")
      try desk.terminal.wait(for: "seen    ")
      try disk.fill()
      // The first ones may still find room in pages that the log has.
      var decided = 0
      while decided < 20, try !desk.terminal.screen().contains("NOT STORED]") {
        decided += 1
        try desk.terminal.press("a")
        try desk.terminal.wait(until: "\(decided) is stored or held up", timeout: .seconds(20)) {
          $0.contains("NOT STORED]") || $0.contains("suggestion \(decided) accepted")
        }
      }
      try desk.terminal.wait(for: "[1 NOT STORED]")
      try desk.terminal.wait(for: "… 1 unst")
      try desk.press(("1", "[1 Dashboard]"))
      #expect(try desk.terminal.screen().contains("[1 NOT STORED]"))
      try desk.press(("q", "Leave without storing?"))
      #expect(try desk.terminal.screen().contains("would be lost"))
      try desk.press(("n", "[1 Dashboard]"))
      disk.empty()
      try desk.terminal.wait(until: "it is stored") { !$0.contains("NOT STORED]") }
      try desk.terminal.wait(for: "accepted")
      #expect(try desk.leave() == 0)
      let dump = try scratch.dump("one")
      #expect(dump.components(separatedBy: "verdict=accepted").count - 1 == decided, "\(dump.suffix(2_000))")
    }

    @Test func aHeldDatabaseIsSaidAndLeavingAsks() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let desk = try Desk(["review", "one"], in: scratch, width: 200)
      defer { desk.end() }
      try desk.terminal.wait(for: "Suggestion 1")
      let holder = try HeldDatabase(scratch.session("one") + "/session.sqlite")
      try desk.press(("x", "[1 NOT STORED]"))
      #expect(try !desk.terminal.screen().contains("✗ rejected  "))
      try desk.terminal.wait(for: "kept busy", timeout: .seconds(20))
      try desk.press(("2", "[2 Trajectories]"))
      #expect(try desk.terminal.screen().contains("[1 NOT STORED]"))
      try desk.press(("q", "Leave without storing?"))
      #expect(try desk.terminal.screen().contains("suggestion 1 rejected"))
      try desk.terminal.press("y")
      // The last try has to give up before the program says what is lost.
      try desk.terminal.wait(for: "not stored, and lost: suggestion 1 rejected", timeout: .seconds(30))
      #expect(try desk.endsAndRestores() == 1)
      try holder.release()
      #expect(try verdict(1, scratch) == "pending")
    }

    @Test func undoReachesIntoEarlierTimes() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let desk = try Desk(["review", "one"], in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(for: "Suggestion 1")
      try desk.press(("a", "suggestion 1 accepted"), ("x", "suggestion 2 rejected"))
      #expect(try desk.leave() == 0)
      let again = try Desk(["review", "one"], in: scratch)
      defer { again.end() }
      try again.terminal.wait(for: "✗ 1")
      try again.press(("u", "undone: suggestion 2 rejected"), ("u", "undone: suggestion 1 accepted"))
      try again.press(("u", "nothing to undo"), ("U", "redone: suggestion 1 accepted"))
      #expect(try again.leave() == 0)
      #expect(try verdict(1, scratch) == "accepted" && verdict(2, scratch) == "pending")
      let trail = try #require(try suggestion(2, scratch)["decisions"] as? [[String: Any]])
      #expect(trail.count == 2 && trail[1]["undoes"] as? Int == trail[0]["step"] as? Int, "\(trail)")
    }

    @Test func anEditIsMeasuredForItself() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let desk = try Desk(["review", "one"], in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(for: "Suggestion 1")
      try desk.press(("e", "-- EDIT --"), ("Right", "-- EDIT --"), ("Enter", "suggestion 1 edited"))
      #expect(try suggestion(1, scratch)["evidence"] == nil)
      #expect(try suggestion(1, scratch)["proposalEvidence"] is [String: Any])
      try desk.press(("k", "not measured: m measures it"), ("m", "suggestion 1 is measured"))
      #expect(try !desk.terminal.screen().contains("not measured"))
      #expect(try desk.leave() == 0)
      let own = try #require(try suggestion(1, scratch)["evidence"] as? [String: Any])
      let proposed = try #require(try suggestion(1, scratch)["proposalEvidence"] as? [String: Any])
      #expect(
        own["environmentSteps"] as? Int != nil && NSDictionary(dictionary: own) != NSDictionary(dictionary: proposed))
      // A policy has nothing to say about what a person put in place.
      let decided = try scratch.json("review", "one", "--accept", "verified")
      #expect(decided["unmeasuredEdits"] as? Int == 0)
      #expect(try verdict(1, scratch) == "edited")
    }

    @Test func alphaOutlivesTheProgram() throws {
      let scratch = try Scratch()
      let desk = try Desk(Tiny.endless, in: scratch)
      defer { desk.end() }
      try desk.terminal.wait(until: "it trains") { $0.contains("▸ base") }
      try desk.press(("+", "what is under way uses no α"), (":", ":"))
      try desk.terminal.type("alpha 0.05")
      try desk.press(("Enter", "for the next run that has a use for it"))
      #expect(try desk.leave() == 0)
      let dump = try scratch.dump("one")
      #expect(dump.contains("key=requestedAlpha json=0.05"), "\(dump.prefix(2_000))")
    }
  }
}
