/// How long a run has spent in each phase of its updates, in wall-clock time; not part of a checkpoint.
public struct PhaseTiming: Sendable, Equatable {
  /// Playing: environments, observations and the policy's forward passes.
  public var rollout = Duration.zero
  /// Learning: advantages and gradient steps.
  public var update = Duration.zero

  /// Nothing spent yet.
  public init() {}

  /// The shares of `time` that were spent since `before`: playing, learning, and what is neither, such as rounds of advice
  /// and storing. They add up to 1.
  public func shares(since before: PhaseTiming, of time: Duration) -> [MetricName: Double] {
    guard time > .zero else { return [:] }
    let playing = min(1, max(0, (rollout - before.rollout) / time))
    let learning = min(1 - playing, max(0, (update - before.update) / time))
    return [.playingShare: playing, .learningShare: learning, .otherShare: max(0, 1 - playing - learning)]
  }
}
