import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// Every command on a small session, and what its help says about its JSON.
  @Suite struct Commands {
    /// Every key of an object and of what it holds; the names of actions are values, not keys.
    private func keys(_ value: Any) -> Set<String> {
      if let object = value as? [String: Any] {
        return object.reduce(into: Set(object.keys)) { found, pair in
          if pair.key != "byAction" { found.formUnion(keys(pair.value)) }
        }
      }
      return (value as? [Any])?.reduce(into: []) { $0.formUnion(keys($1)) } ?? []
    }

    /// The keys that the help of a command names after "JSON keys".
    private func documentedKeys(_ command: String, _ scratch: Scratch) throws -> Set<String> {
      let help = try Program.run(command.split(separator: " ").map(String.init) + ["--help"], in: scratch).output
      let start = try #require(help.range(of: "JSON\\s+keys[^:]*:", options: .regularExpression), "\(help)")
      let text = help[start.upperBound...].prefix { $0 != "." }
      let words = text.split { !$0.isLetter }.map(String.init)
      return Set(words).subtracting(["list", "of", "each", "with", "and"])
    }

    private func expectDocumented(_ object: [String: Any], _ command: String, _ scratch: Scratch) throws {
      let documented = try documentedKeys(command, scratch)
      #expect(keys(object) == documented, "\(command): \(keys(object).symmetricDifference(documented))")
    }

    @Test func everyStageOneByOne() throws {
      let scratch = try Scratch()
      let settings = Tiny.training().flatMap { ["--set", $0] }
      let words = ["train", "Pong", "--session", "one", "--json"] + settings
      let trained = try Scratch.object(try scratch.start(words).end())
      try expectDocumented(trained, "train", scratch)
      #expect(trained["environmentSteps"] as? Int == 8_192)
      let digest = try #require(trained["checkpointDigest"] as? String)
      #expect(try Scratch.object(try scratch.start(words).end())["checkpointDigest"] as? String == digest)

      let collected = try scratch.json("collect", "one", "--episodes", "3")
      try expectDocumented(collected, "collect", scratch)
      #expect((collected["episodes"] as? [Any])?.count == 3)
      #expect((try scratch.json("collect", "one", "--episodes", "4")["episodes"] as? [Any])?.count == 4)

      let identified = try scratch.json("identify", "one")
      try expectDocumented(identified, "identify", scratch)
      let count = try #require(identified["suggestions"] as? Int)
      #expect(count > 0 && identified["isStandIn"] as? Bool == true)
      #expect(try scratch.json("identify", "one")["suggestions"] as? Int == 0)

      let verified = try scratch.json("verify", "one", "--rollouts", "4", "--horizon", "20", "--hold", "3")
      try expectDocumented(verified, "verify", scratch)
      #expect(verified["measured"] as? Int == count)
      let again = try scratch.run("verify", "one", "--rollouts", "8")
      #expect(again.status == 0 && again.errors.contains("nothing was measured; --rollouts"), "\(again.summary)")

      let reviewed = try scratch.json("review", "one", "--accept", "all")
      try expectDocumented(reviewed, "review", scratch)
      #expect(reviewed["accepted"] as? Int == count)

      let refined = try scratch.json("refine", "one", "--method", "ultra-ra", "--alpha", "0.25", "--steps", "4096")
      try expectDocumented(refined, "refine", scratch)
      #expect(refined["alpha"] as? Double == 0.25)
      // With every suggestion in the table some states are near one, and not all; the number is the last of its curve.
      let hitRate = try #require(refined["hitRate"] as? Double)
      #expect(0 < hitRate && hitRate < 1)
      let rates = try scratch.run("export", "one").output.split(separator: "\n").filter {
        $0.hasPrefix("ultra-ra,") && $0.contains(",guidance/hit_rate,")
      }
      #expect(rates.last?.split(separator: ",").last.flatMap { Double($0) } == hitRate)

      let evaluated = try scratch.json("evaluate", "one", "--checkpoint", "ultra-ra", "--episodes", "5")
      try expectDocumented(evaluated, "evaluate", scratch)
      #expect((evaluated["returns"] as? [Any])?.count == 5)
    }

    @Test func aRunIsForkedAndRolledBack() throws {
      let scratch = try Scratch()
      let settings = (Tiny.training(steps: 2_048) + ["checkpoint.keep=9"]).flatMap { ["--set", $0] }
      let trained = try scratch.start(
        ["train", "Pong", "--session", "one", "--json"] + settings, environment: ["SIDECOACH_CHECKPOINT_SECONDS": "0"]
      ).end()
      #expect(trained.status == 0, "\(trained.summary)")
      let fork = try scratch.json("refine", "one", "--from", "base@1024", "--as", "again")
      try expectDocumented(fork, "refine", scratch)
      #expect(fork["parent"] as? String == "base" && fork["parentStep"] as? Int == 1_024)
      #expect(fork["run"] as? String == "again" && fork["environmentSteps"] as? Int == 2_048)
      let back = try scratch.json("rollback", "one", "base", "--to", "1024")
      try expectDocumented(back, "rollback", scratch)
      #expect(back["kept"] as? String == "base~1" && back["from"] as? Int == 2_048 && back["step"] as? Int == 1_024)
      let wrong = try scratch.run("rollback", "one", "base", "--to", "7")
      #expect(wrong.status == 1 && wrong.errors.contains("no checkpoint at step 7, only at 512"), "\(wrong.summary)")
      for words in [["--from", "base"], ["--as", "x"], ["--from", "base", "--as", "x", "--method", "ppo"]] {
        #expect(try scratch.start(["refine", "one"] + words).end().status == 2)
      }
    }

    @Test func fidelityIsMeasuredBesideChance() throws {
      let scratch = try Scratch()
      let settings = Tiny.training().flatMap { ["--set", $0] }
      _ = try Scratch.object(try scratch.start(["train", "Pong", "--session", "one", "--json"] + settings).end())
      let words = ["fidelity", "one", "--identifier", "ending", "--identifier", "value-drop", "--episodes", "4"]
      let measured = try Scratch.object(try scratch.start(words + ["--json"]).end())
      try expectDocumented(measured, "fidelity", scratch)
      let rows = try #require(measured["rows"] as? [[String: Any]])
      #expect(
        rows.map { $0["identifier"] as? String }
          == ["random", "value-drop", "ending"].flatMap { Array(repeating: $0, count: 4) })
      #expect(measured["episodes"] as? Int == 4 && measured["identifierSteps"] as? Int == 0)
      let text = try scratch.run("fidelity", "one", "--identifier", "ending", "--episodes", "4")
      #expect(text.status == 0 && !text.hasEscape, "\(text.summary)")
      #expect(
        text.output.contains("higher is better") && text.errors.contains("fidelity ending  4/4"), "\(text.summary)")
      for (wrong, words) in [
        (["fidelity", "one", "--identifier", "valeu-drop"], "value-drop"),
        (["fidelity", "one", "--set", "mask.step=5"], "mask.steps"),
        (["identify", "one", "--set", "learningRate=1"], "mask.steps"),
      ] {
        let result = try scratch.start(wrong).end()
        #expect(result.status == 2 && result.errors.contains(words), "\(result.summary)")
      }
    }

    @Test func aRunThatIsThereKeepsItsSettings() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      _ = try scratch.json("review", "one", "--accept", "all")
      let words = ["refine", "one", "--method", "ultra-r", "--steps", "2048", "--json", "--alpha"]
      let first = try Scratch.object(try scratch.start(words + ["0.1"]).end())
      let again = try scratch.start(words + ["0.9"]).end()
      #expect(try Scratch.object(again)["alpha"] as? Double == 0.1)
      #expect(again.errors.contains("--restart"), "\(again.summary)")
      let restarted = try Scratch.object(try scratch.start(words + ["0.9", "--restart"]).end())
      #expect(restarted["alpha"] as? Double == 0.9)
      #expect(restarted["checkpointDigest"] as? String != first["checkpointDigest"] as? String)
      let other = try scratch.run("train", "Pong", "--session", "one", "--seed", "5")
      #expect(other.status == 0 && other.errors.contains("own settings"), "\(other.summary)")
    }

    @Test func countsAreWrittenAsPeopleWriteThem() throws {
      let scratch = try Scratch()
      let settings = Tiny.training(steps: 512).dropFirst().flatMap { ["--set", $0] }
      for (index, steps) in ["1e3", "1_000", "1000"].enumerated() {
        let words = ["train", "Pong", "--session", "s\(index)", "--steps", steps, "--json"] + settings
        #expect(try Scratch.object(try scratch.start(words).end())["environmentSteps"] as? Int == 1_024)
      }
      #expect((try scratch.json("collect", "s0", "--episodes", "0.2e1")["episodes"] as? [Any])?.count == 2)
      let set = ["train", "Pong", "--session", "set", "--json"] + settings + ["--set", "steps=1e3"]
      #expect(try Scratch.object(try scratch.start(set).end())["environmentSteps"] as? Int == 1_024)
      for wrong in ["1.5", "many", "1__0", "1e99"] {
        let refused = try scratch.run("train", "Pong", "--session", "s9", "--steps", wrong)
        #expect(refused.status == 2 && refused.errors.contains("whole number"), "\(refused.summary)")
      }
    }

    @Test func moreStepsExtendAFinishedRun() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let settings = Tiny.training(steps: 1_024).dropFirst().flatMap { ["--set", $0] }
      let words = ["train", "Pong", "--session", "two", "--json"] + settings
      _ = try scratch.start(words + ["--steps", "1_024"]).end()
      let extended = try scratch.start(words + ["--steps", "2_048"]).end()
      #expect(try Scratch.object(extended)["environmentSteps"] as? Int == 2_048)
      #expect(extended.errors.contains("from step 1024 to 2048 instead of 1024"), "\(extended.summary)")
      #expect(extended.errors.contains("the learning rate"), "\(extended.summary)")
      #expect(!extended.errors.contains("own settings"), "\(extended.summary)")
      let again = try Scratch.object(try scratch.start(words).end())
      #expect(again["environmentSteps"] as? Int == 2_048)
      _ = try scratch.json("review", "one", "--accept", "all")
      let own = stride(from: 0, to: settings.count, by: 2).filter { !settings[$0 + 1].hasPrefix("environment.") }
      let refine = ["refine", "one", "--method", "ppo", "--json"] + own.flatMap { settings[$0...$0 + 1] } + ["--steps"]
      let first = try Scratch.object(try scratch.start(refine + ["1e3", "--restart"]).end())
      #expect(first["environmentSteps"] as? Int == 1_024)
      let longer = try scratch.start(refine + ["2e3"]).end()
      #expect(try Scratch.object(longer)["environmentSteps"] as? Int == 2_048)
      #expect(longer.errors.contains("'ppo' goes on from step 1024 to 2048"), "\(longer.summary)")
      #expect(try Scratch.object(try scratch.start(refine + ["1e3"]).end())["environmentSteps"] as? Int == 2_048)
    }

    @Test func greedyPlayIsNotMistakenForDrawnPlay() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let drawn = try scratch.json("evaluate", "one", "--episodes", "40")
      let greedy = try scratch.json("evaluate", "one", "--episodes", "40", "--greedy")
      #expect(greedy["environmentSteps"] as? Int != drawn["environmentSteps"] as? Int)
      let again = try scratch.json("evaluate", "one", "--episodes", "40")
      #expect(again["environmentSteps"] as? Int == drawn["environmentSteps"] as? Int)
    }

    @Test(arguments: ["all", "verified", "confidence=0.5"])
    func everyPendingSuggestionIsDecidedByAPolicy(policy: String) throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let counts = try scratch.json("review", "one", "--accept", policy)
      let lines = try scratch.run("export", "one", "--format", "jsonl").output.split(separator: "\n")
      let verdicts = try lines.map { line in
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
      let accepted = verdicts.filter { $0["verdict"] as? String == "accepted" }
      #expect(counts["accepted"] as? Int == accepted.count)
      #expect(counts["rejected"] as? Int == verdicts.filter { $0["verdict"] as? String == "rejected" }.count)
      #expect(!verdicts.contains { $0["verdict"] as? String == "pending" })
      for line in accepted where policy == "verified" {
        let evidence = try #require(line["evidence"] as? [String: Any])
        #expect((evidence["low"] as? Double ?? -1) > 0)
      }
      #expect(try scratch.json("review", "one", "--accept", policy)["accepted"] as? Int == 0)
    }

    @Test func everyFormatIsExported() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let csv = try scratch.run("export", "one")
      #expect(csv.status == 0 && csv.errors.isEmpty, "\(csv.summary)")
      let lines = csv.output.split(separator: "\n")
      #expect(lines.first == "run,seed,step,wall_time,tag,value")
      #expect(lines.contains { $0.contains("charts/episodic_return") } && lines.allSatisfy { !$0.contains("\u{1B}") })
      let text = try scratch.dump("one")
      for table in ["[session]", "[run]", "[event]", "[suggestion]", "[evidence]"] { #expect(text.contains(table)) }
    }

    /// `Examples/experiment`, small; run a second time it does nothing over again.
    @Test func theExampleGridRuns() throws {
      let scratch = try Scratch()
      let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      let settings = Tiny.training().map { "--set \($0)" }.joined(separator: " ")
      let variables = [
        "SIDECOACH": Program.path, "SEEDS": "1", "METHODS": "ppo ultra-ra", "ALPHAS": "0.25 0.5", "EPISODES": "4",
        "ACCEPT": "all", "TRAIN": settings, "REFINE": "--steps 4096", "SESSIONS": scratch.sessions,
      ]
      func rows() throws -> [[String: Any]] {
        let run = try Shell(["sh", "Examples/experiment/grid.sh"], in: root, environment: variables)
        #expect(run.status == 0, "\(run.errors)")
        return try run.output.split(separator: "\n").map { line in
          try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
      }
      let first = try rows()
      #expect(first.map { $0["alpha"] as? Double } == [nil, 0.25, 0.25, 0.5, 0.5])
      let runs = first.compactMap { ($0["evaluation"] as? [String: Any])?["run"] as? String }
      #expect(runs == ["base", "ppo", "ultra-ra", "ppo", "ultra-ra"])
      #expect(try rows() as NSArray == first as NSArray)
    }

    @Test(arguments: [
      "bench environments", "bench kernels", "bench training", "bench learning", "bench workbench", "doctor",
    ])
    func whatMeasuresTheMachineSaysWhatItsHelpSays(command: String) throws {
      let scratch = try Scratch()
      let words = command.split(separator: " ").map(String.init)
      let short =
        switch command {
        case "bench environments", "bench training": ["--seconds", "0.05"]
        case "bench learning":
          "--env Pendulum-v1 --seeds 2 --steps 4096 --episodes 2".split(separator: " ").map(String.init)
        case "bench workbench":
          "--points 9000 --episodes 4 --suggestions 100 --seconds 0.01".split(separator: " ").map(String.init)
        default: [String]()
        }
      try expectDocumented(
        try Scratch.object(try Program.run(words + short + ["--json"], in: scratch)), command, scratch)
      // The kernels take their time, and print what the others print.
      guard command != "bench kernels" else { return }
      let text = try Program.run(words + short, in: scratch)
      #expect(text.status == 0 && !text.output.isEmpty && !text.hasEscape, "\(text.summary)")
    }
  }
}
