import Networks
public import RLCore

/// RICE: episodes begin at critical states or where the environment has it, and what is new is paid.
///
/// Paper: Cheng et al., 2024, arXiv:2405.03064, algorithm 2. Starts are drawn from μ = p d + (1 − p) ρ, d uniform over
/// the table's states (`CriticalStarts`), and PPO maximises
///
///     R_t = r_env + λ b̃(s_{t+1})
///
/// everywhere, with b̃ the novelty by random network distillation (`RandomDistillation`).
///
/// | symbol | code |
/// |---|---|
/// | p | `guidance.restartProbability`, 0.5 where that is 0 |
/// | λ | `guidance.noveltyWeight` |
/// | f, f̂ | `RandomDistillation` |
///
/// With λ = 0 a run is that of `restarts` bit for bit. Without a table it is plain PPO: RICE without critical states is
/// novelty alone, and another method.
///
/// Deviations: RICE names its states with a mask network and plays a fresh episode of the base for every reset, uncounted;
/// here they come from the table, whoever named them. Its code lowers the rate to 1e-5; here the rate is the run's.
public final class RICE: RolloutGuide {
  /// `rice`.
  public let name = "rice"
  private let entry: EnvironmentEntry
  private let configuration: PPOConfiguration
  private var table: GuidanceTable
  private var parts: [RestartsPart] = []
  private var novelty: RandomDistillation?
  private var paid = 0.0

  /// Guides by the states of `table`.
  public init(table: GuidanceTable, entry: EnvironmentEntry, configuration: PPOConfiguration) throws {
    try table.check(entry)
    try CriticalStarts.check(entry, for: "rice begins episodes at critical states")
    self.table = table
    self.entry = entry
    self.configuration = configuration
  }

  /// What a checkpoint keeps.
  public struct State: Codable, Equatable {
    var table: GuidanceTable
    var novelty: RandomDistillation.State?
  }

  /// What a checkpoint keeps.
  public var state: State { State(table: table, novelty: novelty?.state) }

  /// Goes on with another run's table and networks.
  public func restore(_ state: State, at progress: RunProgress) throws {
    try state.table.check(entry)
    table = state.table
    if let kept = state.novelty { try novelty?.restore(kept) }
  }

  /// Draws the networks.
  public func prepare(_ origin: RunOrigin) { novelty = RandomDistillation(origin, entry, configuration) }

  /// The part in one shard.
  public func makePart(_ environments: any EnvironmentShard) -> (any GuidePart)? {
    let part = RestartsPart(environments)
    parts.append(part)
    return part
  }

  /// Hands the table to the shards.
  public func willPlay(_ progress: RunProgress) {
    let probability = configuration.guidance.restartProbability
    for part in parts { part.begin(CriticalStarts(entries: table.entries, probability: probability)) }
  }

  /// Pays λ b̃ for every step.
  public func didPlay(_ rollout: Rollout, _ progress: RunProgress) {
    let weight = Float(configuration.guidance.noveltyWeight)
    paid = 0
    guard weight != 0, !table.entries.isEmpty, let novelty else { return }
    for (sample, bonus) in novelty.bonuses(of: rollout).enumerated() {
      rollout.rewards.base[sample] += weight * bonus
      paid += Double(weight * bonus)
    }
  }

  /// Trains f̂, and reports what was paid and how many episodes began at critical states.
  public func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double]) {
    guard !table.entries.isEmpty else { return }
    metrics[.restartRate] = parts.restartRate
    metrics[.shapedRewardSize] = paid / Double(rollout.count)
    metrics[.noveltyLoss] = novelty?.learn(from: rollout)
  }
}

extension RefinementMethod {
  /// `rice`.
  static let rice = RefinementMethod(
    "rice", "half of the episodes begin at critical states, and novelty is paid everywhere", needsGuidance: true,
    configure: {
      if $0.guidance.restartProbability == 0 { $0.guidance.restartProbability = 0.5 }
    }, guide: { try RICE(table: $0, entry: $1, configuration: $2) })
}
