import Networks
public import RLCore

/// What a policy's values V(s) of a recorded episode say about its rewards.
///
/// Where the policy was trained on normalised rewards its values are in those units; rewards are brought to them as in
/// training, and what is given here is in the units of the values.
///
/// | symbol | code | shape |
/// |---|---|---|
/// | r_t | `EpisodeStep.reward` / `rewardScale` | (steps) |
/// | V(s_t) | `EpisodeStep.value` | (steps) |
/// | δ_t = r_t + γ V(s_{t+1}) − V(s_t) | `differences` | (steps) |
/// | A_t | `advantages` | (steps) |
///
/// V(s_T) is 0 where the episode terminated. The observation after a cut was shown to no policy, so that the value of
/// the last step stands for it there.
public struct RecordedValues: Sendable, Equatable {
  /// γ.
  public var discount: Double
  /// λ of GAE.
  public var lambda: Double
  /// A reward of this size is 1 to the policy.
  public var rewardScale: Double

  /// Values in the units of the rewards, unless a scale says otherwise.
  public init(discount: Double = 0.99, lambda: Double = 0.95, rewardScale: Double = 1) {
    self.discount = discount
    self.lambda = lambda
    self.rewardScale = rewardScale
  }

  /// As the policy in `checkpoint` was trained; the defaults where it is a policy without a run.
  public init(_ checkpoint: PolicyCheckpoint) throws {
    self = checkpoint.hasTraining ? RecordedValues(try checkpoint.training) : RecordedValues()
  }

  /// As a run was set up.
  init(_ state: TrainingState) {
    self.init(discount: state.configuration.discount, lambda: state.configuration.gaeLambda)
    if state.configuration.normalisesRewards { rewardScale = (state.rewardStatistics.variance[0] + 1e-8).squareRoot() }
  }

  /// δ of every step.
  public func differences(of episode: Episode) -> [Double] { estimates(of: episode, lambda: 0) }

  /// A of every step by GAE, over the whole episode.
  public func advantages(of episode: Episode) -> [Double] { estimates(of: episode, lambda: lambda) }

  private func estimates(of episode: Episode, lambda: Double) -> [Double] {
    guard let last = episode.steps.last else { return [] }
    var next = episode.terminated ? 0 : Double(last.value)
    var running = 0.0
    var estimates: [Double] = []
    for step in episode.steps.reversed() {
      running =
        Double(step.reward) / rewardScale + discount * next - Double(step.value) + discount * lambda * running
      estimates.append(running)
      next = Double(step.value)
    }
    return estimates.reversed()
  }
}
