public import RLCore

/// One row of the list of episodes.
public struct EpisodeItem: Sendable, Equatable, Identifiable {
  /// The episode's number.
  public var episode: Int
  /// Steps.
  public var length: Int
  /// The sum of environment rewards.
  public var environmentReturn: Double
  /// Ended by its own rules, not by the step limit.
  public var terminated: Bool
  /// Steps that were found critical.
  public var criticalSteps: [Int]

  /// The episode's number.
  public var id: Int { episode }

  /// Makes a row.
  public init(episode: Int, length: Int, environmentReturn: Double, terminated: Bool, criticalSteps: [Int]) {
    self.episode = episode
    self.length = length
    self.environmentReturn = environmentReturn
    self.terminated = terminated
    self.criticalSteps = criticalSteps
  }
}

/// One episode, ready to be played. Frame `i` is what the policy saw before action `i`.
public struct EpisodeDetail: Sendable, Equatable {
  /// The episode's number.
  public var episode: Int
  /// Frames in order of time; one more than actions where the end is shown too.
  public var frames: [Frame]
  /// One line a frame.
  public var narration: [String]
  /// What the policy did, in words.
  public var actions: [String]
  /// The environment reward that followed.
  public var rewards: [Double]
  /// V(s) before each action.
  public var values: [Double]
  /// Probability of each action, steps x actions; empty rows where actions are vectors.
  public var probabilities: [[Double]]
  /// The names of the actions.
  public var actionNames: [String]
  /// Steps that were found critical.
  public var criticalSteps: [Int]

  /// Makes an episode.
  public init(
    episode: Int, frames: [Frame], narration: [String], actions: [String], rewards: [Double], values: [Double],
    probabilities: [[Double]], actionNames: [String], criticalSteps: [Int]
  ) {
    self.episode = episode
    self.frames = frames
    self.narration = narration
    self.actions = actions
    self.rewards = rewards
    self.values = values
    self.probabilities = probabilities
    self.actionNames = actionNames
    self.criticalSteps = criticalSteps
  }

  /// Places to stop at: frames, or steps where there is no frame.
  var count: Int { max(frames.count, actions.count) }
}
