public import RLCore

/// One row of the list of episodes.
public struct TrajectorySummary: Sendable, Equatable, Identifiable {
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
public struct TrajectoryDetail: Sendable, Equatable {
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

/// One method in the comparison, evaluated with guidance off.
public struct ComparisonRow: Sendable, Equatable {
  /// The method, for instance `ultra-ra`.
  public var method: String
  /// Mean environment return.
  public var mean: Double
  /// Lower end of its 95 % interval.
  public var low: Double
  /// Upper end of its 95 % interval.
  public var high: Double
  /// Environment steps used.
  public var environmentSteps: Int
  /// Share of training steps that matched the guidance, where there was any.
  public var hitRate: Double?
  /// A few words, for instance `before`.
  public var note: String

  /// Makes a row.
  public init(
    method: String, mean: Double, low: Double, high: Double, environmentSteps: Int, hitRate: Double?, note: String
  ) {
    self.method = method
    self.mean = mean
    self.low = low
    self.high = high
    self.environmentSteps = environmentSteps
    self.hitRate = hitRate
    self.note = note
  }
}
