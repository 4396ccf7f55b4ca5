import Algorithms
import RLCore
import TextEnvironments
import Threads

/// What one way to search cost over tasks that are drawn.
package struct SearchCost: Encodable, Sendable {
  var preset: String
  var source: String
  var depth: Int
  var k: Int
  var value: SLINVITConfiguration.LeafValue
  var rollouts: Int
  var tasks: Int
  /// Tasks that were solved: by what the planner says, or by what the task says of a plan that its planner cannot judge.
  private(set) var solved = 0
  /// Solved ones whose plans the task accepts.
  private(set) var valid = 0
  /// Means over all tasks.
  var transitions: Double
  var modelCalls: Double
  var seconds: Double
  @OrNull var peakMemoryBytes: Int?
  /// What breadth-first search takes, the mean over all tasks; nil where it is not searched blindly.
  @OrNull var breadthFirstTransitions: Double?
  /// What it takes in seconds, the mean over all tasks.
  @OrNull var breadthFirstSeconds: Double?
  /// The overhead against the samples saved: seconds more than breadth-first search's for each transition fewer; below 0
  /// where it is quicker too, nil where it saves none.
  @OrNull private(set) var secondsPerTransitionSaved: Double?
  /// 1 - transitions / breadth-first transitions, over the tasks that were solved.
  @OrNull var transitionsSaved: Double?

  private enum CodingKeys: String, CodingKey {
    case preset, source, depth, k, value, rollouts, tasks, solved, transitions, modelCalls, seconds, peakMemoryBytes
    case breadthFirstTransitions, breadthFirstSeconds, secondsPerTransitionSaved, transitionsSaved
  }

  /// Searches with the ways to search of the environment, one row each.
  ///
  /// Where nothing knows the shortest way of a task nothing is searched blindly, since no search could know when to stop.
  ///
  /// - Parameters:
  ///   - members: the tasks.
  ///   - environment: where they come from.
  ///   - errors: the share of states in which the synthetic prior errs.
  ///   - onRow: told of each way once it is measured.
  static func all(
    _ members: [TextTaskSet.Member], of environment: TextEnvironmentEntry, errors: Double,
    in catalogs: PlanningCatalogs, onRow: (SearchCost) -> Void
  ) throws -> [SearchCost] {
    let priors = try MeasuredPriors(members, of: environment, errors: errors, in: catalogs)
    let (pool, tasks) = (WorkerPool(threads: 1), members.map(\.task))
    var blind: MeasuredSearches?
    if priors.areSynthetic {
      blind = try MeasuredSearches(BreadthFirstPlanner(), tasks, tasks.map { _ in UniformPrior() }, pool)
    }
    let own = try catalogs.presets.entry(environment.usualPreset)
    let ways = try priors.areSynthetic ? published(catalogs, beside: own) : wider(own)
    return try ways.map { way in
      let cost = try SearchCost(way.preset.name, way.settings, tasks, priors.priors, blind, pool)
      onRow(cost)
      return cost
    }
  }

  /// A preset with its settings as a way to search has them.
  private typealias Way = (preset: PlanPreset, settings: SLINVITConfiguration)

  /// N and k with the rule for V̂, then M with rollouts, then the environment's own preset.
  private static func published(_ catalogs: PlanningCatalogs, beside own: PlanPreset) throws -> [Way] {
    let paper = try catalogs.presets.entry("blocksworld")
    var ways: [Way] = []
    for depth in [1, 2, 4, 6] {
      for breadth in [1, 2, 3] {
        var settings = paper.settings.slinvit
        (settings.depth, settings.breadth) = (depth, breadth)
        ways.append((paper, settings))
      }
    }
    for rollouts in [1, 4, 16] {
      var settings = paper.settings.slinvit
      (settings.depth, settings.leafValue, settings.rollouts) = (2, .rollouts, rollouts)
      ways.append((paper, settings))
    }
    ways.append((own, own.settings.slinvit))
    return ways
  }

  /// A preset as it is, and with two proposals at each node.
  private static func wider(_ preset: PlanPreset) -> [Way] {
    var settings = preset.settings.slinvit
    settings.breadth = 2
    return [(preset, preset.settings.slinvit), (preset, settings)]
  }

  private init(
    _ preset: String, _ settings: SLINVITConfiguration, _ tasks: [any TextTask], _ priors: [any ActionPrior],
    _ blind: MeasuredSearches?, _ pool: WorkerPool
  ) throws {
    self.preset = preset
    source = priors.first?.source ?? ""
    (depth, k, value) = (settings.depth, settings.breadth, settings.leafValue)
    rollouts = settings.leafValue == .rule ? 0 : settings.rollouts
    let searches = try MeasuredSearches(SLINVIT(settings), tasks, priors, pool)
    seconds = searches.seconds
    peakMemoryBytes = searches.peakMemoryBytes
    self.tasks = searches.reports.count
    transitions = searches.mean(\.transitions)
    modelCalls = searches.mean(\.modelCalls)
    breadthFirstTransitions = blind?.mean(\.transitions)
    breadthFirstSeconds = blind?.seconds
    if let blind, case let saved = blind.mean(\.transitions) - transitions, saved > 0 {
      secondsPerTransitionSaved = (seconds - blind.seconds) / saved
    }
    var (own, other) = (0, 0)
    for (index, report) in searches.reports.enumerated() {
      let isValid = try tasks[index].verdict(on: report.plan).isValid
      guard report.isSolved || isValid else { continue }
      solved += 1
      if isValid { valid += 1 }
      own += report.account.transitions
      other += blind?.reports[index].account.transitions ?? 0
    }
    if other > 0 { transitionsSaved = 1 - Double(own) / Double(other) }
  }

  /// The way in a line, for those who wait.
  var line: String {
    "\(preset), N \(depth), k \(k), M \(rollouts): \(solved) of \(tasks) solved, "
      + "\(Numerals.fixed(seconds * 1e3, 1)) ms a task"
  }

  /// All of them as text, under a title that says what the tasks are.
  static func table(_ costs: [SearchCost], title: String) -> TextTable {
    var table = TextTable(
      title: "\(title), means over \(costs.first?.tasks ?? 0) tasks; prior: \(costs.first?.source ?? "")",
      columns: [
        "preset", "N", "k", "M", "solved", "transitions", "model calls", "ms", "peak MB", "bfs", "bfs ms", "saved",
        "us a saved",
      ])
    table.rows = costs.map { cost in
      [
        cost.preset, "\(cost.depth)", "\(cost.k)", cost.value == .rule ? "-" : "\(cost.rollouts)",
        "\(cost.solved)/\(cost.tasks)", Numerals.fixed(cost.transitions, 1),
        Numerals.fixed(cost.modelCalls, 1), Numerals.fixed(cost.seconds * 1e3, 2),
        cost.peakMemoryBytes.map { Numerals.fixed(Double($0) / 1e6, 1) } ?? "-",
        cost.breadthFirstTransitions.map { Numerals.fixed($0, 1) } ?? "-",
        cost.breadthFirstSeconds.map { Numerals.fixed($0 * 1e3, 2) } ?? "-",
        "\(Numerals.fixed((cost.transitionsSaved ?? .nan) * 100, 0, missing: "-")) %",
        cost.secondsPerTransitionSaved.map { Numerals.fixed($0 * 1e6, 1) } ?? "-",
      ]
    }
    return table
  }
}
