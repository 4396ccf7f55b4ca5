import Algorithms
package import Experiments
import RLCore

/// What a planner came to on a set of tasks with one seed.
package struct PlannerOutcome: Codable, Equatable, Sendable {
  /// The seed.
  package var seed: UInt64
  /// The planner with its setting.
  package var method: String
  /// The text environment, or one of its problems.
  package var environment: String
  /// The set of tasks; empty for the environment's own.
  package var tasks: String
  /// Where proposals come from.
  package var prior: String
  /// The setting's name.
  package var setting: String
  /// Tasks.
  package var count: Int
  /// Tasks whose goal the plan reaches.
  package var solved: Int
  /// The share of the tasks.
  package var success: Double
  /// Its 95 % interval's lower end.
  package var low: Double
  /// The upper end.
  package var high: Double
  /// Mean transitions of every kind, over tasks.
  package var transitions: Double
  /// Mean questions to the prior, over tasks.
  package var modelCalls: Double
  /// Tasks that ended because a budget or the prior did.
  package var outOfBudget: Int
  /// Mean actions of a plan; nil in records of earlier versions.
  package var actions: Double?
  /// −log P_LLM of an action of the plans, in nats; nil of planners that keep no tree.
  package var priorDistance: Double?
  /// Which tasks were solved; nil in records of earlier versions.
  package var outcomes: TaskOutcomes?
  /// The greatest memory of the process meanwhile; nil where the system does not tell, and in earlier records.
  package var peakMemoryBytes: Int?
  /// Seconds that it took.
  package var seconds = 0.0

  /// What a run came to over all of its tasks.
  init(_ cell: PlanningExperimentGrid.PlanningCell, _ run: PlanRun) {
    (seed, method, environment) = (cell.seed, cell.method, cell.environment)
    (tasks, prior, setting) = (cell.tasks, cell.prior, cell.setting)
    let reports = run.comparison.reports
    let share = Double(max(1, reports.count))
    count = reports.count
    solved = run.plans.count { $0.isRight }
    success = Double(solved) / share
    (low, high) = wilsonInterval(solved, of: count)
    // Names may be long, and are the same in many cells.
    let names = run.plans.map { $0.member.task.id }.joined(separator: "\n")
    outcomes = TaskOutcomes(
      tasks: String(sha256Hex(Array(names.utf8)).prefix(16)), solved: run.plans.map(\.isRight))
    transitions = reports.reduce(0) { $0 + Double($1.account.transitions) } / share
    modelCalls = reports.reduce(0) { $0 + Double($1.account.modelCalls) } / share
    actions = reports.reduce(0) { $0 + Double($1.plan.count) } / share
    priorDistance = (run.comparison.totals.first ?? run.comparison.rows.first)?.priorDistance
    outOfBudget = reports.count { [.transitionBudget, .modelCallBudget, .priorUnavailable].contains($0.stop) }
  }
}
