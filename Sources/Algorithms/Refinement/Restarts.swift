public import RLCore

/// Episodes begin at critical states of the table, and nothing else is changed: RICE (arXiv:2405.03064) without its bonus.
///
/// With probability p an episode begins at one of the table's states, drawn uniformly, else as the environment has it
/// (`CriticalStarts`). Actions and rewards of the table are not used. With p = 0 a run is plain PPO's bit for bit.
///
/// Deviations: RICE plays a fresh episode of the base policy for every reset and takes its single most critical state;
/// here the states are those of the table, which were paid for once.
public final class Restarts: RolloutGuide {
  /// The method's name in the catalog.
  public let name: String
  private let entry: EnvironmentEntry
  private let probability: Double
  private var table: GuidanceTable
  private var parts: [RestartsPart] = []

  /// Begins episodes at the states of `table` with probability `probability`.
  public init(name: String, table: GuidanceTable, entry: EnvironmentEntry, probability: Double) throws {
    try table.check(entry)
    try CriticalStarts.check(entry, for: "\(name) begins episodes at critical states")
    self.name = name
    self.entry = entry
    self.table = table
    self.probability = probability
  }

  /// What a checkpoint keeps.
  public struct State: Codable, Equatable {
    var table: GuidanceTable
  }

  /// What a checkpoint keeps.
  public var state: State { State(table: table) }

  /// Goes on with another run's table.
  public func restore(_ state: State, at progress: RunProgress) throws {
    try state.table.check(entry)
    table = state.table
  }

  /// The part in one shard.
  public func makePart(_ environments: any EnvironmentShard) -> (any GuidePart)? {
    let part = RestartsPart(environments)
    parts.append(part)
    return part
  }

  /// Hands the table to the shards.
  public func willPlay(_ progress: RunProgress) {
    for part in parts { part.begin(CriticalStarts(entries: table.entries, probability: probability)) }
  }

  /// Reports how many episodes began at critical states.
  public func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double]) {
    metrics[.restartRate] = parts.restartRate
  }
}

/// Starts of episodes in one shard.
final class RestartsPart: GuidePart {
  private let environments: any EnvironmentShard
  private var starts = CriticalStarts(entries: [], probability: 0)
  fileprivate private(set) var episodes = 0
  fileprivate private(set) var restarts = 0

  init(_ environments: any EnvironmentShard) { self.environments = environments }

  func begin(_ starts: CriticalStarts) {
    self.starts = starts
    (episodes, restarts) = (0, 0)
  }

  func begin(_ environment: Int, _ generator: inout SeededGenerator) throws {
    episodes += 1
    if try starts.begin(environment, of: environments, &generator) { restarts += 1 }
  }
}

extension [RestartsPart] {
  /// The share of the latest rollout's episodes that began at critical states.
  var restartRate: Double {
    Double(reduce(0) { $0 + $1.restarts }) / Double(Swift.max(1, reduce(0) { $0 + $1.episodes }))
  }
}

extension RefinementMethod {
  /// `restarts`: p is `guidance.restartProbability`, 0.5 where that is 0.
  static let restarts = RefinementMethod(
    "restarts", "half of the episodes begin at critical states, and nothing else", needsGuidance: true,
    configure: {
      // RICE's best lie between a quarter and a half; its code ships a half.
      if $0.guidance.restartProbability == 0 { $0.guidance.restartProbability = 0.5 }
    },
    guide: {
      try Restarts(name: "restarts", table: $0, entry: $1, probability: $2.guidance.restartProbability)
    })
}
