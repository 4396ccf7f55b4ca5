import Algorithms
import Coaching
import Foundation
import LanguageModels
import RLCore
import TestSupport
import Testing
import TextEnvironments
import Threads

/// Orders turned into plans, and plans into what is printed and kept.
@Suite struct PlanningTests {
  private static let environment = TextEnvironmentCatalog.environments.names[0]
  private let pool = WorkerPool(threads: 2)

  private func request(_ change: (inout PlanOrder) -> Void = { _ in }) throws -> PlanRequest {
    var order = PlanOrder(Self.environment)
    change(&order)
    return try order.request()
  }

  /// A folder of the test's own, removed afterwards.
  private func inScratch(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("plans-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func keys(_ value: Any) -> Set<String> {
    if let object = value as? [String: Any] {
      return object.reduce(into: Set(object.keys)) { $0.formUnion(keys($1.value)) }
    }
    return (value as? [Any])?.reduce(into: []) { $0.formUnion(keys($1)) } ?? []
  }

  private func keys(of results: [any Printable]) throws -> Set<String> {
    try results.reduce(into: []) { found, result in
      found.formUnion(keys(try JSONSerialization.jsonObject(with: JSONEncoder().encode(result))))
    }
  }

  private func documented(_ text: String) -> Set<String> {
    Set(text.split { !$0.isLetter }.map(String.init)).subtracting(["list", "of"])
  }

  // MARK: - Text environments

  @Test func resultsHaveTheKeysThatHelpLists() throws {
    let one = try PlanRun(request(), pool: pool, keepsTrees: false)
    let asked = try PlanRun(
      request { $0.prior = "uniform" }.answered(by: { actions, _ in
        PriorEstimate(probabilities: actions.map { _ in 1 / Double(actions.count) }, source: .logprobs, coverage: 1)
      }), pool: pool, keepsTrees: false)
    let many = try PlanRun(
      request {
        $0.sweeps = ["k=1,2"]
        $0.budget = PlanBudget(transitions: 60)
      }, pool: pool, keepsTrees: false)
    let results = [one, asked, many].map { PlanResult($0, environment: Self.environment) }
    // Nothing is wrong with these, so that no alert is among them.
    let alert = PlanAlert(title: "a", detail: "b")
    #expect(try keys(JSONSerialization.jsonObject(with: JSONEncoder().encode(alert))) == ["title", "detail"])
    #expect(try keys(of: results).union(["title", "detail"]) == documented(PlanResult.keys))
    #expect(results.allSatisfy { !$0.lines.isEmpty })
    #expect(results[1].lines.contains { $0.hasPrefix("Asked toy, log probabilities: ") }, "\(results[1].lines)")
    #expect(results[1].lines.contains("Of its probability, 100 % is on legal answers."), "\(results[1].lines)")
    // What is not known is null, and keeps its key.
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(results[0])) as? [String: Any]
    let row = try #require((object?["rows"] as? [[String: Any]])?.first)
    #expect(row["reason"] is NSNull && (object?["budget"] as? [String: Any])?["transitions"] is NSNull)
    #expect(object?["spent"] == nil, "nobody was asked")
    #expect(object?["coverage"] is NSNull)
  }

  /// Of a recording its own statements are listed, and those of its tasks alone are carried out.
  @Test(.enabled(if: SQLRecordings.isThere, SQLRecordings.skipped))
  func aRecordedRunChoosesFromWhatItTried() throws {
    let name = try #require(SQLRecordings.names.first)
    let plans = try SQLRecordings.plans(name)
    let plan = try #require(plans.first { $0.actions.count > 1 })
    func actions(_ change: (inout PlanOrder) -> Void) throws -> Set<String> {
      var order = PlanOrder("InterCode-SQL")
      (order.problem, order.prior) = (plan.task, "recorded:\(name)")
      change(&order)
      let request = try order.request(in: SQLRecordings.catalogs)
      let source = request.prior.prior.source
      #expect(source.hasSuffix(", 1 plans"), "\(source)")
      return Set(try #require(request.onlyTask).task.actions)
    }
    let own = try actions { _ in }
    #expect(own == Set(plan.actions).subtracting(["submit"]))
    #expect(try actions { $0.settings = [("proposals", "all")] }.isSuperset(of: own))
  }

  @Test(arguments: [
    (0.0, "0 %", true), (0.003, "0.3 %", true), (0.496, "49.6 %", true), (0.5, "50 %", false), (1, "100 %", false),
  ])
  func aPriorThatSaysLittleIsWarnedOf(coverage: Double, share: String, isLow: Bool) throws {
    let run = try PlanRun(
      request { $0.prior = "uniform" }.answered(by: { actions, _ in
        PriorEstimate(
          probabilities: actions.map { _ in 1 / Double(actions.count) }, source: .samples(5), coverage: coverage)
      }), pool: pool, keepsTrees: false)
    let result = PlanResult(run, environment: Self.environment)
    #expect(result.lines.contains("Of its probability, \(share) is on legal answers."), "\(result.lines)")
    #expect(result.lines.contains { $0.hasPrefix("Warning: only \(share)") } == isLow)
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(result)) as? [String: Any]
    #expect((object?["coverage"] as? Double).map { abs($0 - coverage) < 1e-9 } == true)
  }

