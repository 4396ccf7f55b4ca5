import Algorithms
import Networks
import RLCore
import TestSupport
import Testing
import TextEnvironments
import Threads

/// Planning with recorded models on the data set's tasks; the horizon is the length of a shortest plan.
@Suite struct SLINVITRecordedTests {
  static let budget = 300

  /// The listed tasks whose plan is for the instance of their name, each once.
  private func groups() throws -> [(name: String, problems: [BlocksWorld])] {
    try PlanningData.listNames.map { list in
      var names: Set<String> = []
      let worlds = try PlanningData.tasks(list).compactMap { task -> BlocksWorld? in
        let instance = try BlocksInstance(pddl: PlanningData.pddl(task.instance), name: task.instance)
        guard instance.validate(task.optimal_plan) == .valid(steps: task.steps), names.insert(task.instance).inserted
        else { return nil }
        return BlocksWorld(instance, horizon: task.steps)
      }
      return (list, worlds)
    }.filter { !$0.problems.isEmpty }
  }

  /// The released code's sampler finds what the likeliest proposals leave out: without a prior, at the same budget, it
  /// solves more of the tasks of at most six steps than following two proposals of each node.
  @Test(.enabled(if: PlanningData.isThere && !PlanningData.listNames.isEmpty, "\(PlanningData.skipped)"))
  func theReleasedSamplerSolvesMoreThanTheFirstProposals() throws {
    let worlds = try PlanningData.instanceNames.compactMap { name -> BlocksWorld? in
      let instance = try BlocksInstance(pddl: PlanningData.pddl(name), name: name)
      let shortest = try BlocksWorld(instance, horizon: 1).oracle?.shortestPlan().map(\.count) ?? 0
      return (2...6).contains(shortest) ? BlocksWorld(instance, horizon: shortest) : nil
    }
    var configuration = try PlanPresetCatalog.presets.entry("blocksworld").settings.slinvit
    configuration.priorWeight = 0
    func solved(_ selection: SLINVITConfiguration.Selection) throws -> Int {
      configuration.selection = selection
      let planner = SLINVIT(configuration)
      let pool = WorkerPool(threads: 2)
      return try worlds.count {
        try planner.plan(
          $0, prior: UniformPrior(), budget: PlanBudget(transitions: Self.budget), seed: 1, pool: pool
        ).isSolved
      }
    }
    let (all, first) = (try solved(.score), try solved(.prior))
    print("of \(worlds.count): all actions tried \(all), two proposals \(first)")
    #expect(all > first)
  }

  private func plans(_ model: String) throws -> [RecordedPlan] {
    let all = try RecordedPlan.read(json: PlanningData.recorded(model))
    let oneShot = all.filter { $0.prompt == "one_shot" }
    return oneShot.isEmpty ? all : oneShot
  }

  /// For every model: SLINVIT solves at least 95 % of all tasks, never fewer than following the prior does, with fewer
  /// transitions than searching without a prior. Where the model alone solves less than half of its tasks, the prior stays
  /// far below, and more samples of it do not help.
  @Test(
    .enabled(if: PlanningData.isThere && !PlanningData.models.isEmpty, "\(PlanningData.skipped)"),
    arguments: PlanningData.models)
  func modelsPlanWellWithSearch(_ model: String) throws {
    let groups = try groups()
    try #require(!groups.isEmpty, "there are models and no task list")
    let plans = try plans(model)
    try #require(!plans.isEmpty, "\(model) has no plans")
    let prior = try RecordedPrior(plans, source: model) { name -> (any PlanningProblem)? in
      guard PlanningData.instanceNames.contains(name) else { return nil }
      return BlocksWorld(try BlocksInstance(pddl: PlanningData.pddl(name), name: name), horizon: 100)
    }
    #expect(prior.statistics.plans > 0 && prior.statistics.actions > 0, "\(model): \(prior.statistics)")
    var search = TreeSearchPlanner()
    search.rollouts = 1_000
    let methods: [(label: String, method: any Planner)] = [
      ("slinvit", SLINVIT(try PlanPresetCatalog.presets.entry("blocksworld-widening").settings.slinvit)),
      ("prior", PriorActing(.act)), ("best-of-n", PriorActing(.bestOfN, retries: 30)), ("rap", search),
      ("bfs", BreadthFirstPlanner()),
    ]
    let comparison = try PlanComparison.run(
      groups.map { ($0.name, $0.problems) }, methods: methods, prior: prior,
      budget: PlanBudget(transitions: Self.budget), seed: 1, pool: WorkerPool(threads: 2))
    print(comparison.table.text)
    func total(_ method: String) -> (success: Double, transitions: Double) {
      let rows = comparison.rows.filter { $0.method == method }
      let tasks = Double(rows.reduce(0) { $0 + $1.tasks })
      return (
        Double(rows.reduce(0) { $0 + $1.solved }) / tasks,
        rows.reduce(0) { $0 + $1.transitions * Double($1.tasks) } / tasks
      )
    }
    let slinvit = total("slinvit")
    #expect(slinvit.success >= 0.95, "\(model): \(slinvit)")
    #expect(slinvit.success >= total("prior").success, "\(model)")
    #expect(slinvit.transitions < total("bfs").transitions, "\(model)")
    let rap = total("rap")
    #expect(rap.success < slinvit.success || slinvit.transitions < rap.transitions, "\(model) \(rap)")
    guard Double(plans.count { $0.isCorrect == true }) < 0.5 * Double(plans.count) else { return }
    for other in ["prior", "best-of-n"] {
      #expect(total(other).success < slinvit.success - 0.3, "\(model) \(other): \(total(other))")
    }
  }
}
