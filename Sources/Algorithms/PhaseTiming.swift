/// How long a run has spent in each phase of its updates, in wall-clock time; not part of a checkpoint.
public struct PhaseTiming: Sendable, Equatable {
  /// Playing: environments, observations and the policy's forward passes.
  public var rollout = Duration.zero
  /// Learning: advantages and gradient steps.
  public var update = Duration.zero
}
