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

  private func plans(_ model: String) throws -> [RecordedPlan] {
    let all = try RecordedPlan.read(json: PlanningData.recorded(model))
    let oneShot = all.filter { $0.prompt == "one_shot" }
    return oneShot.isEmpty ? all : oneShot
  }

  /// For every model that alone solves less than half: SLINVIT solves at least 95 % of all tasks, where following the prior
  /// stays far below, and it takes fewer transitions than searching without a prior.
  @Test(.enabled(if: PlanningData.isThere && !PlanningData.models.isEmpty, "\(PlanningData.skipped)"))
  func weakModelsPlanWellWithSearch() throws {
    let groups = try groups()
    let pool = WorkerPool(threads: 2)
    for model in PlanningData.models {
      let plans = try plans(model)
      guard Double(plans.count { $0.isCorrect == true }) < 0.5 * Double(plans.count) else { continue }
      let prior = try RecordedPrior(plans, source: model) { name -> BlocksWorld? in
        guard PlanningData.instanceNames.contains(name) else { return nil }
        return BlocksWorld(try BlocksInstance(pddl: PlanningData.pddl(name), name: name), horizon: 100)
      }
      var search = TreeSearchPlanner()
      search.rollouts = 1_000
      let methods: [(label: String, method: any PlanMethod)] = [
        ("slinvit", SLINVIT(try SLINVITConfiguration.preset("blocksworld-widening"))),
        ("prior", PriorActing(.act)), ("best-of-n", PriorActing(.bestOfN, retries: 30)), ("rap", search),
        ("bfs", BreadthFirstPlanner()),
      ]
      let comparison = try PlanComparison.run(
        groups, methods: methods, prior: prior, budget: PlanBudget(transitions: Self.budget), seed: 1, pool: pool)
      print(comparison.table.markdown)
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
      for other in ["prior", "best-of-n"] { #expect(total(other).success < slinvit.success - 0.3, "\(model) \(other)") }
      #expect(slinvit.transitions < total("bfs").transitions, "\(model)")
      let rap = total("rap")
      #expect(rap.success < slinvit.success || slinvit.transitions < rap.transitions, "\(model) \(rap)")
    }
  }
}
