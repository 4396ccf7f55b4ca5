import Foundation
import TestSupport
import Numerics
import Testing

extension EndToEnd {
  /// `sidecoach plan` on problems, sets, grids and tabular processes of the tests' own.
  @Suite struct Planning {
    /// A data folder with three small tasks, a list of them, and plans on record.
    private struct PlanDesk {
      let scratch: Scratch
      var folder: String { scratch.path + "/data/blocksworld" }

      init() throws {
        scratch = try Scratch()
        for name in ["instances", "recorded"] {
          try FileManager.default.createDirectory(
            atPath: folder + "/" + name, withIntermediateDirectories: true)
        }
        let tasks = [
          ("t1.pddl", "(on a b)", ["(pick-up a)", "(stack a b)"]),
          ("t2.pddl", "(on b c) (on a b)", ["(pick-up b)", "(stack b c)", "(pick-up a)", "(stack a b)"]),
          ("t3.pddl", "(on c a)", ["(pick-up c)", "(stack c a)"]),
        ]
        var list: [[String: Any]] = []
        var plans: [[String: Any]] = []
        for (name, goal, plan) in tasks {
          try write(Self.problem(goal), to: "instances/" + name)
          list.append(["instance": name, "optimal_plan": plan, "steps": plan.count])
          plans.append([
            "instance": name, "prompt": "one_shot", "extracted_plan": plan.joined(separator: "\n"), "correct": true,
          ])
        }
        list.append(["instance": "t1.pddl", "optimal_plan": ["(pick-up a)"], "steps": 1])
        try write(list, to: "list.json")
        try write(plans, to: "recorded/mine.json")
      }

      static func problem(_ goal: String) -> String {
        """
        (define (problem own) (:domain blocksworld-4ops) (:objects a b c)
        (:init (handempty) (ontable a) (ontable b) (ontable c) (clear a) (clear b) (clear c))
        (:goal (and \(goal))))
        """
      }

      func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
      }

      func write(_ value: Any, to name: String) throws {
        try JSONSerialization.data(withJSONObject: value).write(to: URL(fileURLWithPath: folder + "/" + name))
      }

      func run(_ words: String...) throws -> Program.Result { try run(words) }

      func run(_ words: [String]) throws -> Program.Result {
        try Program.run(["plan"] + words, in: scratch, environment: ["SIDECOACH_DATA": scratch.path + "/data"])
      }

      func object(_ words: String...) throws -> [String: Any] { try Scratch.object(run(words + ["--json"])) }

      func rows(_ words: String...) throws -> [[String: Any]] {
        try #require(Scratch.object(run(words + ["--json"]))["rows"] as? [[String: Any]])
      }
    }

    private func keys(_ value: Any) -> Set<String> {
      if let object = value as? [String: Any] {
        return object.reduce(into: Set(object.keys)) { $0.formUnion(keys($1.value)) }
      }
      return (value as? [Any])?.reduce(into: []) { $0.formUnion(keys($1)) } ?? []
    }

