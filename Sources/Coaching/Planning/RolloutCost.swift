import Algorithms
import RLCore
import TextEnvironments
import Threads

/// What Monte-Carlo values cost by the actions that a plan may take, beside values by rule.
///
/// A rollout goes on to the horizon unless it comes to the goal, so that a value costs more the longer a task is. The
/// search is SLINVIT's as published, with N 2.
package struct RolloutCost: Encodable, Sendable {
  var horizon: Int
  /// M; 0 for values by rule.
  var rollouts: Int
  var tasks: Int
  var solved: Int
  /// Means over tasks; `rolledOut` are the transitions of rollouts among all.
  var transitions: Double
  var rolledOut: Double
  var modelCalls: Double
  var seconds: Double
  @OrNull var peakMemoryBytes: Int?
  /// Over what values by rule take with the same horizon; nil where those took nothing.
  @OrNull private(set) var transitionsOverRule: Double?
  /// The same of seconds.
  @OrNull private(set) var secondsOverRule: Double?

  private enum CodingKeys: String, CodingKey {
    case horizon, rollouts, tasks, solved, transitions, rolledOut, modelCalls, seconds, peakMemoryBytes
    case transitionsOverRule, secondsOverRule
  }

  /// Rollouts of a leaf that are tried.
  static let counts = [1, 4, 16]

  /// Measures each of `counts` beside the rule, for each horizon.
  ///
  /// - Parameters:
  ///   - horizons: actions that a plan may take.
  ///   - tasks: the tasks where a plan may take so many.
  ///   - errors: the share of states in which the synthetic prior errs.
  ///   - onRow: told of each row once it is measured.
  static func all(
    horizons: [Int], of environment: TextEnvironmentEntry, errors: Double, in catalogs: PlanningCatalogs,
    tasks: (_ horizon: Int) throws -> [TextTaskSet.Member], onRow: (RolloutCost) -> Void
  ) throws -> [RolloutCost] {
    let pool = WorkerPool(threads: 1)
    return try horizons.flatMap { horizon -> [RolloutCost] in
      let members = try tasks(horizon)
      let priors = try MeasuredPriors(members, of: environment, errors: errors, in: catalogs).priors
      var rows: [RolloutCost] = []
      for count in [0] + counts {
        var settings = try catalogs.presets.entry("blocksworld").settings.slinvit
        settings.depth = 2
        if count > 0 { (settings.leafValue, settings.rollouts) = (.rollouts, count) }
        let tasks = members.map(\.task)
        let searches = try MeasuredSearches(SLINVIT(settings), tasks, priors, pool)
        let row = try RolloutCost(horizon, count, searches, tasks, beside: rows.first)
        onRow(row)
        rows.append(row)
      }
      return rows
    }
  }

  private init(
    _ horizon: Int, _ rollouts: Int, _ searches: MeasuredSearches, _ tasks: [any TextTask], beside rule: RolloutCost?
  ) throws {
    (self.horizon, self.rollouts) = (horizon, rollouts)
    self.tasks = searches.reports.count
    solved = try zip(searches.reports, tasks).reduce(0) { count, entry in
      let isSolved = try entry.0.isSolved || entry.1.verdict(on: entry.0.plan).isValid
      return count + (isSolved ? 1 : 0)
    }
    transitions = searches.mean(\.transitions)
    rolledOut = searches.mean(\.rolledOut)
    modelCalls = searches.mean(\.modelCalls)
    seconds = searches.seconds
    peakMemoryBytes = searches.peakMemoryBytes
    guard let rule, rule.transitions > 0, rule.seconds > 0 else { return }
    transitionsOverRule = transitions / rule.transitions
    secondsOverRule = seconds / rule.seconds
  }

  /// The row in a line, for those who wait.
  var line: String {
    "horizon \(horizon), \(rollouts == 0 ? "by rule" : "M \(rollouts)"): \(solved) of \(tasks) solved, "
      + "\(Numerals.fixed(seconds * 1e3, 1)) ms a task"
  }

  /// All of them as text.
  static func table(_ costs: [RolloutCost], title: String) -> TextTable {
    func ratio(_ value: Double?) -> String { value.map { Numerals.fixed($0, 1) } ?? "-" }
    var table = TextTable(
      title: "\(title): what rollouts cost by horizon, N 2, means over \(costs.first?.tasks ?? 0) tasks",
      columns: [
        "horizon", "M", "solved", "transitions", "rolled out", "model calls", "ms", "peak MB", "x transitions",
        "x time",
      ])
    table.rows = costs.map { cost in
      [
        "\(cost.horizon)", cost.rollouts == 0 ? "rule" : "\(cost.rollouts)", "\(cost.solved)/\(cost.tasks)",
        Numerals.fixed(cost.transitions, 1), Numerals.fixed(cost.rolledOut, 1), Numerals.fixed(cost.modelCalls, 1),
        Numerals.fixed(cost.seconds * 1e3, 2),
        cost.peakMemoryBytes.map { Numerals.fixed(Double($0) / 1e6, 1) } ?? "-", ratio(cost.transitionsOverRule),
        ratio(cost.secondsOverRule),
      ]
    }
    table.notes = ["x is what it takes over values by rule with the same horizon."]
    return table
  }
}
