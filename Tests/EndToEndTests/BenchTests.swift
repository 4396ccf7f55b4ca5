import Foundation
import Testing

extension EndToEnd {
  /// The benches of the workbench at a small size: that they make and do what they say. How fast that is, no test asks.
  @Suite struct Benches {
    /// An empty directory for what a bench makes in passing.
    private func place(_ scratch: Scratch) throws -> String {
      let place = scratch.path + "/passing"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      return place
    }

    private func run(_ words: String, _ more: [String] = [], in scratch: Scratch) throws -> Program.Result {
      try Program.run(
        ["bench"] + words.split(separator: " ").map(String.init) + more, in: scratch,
        environment: ["TMPDIR": try place(scratch)], timeout: .seconds(180))
    }

    private func left(_ scratch: Scratch) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: try place(scratch)).filter { $0.hasPrefix("sidecoach-") }
    }

    @Test func theLongSessionIsAsLongAsAskedForAndCanBeKept() throws {
      let scratch = try Scratch()
      let place = ["--out", scratch.session("long"), "--keep"]
      let made = try Scratch.object(
        try run(
          "workbench --points 9000 --episodes 7 --suggestions 110 --seconds 0.01 --json", place, in: scratch))
      #expect([made["points"], made["episodes"], made["suggestions"]].map { $0 as? Int } == [9_000, 7, 110])
      let names = try #require(made["rows"] as? [[String: Any]]).compactMap { $0["name"] as? String }
      for screen in ["dashboard", "trajectories", "review", "compare", "events", "prompts", "runs", "settings"] {
        #expect(names.contains("opening, \(screen) alone"), "\(names)")
        #expect(names.contains("\(screen), moving: key to picture, 99th percentile"), "\(names)")
      }
      #expect(names.contains("opening, every screen") && names.contains("review, search: key to picture, median"))
      // It is a session like any other, and the next call adds what it lacks.
      #expect(try scratch.run("export", "long").status == 0)
      let longer = try Scratch.object(
        try run(
          "workbench --points 9000 --episodes 8 --suggestions 1 --seconds 0.01 --json", place, in: scratch))
      #expect([longer["points"], longer["episodes"], longer["suggestions"]].map { $0 as? Int } == [9_000, 8, 110])
      #expect(FileManager.default.fileExists(atPath: scratch.session("long") + "/session.sqlite"))
    }

    @Test func aSessionOfSomebodysOwnIsLeftAlone() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let before = try scratch.dump("one")
      let result = try run("workbench --points 1e5", ["--out", scratch.session("one"), "--keep"], in: scratch)
      #expect(result.status == 1 && result.errors.contains("it is left as it is"), "\(result.summary)")
      #expect(try scratch.dump("one") == before)
    }

    @Test func theMonkeyComesToAnEndAndTouchesNothing() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let before = try scratch.dump("one")
      let words = ["--session", "one", "--sessions", scratch.sessions, "--json"]
      let result = try run("monkey --minutes 0.1 --seed 3", words, in: scratch)
      let told = try Scratch.object(result)
      #expect(
        Set(told.keys) == ["seed", "minutes", "keys", "clicks", "resizes", "openings", "screens", "errors"])
      #expect(told["seed"] as? Int == 3 && result.errors.contains("seed 3: begins"), "\(result.summary)")
      #expect(try #require(told["keys"] as? Int) > 0 && (told["openings"] as? Int ?? 0) >= 1)
      #expect(try #require(told["screens"] as? [Any]).isEmpty == false)
      #expect(try scratch.dump("one") == before)
      #expect(try left(scratch).isEmpty)
    }

    @Test func theSoakTrainsAndRecordsWhatTheProcessHolds() throws {
      let scratch = try Scratch()
      let told = try Scratch.object(try run("soak --minutes 0.15 --seed 3 --threads 1 --json", in: scratch))
      #expect(Set(told.keys) == ["seed", "minutes", "rows", "drift", "errors"])
      let rows = try #require(told["rows"] as? [[String: Any]])
      #expect(rows.count >= 3 && rows.count <= 12)
      let held = rows.compactMap { $0["held"] as? [String: Any] }
      #expect(held.count == rows.count)
      #expect(held.allSatisfy { ($0["residentBytes"] as? Int ?? 0) > 0 && ($0["threads"] as? Int ?? 0) > 1 })
      #expect(try #require(rows.last?["environmentSteps"] as? Int) > 0, "it trains")
      let drift = try #require(told["drift"] as? [[String: Any]]).compactMap { $0["unit"] as? String }
      #expect(drift == ["%", "more", "more"])
      #expect(try left(scratch).isEmpty)
    }
  }
}
