import Algorithms
package import RLCore
import TextEnvironments
import Threads

/// What `sidecoach bench planning` measures: a text environment's engine, and searches on tasks that are drawn.
package struct PlanningMeasurement: Printable {
  package static let keys = """
    rows (name, value, unit, limit, ratio, against), validShare, searches (list of preset, source, depth, k, value, \
    rollouts, tasks, solved, transitions, modelCalls, seconds, peakMemoryBytes, breadthFirstTransitions, \
    breadthFirstSeconds, secondsPerTransitionSaved, transitionsSaved), rolloutsByHorizon (list of horizon, rollouts, \
    tasks, solved, transitions, rolledOut, modelCalls, seconds, peakMemoryBytes, transitionsOverRule, secondsOverRule)
    """

  /// How fast the engine is.
  package let rows: [BenchFigure]
  /// The share of plans that a planner calls solved which the task calls valid.
  @OrNull package private(set) var validShare: Double?
  /// What searches cost.
  package let searches: [SearchCost]
  /// What Monte-Carlo values cost by horizon; empty where no horizon was named.
  package let rolloutsByHorizon: [RolloutCost]
  /// What the tasks are.
  private let title: String

  private enum CodingKeys: String, CodingKey { case rows, validShare, searches, rolloutsByHorizon }

  /// Measures on `tasks` tasks that are drawn from seeds 0 on, or that are the first of a set.
  ///
  /// - Parameters:
  ///   - name: the text environment; nil: the first whose engine can be timed.
  ///   - set: the set; nil: tasks are drawn.
  ///   - settings: settings of its tasks.
  ///   - horizons: actions that a plan may take where rollouts are measured; none: they are not.
  ///   - errors: the share of states in which the synthetic prior errs.
  ///   - seconds: for each figure of the engine.
  ///   - onProgress: told of each figure and search once it is measured, in a line.
  package init(
    _ name: String?, set: String? = nil, settings: [(key: String, value: String)], tasks: Int, errors: Double,
    seconds: Double, horizons: [Int] = [], in catalogs: PlanningCatalogs = PlanningCatalogs(),
    onProgress: (String) -> Void = { _ in }
  ) throws {
    let timed = catalogs.texts.entries.filter { $0.speeds != nil }
    guard let environment = try name.map({ try catalogs.texts.entry($0) }) ?? timed.first else {
      throw UnknownNameError(
        kind: "text environment with an engine to time", name: name ?? "", valid: timed.map(\.name))
    }
    let folder = environment.folder(in: catalogs.data)
    func drawn(_ horizon: Int?) throws -> [TextTaskSet.Member] {
      guard let set else {
        return try (0..<tasks).flatMap { seed in
          try environment.tasks(
            TextTaskSelection(.drawn, horizon: horizon, seed: UInt64(seed), settings: settings), folder: folder
          ).members
        }
      }
      let selection = TextTaskSelection(.sets([set]), horizon: horizon, settings: settings)
      return Array(try environment.tasks(selection, folder: folder).members.prefix(tasks))
    }
    let members = try drawn(nil)
    rows = try (environment.speeds?(members.map(\.task)) ?? []).map { speed in
      let value = Stopwatch.rate(seconds: seconds, speed.work) / speed.scale
      onProgress("\(speed.name): \(Numerals.significant(value)) \(speed.unit)")
      return BenchFigure(
        name: speed.name, value: value, unit: speed.unit, limit: speed.limit, against: speed.against)
    }
    searches = try SearchCost.all(members, of: environment, errors: errors, in: catalogs) { onProgress($0.line) }
    rolloutsByHorizon = try RolloutCost.all(
      horizons: horizons, of: environment, errors: errors, in: catalogs, tasks: { try drawn($0) },
      onRow: { onProgress($0.line) })
    let words = settings.map { ", \($0.key) \($0.value)" }.joined()
    title = "Searches of \(environment.name)\(set.map { " \($0)" } ?? "")\(words)"
    let solved = searches.reduce(0) { $0 + $1.solved }
    if solved > 0 { validShare = Double(searches.reduce(0) { $0 + $1.valid }) / Double(solved) }
  }

  package var lines: [String] {
    let (valid, solved) = searches.reduce((0, 0)) { ($0.0 + $1.valid, $0.1 + $1.solved) }
    return BenchFigure.table(rows).lines + [
      "", "plans that a planner calls solved and the task calls valid: \(valid) of \(solved)", "",
      SearchCost.table(searches, title: title).text,
    ] + (rolloutsByHorizon.isEmpty ? [] : ["", RolloutCost.table(rolloutsByHorizon, title: title).text])
  }
}