  @Test func aSweepRunsOnceForPlannersThatReadNoSetting() throws {
    let request = try request {
      $0.sweeps = ["N=1,2", "treeRollouts=2,3"]
      $0.planners = "slinvit,rap,bfs"
    }
    #expect(
      request.contenders.map(\.label) == [
        "slinvit depth=1 treeRollouts=2", "slinvit depth=1 treeRollouts=3", "slinvit depth=2 treeRollouts=2",
        "slinvit depth=2 treeRollouts=3", "rap treeRollouts=2", "rap treeRollouts=3", "bfs treeRollouts=2",
        "bfs treeRollouts=3",
      ])
    #expect(!request.isSingle && request.onlyTask != nil)
    for wrong in [["k"], ["k=1,1"], ["k=1", "k=2"], ["k=1,x"], ["depth=1", "N=2"]] {
      #expect(throws: InvalidSettingError.self, "\(wrong)") { try self.request { $0.sweeps = wrong } }
    }
  }

  @Test func plansAreKeptAndLookedAtAgain() throws {
    try inScratch { folder in
      let run = try PlanRun(request(), pool: pool, keepsTrees: true)
      let path = folder + "/plans.json"
      try PlanFile.check(path)
      try PlanFile(run, environment: Self.environment).write(to: path)
      #expect(try PlanFile.search(at: path) == run.plans[0].report)
      let stored = try StoredSearch(at: path)
      #expect(stored.title.hasSuffix(", stored") && stored.task == run.plans[0].report.task)
      let (picture, report) = try stored.plan(1, PlanAmendments()) { _ in }
      #expect(picture.tree == report?.tree && !picture.canReplan && picture.isSolved)
      #expect(try stored.choices(after: []).isEmpty)

      let blind = try PlanRun(request { $0.planners = "bfs" }, pool: pool, keepsTrees: true)
      try PlanFile(blind, environment: Self.environment).write(to: path)
      #expect(throws: PlanWorkError.noTree("bfs")) { try StoredSearch(at: path) }
      try Data("{}".utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: PlanFileError.self) { try StoredSearch(at: path) }
      #expect(throws: PlanFileError.self) { try PlanFile.check(folder + "/none/plans.json") }
    }
  }

  @Test func whatTheFirstVersionKeptIsReadAsItWasMeant() throws {
    let folder = SessionFixtures.directory() + "/plans"
    let stored = try StoredSearch(at: folder + "/blocks.json")
    let (picture, report) = try stored.plan(1, PlanAmendments()) { _ in }
    let plan = ["(unstack b a)", "(put-down b)", "(pick-up a)", "(stack a c)", "(pick-up b)", "(stack b a)"]
    #expect(stored.task == "random-3-3" && picture.isSolved && report?.plan == plan)
    #expect(report?.method == "slinvit" && report?.tree?.nodes.count == 78 && picture.tree == report?.tree)
    #expect(report?.account.searched == 33 && report?.account.executed == 12 && report?.account.modelCalls == 15)
    let decisions = try PlanDecisionFile(path: folder + "/plan-decisions.jsonl").decisions()
    #expect(decisions.map(\.verdict) == [.veto, .veto, .veto])
    #expect(decisions.map(\.action) == ["(pick-up c)", "(put-down c)", "(put-down b)"])
    #expect(decisions.allSatisfy { $0.task == "random-3-3" && $0.state.contains("block is clear") })
  }

  @Test func decisionsGrowAndACutLineCostsItselfOnly() throws {
    try inScratch { folder in
      let file = PlanDecisionFile(path: folder + "/deeper/plan-decisions.jsonl")
      #expect(try file.decisions().isEmpty)
      let veto = PlanDecision(.veto, task: "t", state: "s", action: "a")
      try file.append([veto], time: 1)
      let handle = try #require(FileHandle(forWritingAtPath: file.path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("{\"time\":1,\"decis".utf8))
      try handle.close()
      let back = PlanDecision(.withdraw, task: "t", state: "s", action: "a")
      try file.append([back, veto], time: 2)
      #expect(try file.decisions() == [veto, back, veto])
    }
  }

  @Test func aWatchedPlanHasTheVerdictOfItsTask() throws {
    var order = PlanOrder("InterCode-SQL")
    order.problem = "own-1"
    let request = try order.request()
    let task = try #require(request.onlyTask?.task)
    let work = try SearchWork(request, environment: "InterCode-SQL", threads: 1)
    let (picture, report) = try work.plan(1, PlanAmendments()) { _ in }
    let plan = try #require(report?.plan)
    #expect(try picture.verdict == task.verdict(on: plan) && picture.plan == plan && !picture.isSolved)
  }

  @Test func aScreenOpensOnATaskThatFailsOnceBeforeItSucceeds() throws {
    let work = try SearchWork(
      try PlanOrder("BlocksWorld").onScreen().request(), environment: "BlocksWorld", threads: 1)
    let (picture, report) = try work.plan(1, PlanAmendments()) { _ in }
    #expect(picture.isSolved)
    let tree = try #require(report?.tree)
    #expect(Set(tree.subGoals.map(\.attempt)) == [0, 1] && tree.nodes.count > 100)
    // Whoever asks for anything gets that.
    var order = PlanOrder("BlocksWorld")
    order.seed = 1
    #expect(try order.onScreen().settings.isEmpty && order.onScreen().seed == 1)
    order.seed = nil
    order.settings = [(key: "blocks", value: "4")]
    #expect(try order.onScreen().settings.map(\.value) == ["4"] && order.onScreen().seed == nil)
    #expect(throws: UnknownNameError.self) { try PlanOrder("Nowhere").onScreen() }
  }

  @Test func whatNothingKnowsTheShortestWayOfIsMeasuredToo() throws {
    var lines: [String] = []
    let found = try PlanningMeasurement(
      "InterCode-SQL", settings: [], tasks: 2, errors: 0.3, seconds: 0.01, onProgress: { lines.append($0) })
    #expect(found.rows.count == 2 && found.searches.count == 2 && lines.count == 4, "\(lines)")
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(found)) as? [String: Any]
    let searches = try #require(object?["searches"] as? [[String: Any]])
    #expect(searches.allSatisfy { $0["preset"] as? String == "intercode" && $0["source"] as? String == "uniform" })
    #expect(searches.allSatisfy { $0["breadthFirstTransitions"] is NSNull && $0["transitionsSaved"] is NSNull })
  }

  @Test func rolloutsAreMeasuredByHorizonBesideTheRule() throws {
    let found = try PlanningMeasurement(
      "BlocksWorld", settings: [("blocks", "3")], tasks: 2, errors: 0.3, seconds: 0.01, horizons: [4, 8])
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(found)) as? [String: Any]
    let rows = try #require(object?["rolloutsByHorizon"] as? [[String: Any]])
    #expect(rows.compactMap { $0["horizon"] as? Int } == [4, 4, 4, 4, 8, 8, 8, 8])
    #expect(rows.compactMap { $0["rollouts"] as? Int } == [0, 1, 4, 16, 0, 1, 4, 16])
    for row in rows {
      let isRule = row["rollouts"] as? Int == 0
      #expect((row["rolledOut"] as? Double == 0) == isRule && (row["transitionsOverRule"] is NSNull) == isRule)
      #expect(row["tasks"] as? Int == 2 && row["seconds"] as? Double ?? 0 > 0)
    }
    // A rollout goes on to the horizon, so sixteen of them roll out more than one does.
    #expect(rows[3]["rolledOut"] as? Double ?? 0 > rows[1]["rolledOut"] as? Double ?? .infinity)
    #expect(found.lines.joined().contains("what rollouts cost by horizon"))
    let searches = try #require(object?["searches"] as? [[String: Any]])
    #expect(searches.allSatisfy { ($0["breadthFirstSeconds"] as? Double).map { $0 > 0 } == true })
  }

  // MARK: - Tabular processes

  @Test func tabularResultsHaveTheKeysThatHelpLists() throws {
    var order = TabularOrder("Chain")
    order.settings = [("episodes", "40")]
    order.seeds = 2
    order.methods = "linvit,prior"
    let comparison = try TabularPlan(order).result(pool: pool)
    order.study = "divergence"
    order.divergences = [0.5, 2]
    let study = try TabularPlan(order).result(pool: pool)
    #expect(try keys(of: [comparison, study]) == documented(TabularResult.keys))
    #expect(try keys(of: [comparison]).isDisjoint(with: ["study", "seeds", "slope"]))
    let figure = study.lines.joined().unicodeScalars
    #expect(figure.contains { (0x2801...0x28FF).contains($0.value) }, "a study has a figure")
  }

  @Test func alertsOfAStudyStandBelowItsTable() throws {
    var order = TabularOrder("RiverSwim")
    order.settings = [("episodes", "60"), ("bonusScale", "1")]
    order.seeds = 2
    order.study = "weight"
    let study = try TabularPlan(order).result(pool: pool)
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(study)) as? [String: Any]
    let alerts = try #require(object?["alerts"] as? [[String: String]])
    #expect(alerts.contains { $0["title"] == "bounds that do not close" }, "\(alerts)")
    for alert in alerts {
      let line = "alert: \(alert["title"] ?? ""): \(alert["detail"] ?? "")"
      #expect(study.lines.contains(line) && line.contains("linvit (lambda "), "\(line)")
    }
  }

  @Test func tabularOrdersSayWhatIsValid() throws {
    func refused(_ change: (inout TabularOrder) -> Void) throws -> UnknownNameError {
      var order = TabularOrder("Chain")
      change(&order)
      return try #require(throws: UnknownNameError.self) { try TabularPlan(order) }
    }
    #expect(try refused { $0.process = "Chian" }.nearest == "Chain")
    #expect(try refused { $0.study = "divergnce" }.nearest == "divergence")
    #expect(try refused { $0.methods = "linvti" }.nearest == "linvit")
    #expect(try refused { $0.settings = [("k", "2")] }.valid.contains("episodes"))
    var order = TabularOrder("Chain")
    order.study = "recovery"
    order.settings = [("lambda", "1")]
    #expect(throws: InvalidSettingError.self) { try TabularPlan(order) }
    order.settings = [("bonusScale", "1")]
    _ = try TabularPlan(order)
    order.study = "factor"
    #expect(throws: InvalidSettingError.self) { try TabularPlan(order) }
  }

  @Test func boundsComeTogetherWhileTheyAreWatched() throws {
    var order = TabularOrder("RiverSwim")
    order.settings = [("episodes", "60")]
    let work = try TabularWork(order)
    let (picture, report) = try work.plan(2, PlanAmendments()) { _ = $0() }
    #expect(report == nil && picture.run == 2 && picture.bounds?.episode == 60 && picture.method == "linvit")
    #expect(picture.alerts.first?.title == "bounds that do not close", "\(picture.alerts)")
    struct Enough: Error {}
    #expect(throws: Enough.self) { try work.plan(3, PlanAmendments()) { _ in throw Enough() } }
    order.methods = "prior"
    #expect(throws: PlanWorkError.learnsNothing("prior")) { try TabularWork(order) }
  }

  @Test(arguments: PlanningCatalogs().studies.names)
  func studiesExplainThemselves(_ name: String) throws {
    #expect(try PlanningCatalogs().studies.entry(name).summary.contains(" "))
  }
}

