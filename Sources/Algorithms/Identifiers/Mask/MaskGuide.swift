import Networks
public import RLCore

/// The reward by which a mask network is trained with PPO: importance of a state is then P(keep | s).
///
/// Let m_t = 1 where chance acts, and η(π̄) the return of the policy with the mask.
///
/// **RICE** (arXiv:2405.03064, section 3.3) maximises η(π̄) and pays for masking:
///
///     R = r + α m
///
/// **StateMask** (NeurIPS 2023) minimises |η(π) − η(π̄)| and asks for sparse importance, with a Lagrange multiplier. The
/// absolute value is max over λ ∈ [−1, 1] of λ (η(π) − η(π̄)), so that its saddle point is sought by
///
///     primal, PPO on          R = λ r + w m
///     dual, after a rollout   λ ← clip(λ + κ (η(π) − η̄) / |η(π)|, −1, 1)
///
/// with η̄ the mean return of the episodes that ended in the rollout; where none did λ stays. λ starts at 1, where the
/// objective is RICE's. The form of the multiplier is our reading: the primal-dual scheme is the paper's, its update is
/// known from the paper's words alone.
///
/// The environment's own reward stays r, so that the run's return is η(π̄).
public final class MaskGuide: RolloutGuide {
  /// `rice-mask` or `statemask`.
  public let name: String
  private let objective: MaskConfiguration.Objective
  private let rate: Double
  private let bonus: Double
  private var parts: [MaskPart] = []
  /// λ; 1 and unchanged for RICE.
  public private(set) var multiplier = 1.0
  /// η(π).
  private var baseline: Double

  /// Pays as `configuration` says; `baseline` is η(π), which RICE has no use for.
  init(_ configuration: MaskConfiguration, baseline: Double) {
    objective = configuration.objective
    name = Self.name(of: objective)
    rate = configuration.multiplierRate
    bonus = objective == .rice ? configuration.bonus : configuration.sparsity
    self.baseline = baseline
  }

  /// The name of a method and of its identifier.
  static func name(of objective: MaskConfiguration.Objective) -> String {
    switch objective {
    case .rice: "rice-mask"
    case .stateMask: "statemask"
    }
  }

  /// What a checkpoint keeps.
  public struct State: Codable, Equatable {
    var multiplier: Double
    var baseline: Double
  }

  /// What a checkpoint keeps.
  public var state: State { State(multiplier: multiplier, baseline: baseline) }

  /// Goes on with another run's λ.
  public func restore(_ state: State, at progress: RunProgress) {
    multiplier = state.multiplier
    baseline = state.baseline
  }

  /// The part in one shard.
  public func makePart(_ environments: any EnvironmentShard) -> (any GuidePart)? {
    let part = MaskPart()
    parts.append(part)
    return part
  }

  /// Settles λ for one rollout.
  public func willPlay(_ progress: RunProgress) {
    for part in parts { part.begin(multiplier: Float(multiplier), bonus: Float(bonus)) }
  }

  /// Moves λ.
  public func didPlay(_ rollout: Rollout, _ progress: RunProgress) {
    guard objective == .stateMask else { return }
    let returns = (0..<rollout.count).filter { rollout.isOver($0) }.map { Double(rollout.finishedReturns.base[$0]) }
    guard !returns.isEmpty else { return }
    let difference = baseline - returns.reduce(0, +) / Double(returns.count)
    multiplier = min(max(multiplier + rate * difference / max(abs(baseline), 1e-6), -1), 1)
  }

  /// Reports the share of steps that chance took, and what masking paid.
  public func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double]) {
    let share = Double(parts.reduce(0) { $0 + $1.masked }) / Double(rollout.count)
    metrics[.overrideRate] = share
    metrics[.shapedRewardSize] = share * bonus
  }
}

/// Rewards of masking in one shard.
final class MaskPart: GuidePart {
  private var multiplier: Float = 1
  private var bonus: Float = 0
  private(set) var masked = 0

  func begin(multiplier: Float, bonus: Float) {
    (self.multiplier, self.bonus) = (multiplier, bonus)
    masked = 0
  }

  /// (λ − 1) r, and the bonus where chance acted.
  func reward(at place: StepPlace, action: UnsafePointer<Float>, _ outcome: StepOutcome) -> Float {
    guard !outcome.hasFailed else { return 0 }
    let isMasked = action[0] == 0
    if isMasked { masked += 1 }
    return (multiplier - 1) * outcome.reward + (isMasked ? bonus : 0)
  }
}
