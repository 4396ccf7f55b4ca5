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
  /// Tasks that were solved.
  private(set) var solved = 0
  /// Solved ones whose plans the task accepts.
  private(set) var valid = 0
  /// Means over all tasks.
  var transitions: Double
  var modelCalls: Double
  var seconds: Double
  @OrNull var peakMemoryBytes: Int?
  /// What breadth-first search takes, the mean over all tasks.
  var breadthFirstTransitions: Double
  /// 1 - transitions / breadth-first transitions, over the tasks that were solved.
  @OrNull var transitionsSaved: Double?

  private enum CodingKeys: String, CodingKey {
    case preset, source, depth, k, value, rollouts, tasks, solved, transitions, modelCalls, seconds, peakMemoryBytes
    case breadthFirstTransitions, transitionsSaved
  }

  /// N and k with the rule for V̂, then M with rollouts, then the preset with a table.
  ///
  /// - Parameters:
  ///   - members: the tasks.
  ///   - environment: where they come from.
  ///   - errors: the share of states in which the synthetic prior errs.
  static func all(
    _ members: [TextTaskSet.Member], of environment: TextEnvironmentEntry, errors: Double, in catalogs: PlanningCatalogs
  ) throws -> [SearchCost] {
    let paper = try catalogs.presets.entry("blocksworld")
    let own = try catalogs.presets.entry(environment.usualPreset)
    var ways: [(preset: PlanPreset, settings: SLINVITConfiguration)] = []
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
    let pool = WorkerPool(threads: 1)
    let blind = try members.map { member in
      try BreadthFirstPlanner().plan(
        member.task.problem, prior: UniformPrior(), budget: .unlimited, seed: 1, pool: pool
      ).account.transitions
    }
    let priors = try members.map { member in
      try catalogs.priors.prior(
        "synthetic:\(errors)",
        PriorSituation(
          tasks: TextTaskSet([.init(member.task.id, [member])]), environment: environment,
          folder: environment.folder(in: catalogs.data), seed: 1),
        options: ModelOptions()
      ).prior
    }
    return try ways.map { way in
      try SearchCost(way.preset.name, way.settings, members.map(\.task), priors, blind, pool)
    }
  }

  private init(
    _ preset: String, _ settings: SLINVITConfiguration, _ tasks: [any TextTask], _ priors: [any ActionPrior],
    _ blind: [Int], _ pool: WorkerPool
  ) throws {
    self.preset = preset
    source = priors.first?.source ?? ""
    (depth, k, value) = (settings.depth, settings.breadth, settings.leafValue)
    rollouts = settings.leafValue == .rule ? 0 : settings.rollouts
    let planner = SLINVIT(settings)
    let problems = tasks.map(\.problem)
    let isReset = PeakMemory.reset()
    let clock = ContinuousClock()
    let start = clock.now
    var reports: [PlanReport] = []
    for (problem, prior) in zip(problems, priors) {
      reports.append(try planner.plan(problem, prior: prior, budget: .unlimited, seed: 1, pool: pool))
    }
    let count = Double(max(1, reports.count))
    seconds = (clock.now - start) / .seconds(1) / count
    peakMemoryBytes = isReset ? PeakMemory.bytes() : nil
    self.tasks = reports.count
    transitions = reports.reduce(0) { $0 + Double($1.account.transitions) } / count
    modelCalls = reports.reduce(0) { $0 + Double($1.account.modelCalls) } / count
    breadthFirstTransitions = blind.reduce(0) { $0 + Double($1) } / count
    var (own, other) = (0, 0)
    for (index, report) in reports.enumerated() where report.isSolved {
      solved += 1
      own += report.account.transitions
      other += blind[index]
      if try tasks[index].verdict(on: report.plan).isValid { valid += 1 }
    }
    if other > 0 { transitionsSaved = 1 - Double(own) / Double(other) }
  }

  /// All of them as text, under a title that says what the tasks are.
  static func table(_ costs: [SearchCost], title: String) -> TextTable {
    var table = TextTable(
      title: "\(title), means over \(costs.first?.tasks ?? 0) tasks; prior: \(costs.first?.source ?? "")",
      columns: ["preset", "N", "k", "M", "solved", "transitions", "model calls", "ms", "peak MB", "bfs", "saved"])
    table.rows = costs.map { cost in
      [
        cost.preset, "\(cost.depth)", "\(cost.k)", cost.value == .rule ? "-" : "\(cost.rollouts)",
        "\(cost.solved)/\(cost.tasks)", Numerals.fixed(cost.transitions, 1),
        Numerals.fixed(cost.modelCalls, 1), Numerals.fixed(cost.seconds * 1e3, 2),
        cost.peakMemoryBytes.map { Numerals.fixed(Double($0) / 1e6, 1) } ?? "-",
        Numerals.fixed(cost.breadthFirstTransitions, 1),
        "\(Numerals.fixed((cost.transitionsSaved ?? .nan) * 100, 0, missing: "-")) %",
      ]
    }
    return table
  }
}