extension PlanRequest {
  /// The same with a language model as its prior that answers by `ask`.
  fileprivate func answered(
    by ask: @escaping @Sendable ([String], String) async throws -> PriorEstimate
  ) -> PlanRequest {
    var request = self
    let model = ModelPrior("toy", tasks: tasks, budget: AdvisorBudget()) { RotatedEstimate(try await ask($0, $1)) }
    request.prior = PlanPrior(model, live: model)
    return request
  }
}

/// InterCode-SQL's recordings, wherever they lie on this machine.
private enum SQLRecordings {
  static var catalogs: PlanningCatalogs {
    var catalogs = PlanningCatalogs()
    catalogs.data = DataFolder(environment: ["SIDECOACH_DATA": PlanningData.folder.deletingLastPathComponent().path])
    return catalogs
  }
  private static let entry = TextEnvironmentCatalog.environments["InterCode-SQL"]
  private static var folder: TaskFolder? { entry?.folder(in: catalogs.data) }
  static var names: [String] { folder.flatMap { entry?.recordings?.names($0) } ?? [] }
  static var isThere: Bool { !names.isEmpty }
  static let skipped: Comment = "skipped: no recordings of InterCode-SQL; set SIDECOACH_DATA"

  static func plans(_ name: String) throws -> [RecordedPlan] {
    guard let folder, let recordings = entry?.recordings else { return [] }
    return try recordings.plans(name, folder)
  }
}
