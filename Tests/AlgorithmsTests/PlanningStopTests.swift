import Algorithms
import Networks
import RLCore
import Synchronization
import Numerics
import Testing
import TextEnvironments
import Threads

/// Priors that name what is not there, say nothing, or stop answering; and the settings and tables of comparisons.
@Suite struct PlanningStopTests {
  private func world(_ seed: UInt64 = 2, blocks: Int = 5) throws -> BlocksWorld {
    let instance = try BlocksInstance.random(blocks: blocks, seed: seed)
    let oracle = try #require(BlocksWorld(instance, horizon: 1).oracle)
    return BlocksWorld(instance, horizon: try #require(try oracle.shortestPlan()).count)
  }

  /// A prior that ends after some answers.
  private final class EndingPrior: ActionPrior {
    let source = "ending"
    private let left: Mutex<Int>
    private let asked = Mutex(0)

    init(answers: Int) { left = Mutex(answers) }

    var questions: Int { asked.withLock { $0 } }

    func proposals(for context: PlanningContext) throws -> [Proposal] {
      asked.withLock { $0 += 1 }
      guard
        left.withLock({
          $0 -= 1; return $0 >= 0
        })
      else { throw PriorUnavailable("the wire is cut") }
      return try UniformPrior().proposals(for: context)
    }
  }

  private struct WordyPrior: ActionPrior {
    let source = "wordy"
    var extra: [String]
    var isEmpty = false
    func proposals(for context: PlanningContext) throws -> [Proposal] {
      if isEmpty { return [] }
      return (extra + context.actions).map { Proposal(action: $0, probability: 1) }
    }
  }

  @Test(arguments: ["slinvit", "prior", "react", "try-again", "reflexion", "best-of-n", "rap"])
  func aPriorThatEndsLeavesTheBestPlanSoFar(name: String) throws {
    let world = try world()
    let entry = try PlannerCatalog.planners.entry(name)
    for answers in [0, 1, 4] {
      let prior = EndingPrior(answers: answers)
      let report = try entry.planner(PlanSettings(slinvit: SLINVITConfiguration { $0.batch = 1 })).plan(
        world, prior: prior, budget: .unlimited, seed: 1, pool: WorkerPool(threads: 1))
      #expect(report.isPartial && report.stop == .priorUnavailable, "\(name) \(answers): \(report.stop)")
      #expect(report.note == "the wire is cut")
      #expect(report.account.modelCalls == answers, "\(name): what was not answered is not charged")
      #expect(prior.questions == answers + 1, "\(name): after the end nothing more is asked")
      var copy = world
      for action in report.plan { #expect(copy.step(action).isLegal) }
      #expect(
        copy.goalShare.isApproximatelyEqual(to: report.goalShare, absoluteTolerance: 1e-12) || report.plan.isEmpty)
    }
  }

  @Test func rolloutsEndWithThePrior() throws {
    let world = try world()
    let report = try SLINVIT(
      SLINVITConfiguration {
        $0.leafValue = .rollouts
        $0.rollouts = 2
        $0.depth = 1
      }
    ).plan(world, prior: EndingPrior(answers: 5), budget: .unlimited, seed: 1, pool: WorkerPool(threads: 1))
    #expect(report.stop == .priorUnavailable && report.isPartial && report.note == "the wire is cut")
    #expect(report.account.modelCalls <= 5)
  }

  @Test func noProposalsAreADeadEnd() throws {
    let world = try world()
    for entry in PlannerCatalog.planners.entries where entry.name != "bfs" {
      let report = try entry.planner().plan(
        world, prior: WordyPrior(extra: [], isEmpty: true), budget: .unlimited, seed: 1, pool: WorkerPool(threads: 1))
      #expect(report.isPartial && report.plan.isEmpty, "\(entry.name)")
      #expect(report.account.transitions == 0, "\(entry.name)")
      if entry.name != "rap" { #expect(report.stop == .deadEnd, "\(entry.name): \(report.stop)") }
    }
  }

  @Test func actionsThatAreNotThereAreDroppedAndCounted() throws {
    let world = try world()
    let prior = WordyPrior(extra: ["(fly a)", "(stack a z)", ""])
    for entry in PlannerCatalog.planners.entries where entry.name != "bfs" {
      let report = try entry.planner().plan(
        world, prior: prior, budget: PlanBudget(transitions: 200), seed: 1, pool: WorkerPool(threads: 1))
      #expect(report.account.illegalProposals == 3 * report.account.modelCalls, "\(entry.name)")
      #expect(report.account.modelCalls > 0, "\(entry.name)")
    }
  }

  @Test func treesAreInWordsOnlyWhereTheyAreKept() throws {
    let report = try SLINVIT().plan(
      try world(), prior: UniformPrior(), budget: PlanBudget(transitions: 50), seed: 1, pool: WorkerPool(threads: 1))
    let nodes = try #require(report.tree?.nodes)
    #expect(nodes.count > 10 && nodes.allSatisfy { $0.observation.hasSuffix(".") })
  }

  @Test func settingsOfAllPlannersReadBack() throws {
    let keys = PlanSettings.fields.map(\.key)
    #expect(Set(keys).count == keys.count && keys.contains("k") && keys.contains("treeRollouts"))
    for preset in PlanPresetCatalog.presets.entries {
      let settings = preset.settings
      var copy = PlanSettings()
      for field in PlanSettings.fields {
        try PlanSettings.fields.apply(field.key, field.read(settings), to: &copy)
        #expect(throws: InvalidSettingError.self) { try PlanSettings.fields.apply(field.key, "?", to: &copy) }
      }
      #expect(copy == settings, "\(preset.name)")
    }
    #expect(throws: UnknownNameError.self) { try PlanPresetCatalog.presets.entry("blocks") }
    #expect(throws: UnknownNameError.self) { try PlanSettings.fields.apply("kay", "1", to: &PlanSettings.scratch) }
  }

  @Test func baselinesTakeTheirSettings() throws {
    let world = try world(blocks: 6)
    func transitions(_ name: String, _ value: Int) throws -> Int {
      var settings = PlanSettings()
      settings.baselines.episodes = value
      settings.baselines.treeRollouts = value
      return try PlannerCatalog.planners.entry(name).planner(settings).plan(
        world, prior: UniformPrior(), budget: .unlimited, seed: 1, pool: WorkerPool(threads: 1)
      ).account.transitions
    }
    for name in ["best-of-n", "rap"] { #expect(try transitions(name, 1) < transitions(name, 5), "\(name)") }
  }

  @Test func comparisonsAddUpOverGroups() throws {
    let groups = try [("small", [world(1, blocks: 3), world(2, blocks: 3)]), ("large", [world(3, blocks: 5)])]
    let methods: [(label: String, method: any Planner)] = [
      ("slinvit", SLINVIT()), ("bfs", BreadthFirstPlanner()),
    ]
    func run(_ threads: Int, keepsTrees: Bool = true) throws -> PlanComparison {
      try PlanComparison.run(
        groups, methods: methods, prior: UniformPrior(), budget: PlanBudget(transitions: 60), seed: 3,
        pool: WorkerPool(threads: threads), keepsTrees: keepsTrees)
    }
    let comparison = try run(1)
    #expect(
      comparison.rows.map { "\($0.group) \($0.method)" } == [
        "small slinvit", "small bfs", "large slinvit", "large bfs",
      ])
    #expect(comparison.totals.map(\.tasks) == [3, 3] && comparison.totals.map(\.group) == ["all", "all"])
    for (place, total) in comparison.totals.enumerated() {
      let own = comparison.rows.filter { $0.method == methods[place].label }
      #expect(total.solved == own.reduce(0) { $0 + $1.solved })
      let sum = own.reduce(0) { $0 + $1.transitions * Double($1.tasks) }
      #expect((total.transitions * 3).isApproximatelyEqual(to: sum, absoluteTolerance: 1e-9))
      #expect(total.interval.low <= total.success && total.success <= total.interval.high)
    }
    #expect(comparison.reports.map(\.method) == ["slinvit", "slinvit", "bfs", "bfs", "slinvit", "bfs"])
    #expect(comparison.reports.map(\.source) == ["uniform", "uniform", "none", "none", "uniform", "none"])
    let other = try run(3)
    #expect(other.reports == comparison.reports && other.rows == comparison.rows && other.table == comparison.table)
    // What a judge says counts, group by group and planner by planner: two of SLINVIT's three are right, one of the other's.
    var judged = comparison
    judged.judge([true, false, false, false, true, true])
    #expect(judged.rows.map(\.solved) == [1, 0, 1, 1] && judged.totals.map(\.solved) == [2, 1])
    #expect(judged.table.text.contains("2/3") && judged.reports == comparison.reports)
    #expect(comparison.reports[0].tree != nil)
    #expect(try run(1, keepsTrees: false).reports.allSatisfy { $0.tree == nil })
  }

  @Test func tablesAreAlignedInText() {
    var table = TextTable(
      title: "T", columns: ["name", "n", "share"], rows: [["one", "5", "-"], ["eleven", "12", "3 %"]])
    table.notes = ["N."]
    #expect(table.text == "T\n\nname     n  share\none      5      -\neleven  12    3 %\n\nN.")
    #expect(table.markdown.hasPrefix("**T**\n\n| name | n | share |\n| --- | ---: | ---: |\n| one |"))
    #expect(table.markdown.hasSuffix("| eleven | 12 | 3 % |\n\nN."))
  }
}

extension PlanSettings {
  /// Settings that a refused change may be tried on.
  fileprivate static var scratch: PlanSettings {
    get { PlanSettings() }
    set {}
  }
}
