import Algorithms
import Experiments
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
    transitions = reports.reduce(0) { $0 + Double($1.account.transitions) } / share
    modelCalls = reports.reduce(0) { $0 + Double($1.account.modelCalls) } / share
    outOfBudget = reports.count { [.transitionBudget, .modelCallBudget, .priorUnavailable].contains($0.stop) }
  }
}

/// The tables of a planning experiment: one for each environment, task set and prior.
struct PlanningTables {
  private let outcomes: [PlannerOutcome]
  private let baseline: String
  private let primary: String?

  init(_ outcomes: [PlannerOutcome], baseline: String, primary: String?) {
    self.outcomes = outcomes
    self.baseline = baseline
    self.primary = primary
  }

  /// A planner over its seeds.
  private struct Row: Encodable, Sendable {
    var method: String
    var seeds: Int
    var success: Estimate
    var transitions: Double
    var modelCalls: Double
  }

  var lines: [String] {
    var places: [String] = []
    for one in outcomes where !places.contains(place(one)) { places.append(place(one)) }
    return places.flatMap { name in lines(name, outcomes.filter { place($0) == name }) }
  }

  private func place(_ one: PlannerOutcome) -> String {
    one.environment + (one.tasks.isEmpty ? "" : " \(one.tasks)") + ", prior \(one.prior)"
  }

  private func lines(_ name: String, _ own: [PlannerOutcome]) -> [String] {
    let scores = Scores(
      own.map { .init(method: $0.method, task: .init(environment: name), seed: $0.seed, value: $0.success) })
    let rows = scores.methods.map { method in
      let runs = own.filter { $0.method == method }
      func mean(_ value: (PlannerOutcome) -> Double) -> Double {
        runs.reduce(0) { $0 + value($1) } / Double(max(1, runs.count))
      }
      return Row(
        method: method, seeds: runs.count, success: .mean(of: runs.map(\.success)),
        transitions: mean(\.transitions), modelCalls: mean(\.modelCalls))
    }
    let table = ResultTable(
      rows,
      columns: [
        .words("planner", key: "method") { $0.method }, .whole("seeds") { $0.seeds },
        .estimate("success", key: "success", decimals: 3) { $0.success },
        .number("transitions", decimals: 0) { $0.transitions },
        .number("model calls", key: "modelCalls", decimals: 0) { $0.modelCalls },
      ])
    let comparison = ComparisonTable(scores, baseline: baseline, primary: primary)
    return [name] + table.lines + (comparison.rows.isEmpty ? [] : comparison.table.lines)
      + (comparison.sentence.map { [$0] } ?? []) + [""]
  }
}