    @Test func onePlanSaysEverything() throws {
      let desk = try PlanDesk()
      let words = [
        "BlocksWorld", "--problem", "t2", "--prior", "recorded:mine", "--k", "2", "--horizon-per-subgoal", "2",
        "--lambda", "0.1", "--value", "rule",
      ]
      let text = try desk.run(words)
      #expect(text.status == 0 && !text.hasEscape && text.errors.isEmpty, "\(text.summary)")
      for part in [
        "slinvit: solved in 4 actions", "1. (pick-up b)  pick up the blue block",
        "validation: valid: the goal holds after 4 actions", "transitions: ", "model calls: ",
        "prior: recorded: mine, 3 plans", "A shortest plan has 4 actions",
      ] { #expect(text.output.contains(part), "'\(part)'\n\(text.summary)") }

      // Through a link, which stays one.
      let out = desk.scratch.path + "/plan.json"
      try FileManager.default.createSymbolicLink(atPath: out, withDestinationPath: "kept.json")
      let object = try Scratch.object(try desk.run(words + ["--json", "--out", out]))
      let row = try #require((object["rows"] as? [[String: Any]])?.first)
      #expect(row["solved"] as? Bool == true && row["source"] as? String == "recorded: mine, 3 plans")
      #expect((row["validation"] as? String)?.hasPrefix("valid") == true)
      let configuration = try #require(row["configuration"] as? [String: Any])
      #expect(configuration["k"] as? Int == 2 && configuration["depth"] as? Int == 2)
      #expect(configuration["lambda"] as? Double == 0.1)
      let stored = try #require(
        JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: out))) as? [String: Any])
      let plan = try #require((stored["plans"] as? [[String: Any]])?.first)
      let report = try #require(plan["report"] as? [String: Any])
      #expect(stored["source"] as? String == "recorded: mine, 3 plans")
      #expect(((report["tree"] as? [String: Any])?["nodes"] as? [Any])?.isEmpty == false)
      #expect(report["plan"] as? [String] == row["plan"] as? [String] && report["account"] != nil)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: out) == "kept.json")
    }

    @Test func setsGridsAndStudiesDoNotDependOnThreads() throws {
      let desk = try PlanDesk()
      let calls = [
        ["BlocksWorld", "--set", "list.json", "--set", "attempts=2", "--transitions", "40"],
        ["BlocksWorld", "--set", "list", "--sweep", "k=1,2", "--sweep", "N=1,2", "--method", "slinvit,bfs"],
        ["Chain", "--study", "exploration", "--seeds", "3", "--set", "episodes=120"],
      ]
      for words in calls {
        let one = try desk.run(words + ["--json", "--threads", "1"])
        let three = try desk.run(words + ["--json", "--threads", "3"])
        _ = try Scratch.object(one)
        #expect(one.output == three.output, "\(words)")
      }
      let all = try desk.object("BlocksWorld", "--set", "list", "--transitions", "40")
      let rows = try #require(all["rows"] as? [[String: Any]])
      #expect(rows.count == 10 && rows.allSatisfy { $0["tasks"] as? Int == 3 && $0["source"] is String })
      let notes = try #require(all["notes"] as? [String])
      #expect(notes.contains { $0.contains("1 of 4 entries are left out") }, "\(notes)")
      let blind = try #require(rows.first { $0["method"] as? String == "bfs" })
      #expect(blind["solvedTasks"] as? Int == 3 && blind["source"] as? String == "none")
      #expect(
        (blind["low"] as? Double).map { $0.isApproximatelyEqual(to: 3 / 6.841459, absoluteTolerance: 1e-5) } == true
          && blind["high"] as? Double == 1)
      let grid = try desk.rows(
        "BlocksWorld", "--set", "list", "--sweep", "k=1,2", "--sweep", "N=1,2", "--method", "slinvit,bfs")
      #expect(
        grid.compactMap { $0["label"] as? String } == [
          "slinvit k=1 depth=1", "slinvit k=1 depth=2", "slinvit k=2 depth=1", "slinvit k=2 depth=2", "bfs",
        ])
    }

    @Test func tasksComeWithTheProgram() throws {
      let rows = try PlanDesk().rows(
        "BlocksWorld", "--set", "own", "--method", "slinvit,prior", "--transitions", "300")
      #expect(
        rows.compactMap { $0["group"] as? String }.prefix(6).elementsEqual(
          ["own_4", "own_4", "own_5", "own_5", "own_6", "own_6"]))
      let totals = rows.suffix(2).compactMap { $0["success"] as? Double }
      #expect(totals.count == 2 && totals[0] > totals[1], "\(rows)")
    }

    @Test func aSearchThatReadsTheGoldRewardIsLabelled() throws {
      let desk = try PlanDesk()
      let words = ["InterCode-SQL", "--problem", "own-1", "--oracle-reward"]
      let notes = try Scratch.object(try desk.run(words + ["--json"]))["notes"] as? [String]
      #expect(notes?.contains { $0.contains("an upper bound, and no method") } == true, "\(notes ?? [])")
      #expect(try desk.run(words).output.contains("an upper bound, and no method"))
      #expect(try !desk.run(Array(words.dropLast())).output.contains("an upper bound"))
      #expect(try desk.run(["BlocksWorld", "--oracle-reward"]).errors.contains("unknown setting 'oracleReward'"))
    }

    @Test func everyJSONKeyIsDocumented() throws {
      let desk = try PlanDesk()
      let help = try Program.run(["plan", "--help"], in: desk.scratch).output
      let start = try #require(help.range(of: "JSON\\s+keys[^:]*:", options: .regularExpression))
      let end = try #require(help.range(of: "Rows\\s+of\\s+one\\s+task", options: .regularExpression))
      let words = help[start.upperBound..<end.lowerBound].split { !$0.isLetter }.map(String.init)
      let documented = Set(words).subtracting(["list", "of", "Tabular", "processes"])
      let server = try LoopbackServer { _ in Self.chat("A") }
      defer { server.stop() }
      try configure(desk, server)
      let found = try [
        desk.object("BlocksWorld", "--problem", "t1"), desk.object("BlocksWorld", "--set", "list"),
        desk.object("BlocksWorld", "--problem", "t1", "--prior", "toy"),
        desk.object("Chain", "--study", "divergence", "--seeds", "2", "--set", "episodes=60"),
      ].reduce(into: Set<String>()) { $0.formUnion(keys($1)) }
      #expect(found == documented, "\(found.symmetricDifference(documented))")
    }

    @Test func badInputSaysWhatToDo() throws {
      let desk = try PlanDesk()
      func expect(_ words: String..., status: Int32, says parts: [String]) throws {
        let result = try desk.run(words)
        #expect(result.status == status && result.output.isEmpty && !result.hasEscape, "\(words) \(result.summary)")
        for part in parts { #expect(result.errors.contains(part), "'\(part)' \(result.summary)") }
      }
      let place = desk.scratch.path + "/bad.pddl"
      try Data("(define (problem p)\n  (:domain blocksworld-4ops)\n  (:objects a b)\n  (:init (fly a)))".utf8)
        .write(to: URL(fileURLWithPath: place))
      try expect("BlocksWorld", "--problem", place, status: 1, says: [place + ":"])
      try desk.write(PlanDesk.problem("(on a b) (on b a)"), to: "instances/ring.pddl")
      try expect(
        "BlocksWorld", "--problem", "ring", status: 1, says: ["ring.pddl", "no plan reaches this goal", "proven"])
      try expect("BlocksWorld", "--problem", "gone", status: 1, says: ["gone", "SIDECOACH_DATA"])
      try expect("BlocksWorld", "--set", "step", status: 1, says: ["no task set 'step'", "list", "key=value"])
      try expect("BlocksWorld", "--set", "kay=1", status: 2, says: ["unknown setting 'kay'", "Valid:", "lambda"])
      try expect("BlocksWorld", "--prior", "recorded:yours", status: 2, says: ["recorded model 'yours'", "mine"])
      try expect("BlocksWorld", "--prior", "recorded:mine:two", status: 2, says: ["'two'", "one_shot"])
      try expect("BlocksWorld", "--prior", "synthetic:7", status: 2, says: ["from 0 to 1"])
      try expect("BlocksWorld", "--prior", "what", status: 2, says: ["unknown prior 'what'", "openai:MODEL"])
      try expect("BlocksWorld", "--method", "slinvti", status: 2, says: ["slinvti", "did you mean 'slinvit'"])
      try expect("BlocksWorld", "--sweep", "k=1,x", status: 2, says: ["'k' cannot be 'x'", "whole number"])
      try expect("BlocksWorld", "--value", "guess", status: 2, says: ["value", "rule, rollouts"])
      try expect("Chain", "--study", "divergnce", status: 2, says: ["study", "did you mean 'divergence'"])
      try expect("Chian", status: 2, says: ["Chian", "did you mean 'Chain'"])
      try expect("Chain", "--prior", "uniform", status: 2, says: ["--divergence"])
      try expect("Chain", "--k", "2", status: 2, says: ["unknown setting 'k'", "episodes"])
      try expect("BlocksWorld", "--out", "/nowhere/x.json", status: 1, says: ["/nowhere/x.json", "there is no folder"])
      try expect("BlocksWorld", "--out", "/dev/null", status: 1, says: ["/dev/null is a device", "the name of a file"])
      let lost = try Program.run(
        ["plan", "BlocksWorld", "--prior", "recorded:mine"], in: desk.scratch,
        environment: ["SIDECOACH_DATA": "/nowhere"])
      #expect(lost.status == 1 && lost.errors.contains("set SIDECOACH_DATA"), "\(lost.summary)")
    }

    @Test func aBudgetThatIsUsedUpLeavesAPartialPlan() throws {
      let desk = try PlanDesk()
      let row = try #require(
        desk.rows("BlocksWorld", "--problem", "t2", "--prior", "uniform", "--k", "0", "--transitions", "9").first)
      #expect(row["partial"] as? Bool == true && row["stop"] as? String == "transitionBudget", "\(row)")
      #expect((row["transitions"] as? Int).map { $0 <= 9 } == true)
      let text = try desk.run("BlocksWorld", "--problem", "t2", "--prior", "uniform", "--k", "0", "--transitions", "9")
      #expect(text.output.contains("partial, the best plan so far") && text.output.contains("budget of transitions"))
      let short = try desk.run("BlocksWorld", "--problem", "t2", "--horizon", "3", "--method", "bfs")
      #expect(short.output.contains("A shortest plan has 4 actions, proven"), "\(short.summary)")
      #expect(short.output.contains("no plan of that length exists"), "\(short.summary)")
    }

    // MARK: - Tabular

    @Test func studiesReportTheGapToDynamicProgramming() throws {
      let desk = try PlanDesk()
      for study in ["divergence", "recovery", "weight", "exploration"] {
        let words = ["Chain", "--study", study, "--seeds", "3", "--set", "episodes=400"]
        let object = try Scratch.object(try desk.run(words + ["--json"]))
        let rows = try #require(object["rows"] as? [[String: Any]])
        let epsilon = try #require(object["epsilon"] as? Double)
        for row in rows {
          let (gap, worst) = (try #require(row["gapToOptimal"] as? Double), try #require(row["worstGap"] as? Double))
          #expect(gap <= worst && row["isWithinEpsilon"] as? Bool == (worst <= epsilon) && row["source"] is String)
          if row["method"] as? String == "linvit", row["isRule"] as? Bool == true {
            #expect(worst <= epsilon, "\(study): \(row)")
          }
        }
        let text = try desk.run(words)
        #expect(text.status == 0 && !text.hasEscape)
        #expect(text.output.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) }, "\(text.summary)")
        if study == "divergence" { #expect(object["slopeLow"] is Double && text.output.contains("Slope:")) }
      }
    }

    // MARK: - Language models

    private static func chat(_ letter: String, logprobs: String = "") -> LoopbackReply {
      .answer(
        body: "{\"model\":\"toy-1\",\"choices\":[{\"message\":{\"content\":\"\(letter)\"},\"finish_reason\":\"stop\""
          + "\(logprobs)}],\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":1}}")
    }

    private func configure(_ desk: PlanDesk, _ server: LoopbackServer, caps: String = "") throws {
      let folder = desk.scratch.path + "/config/sidecoach"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let text = "[advisors.toy]\nbaseURL = \"\(server.url)/v1\"\nmodel = \"toy-1\"\nstreaming = false\n\(caps)"
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/config.toml"))
    }

    @Test func aLanguageModelIsAskedOnceAState() throws {
      let desk = try PlanDesk()
      let top = "{\"token\":\"A\",\"logprob\":-0.1}"
      let words = ",\"logprobs\":{\"content\":[{\"token\":\"A\",\"logprob\":-0.1,\"top_logprobs\":[\(top)]}]}"
      let server = try LoopbackServer { _ in Self.chat("A", logprobs: words) }
      defer { server.stop() }
      try configure(desk, server)
      let object = try desk.object("BlocksWorld", "--set", "list", "--method", "slinvit,prior", "--prior", "toy")
      let spent = try #require(object["spent"] as? [String: Any])
      #expect(object["source"] as? String == "toy, log probabilities")
      #expect(spent["calls"] as? Int == server.ledger.requests.count)
      #expect((spent["questions"] as? Int).map { $0 >= server.ledger.requests.count && $0 > 3 } == true, "\(spent)")
      let prompt = try #require(server.ledger.requests.first.map { String(decoding: $0.body, as: UTF8.self) })
      #expect(prompt.contains("pick up the red block") && prompt.contains("My goal is") && !prompt.contains("(pick-up"))
      #expect(Set(server.ledger.requests.map(\.body)).count == server.ledger.requests.count, "nothing is asked twice")
    }

    @Test func withoutLogProbabilitiesSamplesAreCounted() throws {
      let desk = try PlanDesk()
      let server = try LoopbackServer { _ in Self.chat("B") }
      defer { server.stop() }
      try configure(desk, server)
      let object = try desk.object("BlocksWorld", "--problem", "t1", "--prior", "toy", "--samples", "3")
      #expect(object["source"] as? String == "toy, 3 samples")
      let row = try #require((object["rows"] as? [[String: Any]])?.first)
      #expect(row["source"] as? String == "toy, 3 samples" && row["solved"] as? Bool == true)
      let spent = try #require(object["spent"] as? [String: Any])
      #expect(spent["tokens"] as? Int == 51 * server.ledger.requests.count)
      #expect(object["coverage"] as? Double == 1)
    }

    @Test func aPriorOfThoughtsIsNeverSilent() throws {
      let desk = try PlanDesk()
      let server = try LoopbackServer { _ in Self.chat("<think>\\nOkay, so the user") }
      defer { server.stop() }
      try configure(desk, server)
      let words = ["BlocksWorld", "--problem", "t1", "--prior", "toy", "--samples", "2"]
      let text = try desk.run(words)
      #expect(text.status == 0 && text.output.contains("Warning: only 0 % of the prior's"), "\(text.summary)")
      #expect(text.errors.contains("warning: only 0 %"), "\(text.summary)")
      let json = try desk.run(words + ["--json"])
      let object = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      #expect(object["coverage"] as? Double == 0)
    }

    @Test func aCapOrARefusalEndsInAPartialPlan() throws {
      let desk = try PlanDesk()
      let server = try LoopbackServer { _ in Self.chat("A") }
      defer { server.stop() }
      try configure(desk, server, caps: "[advisors.toy.caps]\ncalls = 12\n")
      let words = ["BlocksWorld", "--problem", "t2", "--prior", "toy", "--samples", "5", "--json"]
      let capped = try desk.run(words)
      #expect(capped.status == 1 && capped.errors.contains("caps.calls"), "\(capped.summary)")
      #expect(server.ledger.requests.count == 12)
      let object = try #require(JSONSerialization.jsonObject(with: Data(capped.output.utf8)) as? [String: Any])
      let row = try #require((object["rows"] as? [[String: Any]])?.first)
      #expect(row["stop"] as? String == "priorUnavailable" && row["partial"] as? Bool == true)
      #expect(row["modelCalls"] as? Int == 2 && (row["reason"] as? String)?.contains("caps.calls") == true, "\(row)")

      let closed = try LoopbackServer { _ in .answer(401, body: "{\"error\":{\"message\":\"no\"}}") }
      defer { closed.stop() }
      try configure(desk, closed)
      let refused = try desk.run("BlocksWorld", "--problem", "t2", "--prior", "toy")
      #expect(refused.status == 1 && refused.errors.contains("refused the key"), "\(refused.summary)")
      #expect(refused.output.contains("partial") && refused.output.contains("gives no more answers"))
      #expect(closed.ledger.requests.count == 1)

      closed.stop()
      let gone = try desk.run("BlocksWorld", "--problem", "t2", "--prior", "toy")
      #expect(gone.status == 1 && gone.errors.contains("no answer from 127.0.0.1"), "\(gone.summary)")
      #expect(gone.output.contains("partial"), "\(gone.summary)")
    }

    @Test func theBenchMeasuresWhatItSays() throws {
      let scratch = try Scratch()
      let words = ["bench", "planning", "--seconds", "0.05", "--tasks", "3", "--blocks", "3", "--json"]
      let object = try Scratch.object(try Program.run(words, in: scratch))
      let rows = try #require(object["rows"] as? [[String: Any]])
      #expect(rows.count == 5 && rows.allSatisfy { ($0["value"] as? Double).map { $0 > 0 } == true })
      #expect(object["validShare"] as? Double == 1)
      let searches = try #require(object["searches"] as? [[String: Any]])
      #expect(Set(searches.compactMap { $0["depth"] as? Int }).count > 2)
      #expect(searches.allSatisfy { $0["source"] is String && ($0["breadthFirstTransitions"] as? Double ?? 0) > 0 })
    }
  }
}
