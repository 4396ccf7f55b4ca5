import Foundation
import Glibc
import Testing

extension EndToEnd {
  /// `kill -9` at moments drawn by a seed: taken up until it is done, a session is what it would have been without.
  ///
  /// A few kills of each command by default; `Scripts/kills` asks for more with `SIDECOACH_KILLS`.
  @Suite struct Kills {
    private static let count = ProcessInfo.processInfo.environment["SIDECOACH_KILLS"].flatMap { Int($0) } ?? 2

    /// What a session comes to, without what depends on when it was done.
    private struct Outcome: Equatable {
      /// What each run's checkpoint means.
      var digests: [String: String] = [:]
      /// Environment steps by stage and run.
      var ledger: [String: Int] = [:]
      /// Suggestions with their evidence and decisions.
      var records: [String] = []
      /// What is damaged; nothing should be.
      var damage: [String] = []
    }

    /// The fields of a line of the text export.
    private func fields(_ line: Substring) -> [String: String] {
      let pairs = line.split(separator: " ").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
      return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    }

    private func outcome(_ session: String, in scratch: Scratch) throws -> Outcome {
      var outcome = Outcome()
      let exported = try scratch.run("export", session, "--format", "text")
      #expect(exported.status == 0, "\(exported.summary)")
      for table in exported.output.split(separator: "\n\n") {
        let lines = table.split(separator: "\n")
        for line in lines.dropFirst() {
          let fields = fields(line)
          switch lines.first {
          case "[run]":
            let file = scratch.session(session) + "/checkpoints/" + (fields["checkpoint"] ?? "")
            let found = try scratch.json("doctor", "--checkpoint", file)
            outcome.digests[fields["name"] ?? ""] = found["canonicalDigest"] as? String
          case "[stepsSpent]":
            let account = [fields["stage"] ?? "", fields["run"] ?? ""].joined(separator: " ")
            outcome.ledger[account, default: 0] += Int(fields["steps"] ?? "") ?? 0
          default: break
          }
        }
      }
      outcome.records = try scratch.run("export", session, "--format", "jsonl").output.split(separator: "\n").map {
        // Times differ, and so do the numbers of calls where a question was put twice.
        String($0.replacing(/"(time|call|seq)":[0-9.e+-]+,?/, with: ""))
      }
      outcome.damage = try scratch.json("doctor", "--session", session)["damage"] as? [String] ?? ["?"]
      return outcome
    }

    /// Kills `words` on copies of the session `start`, or on none, as often as is asked for, and holds what each comes to
    /// against what an undisturbed one comes to.
    private func expectKillsChangeNothing(_ words: [String], from start: String?, in scratch: Scratch) throws {
      let files = FileManager.default
      func fresh(_ name: String) throws {
        if files.fileExists(atPath: scratch.session(name)) { try files.removeItem(atPath: scratch.session(name)) }
        guard let start else { return }
        try files.copyItem(atPath: scratch.session(start), toPath: scratch.session(name))
      }
      func command(_ session: String) -> [String] {
        words.first == "demo" ? words + ["--session", session] : [words[0], session] + words.dropFirst()
      }
      // After every update, so that kills in the middle of a run find something to go on from.
      let environment = ["SIDECOACH_CHECKPOINT_SECONDS": "0"]
      try fresh("whole")
      let begun = ContinuousClock.now
      let undisturbed = try scratch.start(command("whole"), environment: environment).end(timeout: .seconds(600))
      let duration = ContinuousClock.now - begun
      #expect(undisturbed.status == 0, "\(undisturbed.summary)")
      let expected = try outcome("whole", in: scratch)
      #expect(!expected.digests.isEmpty && !expected.ledger.isEmpty && expected.damage.isEmpty)
      var draws = Draws(state: UInt64(words[0].utf8.reduce(7) { $0 * 31 + Int($1) }))
      var kills = 0
      while kills < Self.count {
        try fresh("parts")
        var isDone = false
        while !isDone {
          let program = try scratch.start(command("parts"), environment: environment)
          if kills < Self.count, try !program.hasEnded(within: duration * draws.next()) {
            program.send(SIGKILL)
            isDone = try program.end().status == 0
            kills += 1
          } else {
            let result = try program.end(timeout: .seconds(600))
            #expect(result.status == 0, "\(result.summary)")
            isDone = true
          }
        }
        let found = try outcome("parts", in: scratch)
        #expect(found == expected, "after \(kills) kills of \(words)")
      }
    }

    @Test func aDemoThatIsKilledComesToTheSame() throws {
      let scratch = try Scratch()
      try expectKillsChangeNothing(Tiny.demo() + ["--headless"], from: nil, in: scratch)
    }

    @Test func aRefinementThatIsKilledComesToTheSame() throws {
      let scratch = try Scratch()
      try scratch.copySample(as: "start")
      _ = try scratch.json("review", "start", "--accept", "all")
      let words = ["refine", "--method", "ultra-ra", "--steps", "49_152"]
      try expectKillsChangeNothing(words, from: "start", in: scratch)
    }

    /// By a search, whose steps count.
    @Test func anIdentificationThatIsKilledComesToTheSame() throws {
      let scratch = try Scratch()
      let settings = Tiny.training().flatMap { ["--set", $0] }
      _ = try Scratch.object(
        try scratch.start(["train", "Pong", "--session", "start", "--json"] + settings).end())
      _ = try scratch.json("collect", "start", "--episodes", "4")
      let words = ["identify", "--advisor", "planner", "--identifier", "random"]
      try expectKillsChangeNothing(words, from: "start", in: scratch)
    }

    @Test func aMeasurementThatIsKilledComesToTheSame() throws {
      let scratch = try Scratch()
      let settings = Tiny.training().flatMap { ["--set", $0] }
      _ = try Scratch.object(
        try scratch.start(["train", "Pong", "--session", "start", "--json"] + settings).end())
      _ = try scratch.json("collect", "start", "--episodes", "4")
      _ = try scratch.json("identify", "start")
      try expectKillsChangeNothing(["verify", "--rollouts", "16"], from: "start", in: scratch)
    }

    /// Numbers from 0 to 1, the same every time.
    private struct Draws {
      var state: UInt64

      mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) / Double(1 << 53)
      }
    }
  }
}
