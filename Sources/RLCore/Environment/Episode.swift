/// One step of a recorded episode.
public struct EpisodeStep: Sendable, Equatable, Codable {
  /// What the policy did.
  public var action: Action
  /// r_env that followed.
  public var reward: Float
  /// The policy's estimate V(s) before acting.
  public var value: Float
  /// Probability of each discrete action, or empty.
  public var probabilities: [Float]

  /// Makes a step.
  public init(action: Action, reward: Float, value: Float, probabilities: [Float]) {
    self.action = action
    self.reward = reward
    self.value = value
    self.probabilities = probabilities
  }
}

/// A recorded episode: what was done, what followed, and the exact state before every step.
public struct Episode: Sendable, Equatable, Identifiable {
  /// The episode's number within its session, from 1.
  public var id: Int
  /// The environment's id.
  public var environment: String
  /// The seed it was started with.
  public var seed: UInt64
  /// The steps in order.
  public var steps: [EpisodeStep]
  /// Bytes of one captured state; 0 where the environment is not restorable, and there are no states.
  public var stateBytes: Int
  /// The captured states, one before each step and one at the end ((steps.count + 1) x stateBytes).
  public var states: [UInt8]
  /// Whether the episode ended by its own rules, not by the step limit.
  public var terminated: Bool

  /// Makes an episode.
  public init(
    id: Int, environment: String, seed: UInt64, steps: [EpisodeStep], stateBytes: Int, states: [UInt8],
    terminated: Bool
  ) {
    self.id = id
    self.environment = environment
    self.seed = seed
    self.steps = steps
    self.stateBytes = stateBytes
    self.states = states
    self.terminated = terminated
  }

  /// The sum of environment rewards.
  public var environmentReturn: Double {
    steps.reduce(0) { $0 + Double($1.reward) }
  }

  /// The captured state before step `step`.
  public func state(before step: Int) -> ArraySlice<UInt8> {
    states[(step * stateBytes)..<((step + 1) * stateBytes)]
  }
}
