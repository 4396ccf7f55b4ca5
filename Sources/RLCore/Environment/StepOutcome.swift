/// What one step led to. Truncated (a limit was reached) is not terminated (the episode is over by its own rules).
public struct StepOutcome: Sendable, Equatable {
  /// The environment's own reward, r_env.
  public var reward: Float
  /// The episode ended by its own rules, or failed; no value follows.
  public var terminated: Bool
  /// The episode was cut by its step limit; the value of the last observation still counts.
  public var truncated: Bool
  /// The step could not be taken, or gave a number that is not finite. The episode is over; its shard has the reason.
  public var hasFailed: Bool

  /// Makes an outcome of a step that was taken.
  @inlinable
  public init(reward: Float, terminated: Bool, truncated: Bool) {
    self.reward = reward
    self.terminated = terminated
    self.truncated = truncated
    hasFailed = false
  }

  /// A step that failed: nothing is paid, and the episode is over.
  public static var failed: StepOutcome {
    var outcome = StepOutcome(reward: 0, terminated: true, truncated: false)
    outcome.hasFailed = true
    return outcome
  }

  /// The episode is over, for whatever reason.
  @inlinable
  public var isOver: Bool { terminated || truncated }
}
