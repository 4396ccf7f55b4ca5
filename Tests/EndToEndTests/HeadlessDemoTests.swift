import Foundation
import Glibc
import Testing

extension EndToEnd {
  /// `demo --headless`: the main job from end to end, and from wherever it was left.
  @Suite struct HeadlessDemo {
    private static let arguments = Tiny.demo() + ["--headless", "--json", "--session", "one"]

    private func digests(_ object: [String: Any]) throws -> [String] {
      let rows = try #require(object["rows"] as? [[String: Any]])
      return rows.compactMap { $0["checkpointDigest"] as? String }
    }

    /// Runs the demo until it says that `stage` has begun, sends `signal` and waits for the end.
    ///
    /// A signal that comes late meets another stage: then the session is put back as it was, and all is done again.
    private func end(
      _ words: [String], session: String, in scratch: Scratch, during stage: String, by signal: Int32
    ) throws -> Program.Result {
      let (files, folder, copy) = (FileManager.default, scratch.session(session), scratch.path + "/before")
      func replace(_ path: String, by source: String) throws {
        if files.fileExists(atPath: path) { try files.removeItem(atPath: path) }
        guard files.fileExists(atPath: source) else { return }
        // What a killed process listened at is no file.
        try? files.removeItem(atPath: source + "/live.sock")
        try files.copyItem(atPath: source, toPath: path)
      }
      try replace(copy, by: folder)
      for _ in 0..<20 {
        let program = try scratch.start(words + ["--session", session])
        #expect(try program.writes("── \(stage)\n"))
        program.send(signal)
        let result = try program.end()
        let begun = result.errors.split(separator: "\n").last { $0.hasPrefix("── ") }
        if begun == "── \(stage)", result.status != 0 { return result }
        try replace(folder, by: copy)
      }
      throw Program.Failure(description: "no signal of twenty came while \(stage) ran")
    }

    private func canonical(_ object: [String: Any]) throws -> Data {
      try JSONSerialization.data(withJSONObject: object, options: .sortedKeys)
    }

    @Test func itPrintsTheRowsAndRunsOnlyOnce() throws {
      let scratch = try Scratch()
      let first = try Scratch.object(try scratch.start(Self.arguments).end())
      #expect(Set(first.keys) == ["environment", "rows", "checkpointDigest"])
      #expect(first["environment"] as? String == "Pong")
      let rows = try #require(first["rows"] as? [[String: Any]])
      #expect(rows.first?["method"] as? String == "base")
      #expect(rows.contains { $0["method"] as? String == "ppo" })
      let keys: Set = [
        "method", "seed", "mean", "low", "high", "environmentSteps", "hitRate", "checkpointDigest",
      ]
      for row in rows {
        #expect(Set(row.keys) == keys)
        #expect((row["checkpointDigest"] as? String)?.count == 64)
      }
      #expect(first["checkpointDigest"] as? String == rows.last?["checkpointDigest"] as? String)

      let files = try FileManager.default.contentsOfDirectory(atPath: scratch.session("one") + "/checkpoints").sorted()
      let again = try scratch.start(Self.arguments).end()
      let second = try Scratch.object(again)
      #expect(try canonical(second) == canonical(first))
      #expect(!again.errors.contains("%"), "nothing is left to do\n\(again.summary)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: scratch.session("one") + "/checkpoints").sorted() == files)

      let table = try scratch.run("demo", "--headless", "--session", "one")
      #expect(table.status == 0 && !table.hasEscape, "\(table.summary)")
      for row in rows { #expect(table.output.contains(row["method"] as? String ?? "?"), "\(table.summary)") }
    }

    @Test func theNumberOfThreadsChangesNothing() throws {
      let scratch = try Scratch()
      var found: [[String]] = []
      for threads in ["1", "2"] {
        let words = Tiny.demo() + ["--headless", "--json", "--session", "with\(threads)", "--threads", threads]
        found.append(try digests(try Scratch.object(try scratch.start(words).end())))
      }
      #expect(found[0].count > 1)
      #expect(found[0] == found[1])
    }

    @Test func stoppedAndTakenUpEqualsNeverStopped() throws {
      let scratch = try Scratch()
      let words = Tiny.demo(steps: 24_576, refine: 24_576) + ["--headless", "--json"]
      let whole = try Scratch.object(try scratch.start(words + ["--session", "whole"]).end())
      for (stage, signal) in [("train", SIGTERM), ("train", SIGHUP), ("verify", SIGINT), ("refine", SIGTERM)] {
        let result = try end(words, session: "parts", in: scratch, during: stage, by: signal)
        #expect(result.status == 130 && result.output.isEmpty && !result.hasEscape, "\(stage): \(result.summary)")
        #expect(result.errors.contains("goes on from it"), "\(stage): \(result.summary)")
      }
      let parts = try Scratch.object(try scratch.start(words + ["--session", "parts"]).end())
      #expect(try digests(parts) == digests(whole))
      #expect(try canonical(parts) == canonical(whole))
    }

    @Test func killedInEveryStageItIsTakenUp() throws {
      let scratch = try Scratch()
      let words = Tiny.demo() + ["--headless", "--json"]
      let whole = try Scratch.object(try scratch.start(words + ["--session", "whole"]).end())
      for stage in ["train", "collect", "identify", "verify", "refine", "compare"] {
        let result = try end(words, session: "killed", in: scratch, during: stage, by: SIGKILL)
        #expect(result.status == 128 + SIGKILL, "\(result.summary)")
      }
      let killed = try Scratch.object(try scratch.start(words + ["--session", "killed"]).end())
      #expect(try digests(killed) == digests(whole))
    }

    @Test func seedsAreSessionsOfTheirOwn() throws {
      let scratch = try Scratch()
      let words = Tiny.demo(steps: 1_024, refine: 1_024) + ["--headless", "--json", "--seeds", "2", "--seed", "7"]
      let object = try Scratch.object(try scratch.start(words).end())
      let rows = try #require(object["rows"] as? [[String: Any]])
      #expect(rows.filter { $0["method"] as? String == "base" }.compactMap { $0["seed"] as? Int } == [7, 8])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: scratch.sessions).sorted() == [
          "demo-Pong-7", "demo-Pong-8",
        ])
    }
  }
}
