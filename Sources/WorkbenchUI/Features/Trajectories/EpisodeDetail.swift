import Canvas
public import RLCore

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
  /// What the policy did, as the environment took it; empty where nobody told.
  public var taken: [Action] = []
  /// What can be done; a person who writes a suggestion chooses from it.
  public var space: ActionSpace
  /// The distribution of vectors, where actions are vectors.
  public var vectors: ActionVectors?
  /// Ended by its own rules, so that nothing follows its last step; nil where nobody told.
  public var terminated: Bool?
  /// γ of the policy's training, for the advantage.
  public var discount = 0.99
  /// λ of the policy's training, for the advantage.
  public var traceDecay = 0.95
  /// A reward of this size is 1 to the policy, whose values are in such units where it was trained on scaled rewards.
  public var rewardScale = 1.0

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
    space = .discrete(names: actionNames)
  }

  /// Places to stop at: frames, or steps where there is no frame.
  var count: Int { max(frames.count, actions.count) }

  /// The last place to stop at.
  var last: Int { max(0, count - 1) }

  /// What was done at a step, in words; the parts of a vector by their names.
  func actionName(_ step: Int) -> String {
    guard let vectors, vectors.taken.indices.contains(step), !vectors.names.isEmpty else { return actions[step] }
    return vectors.parts.words(vectors.taken[step])
  }

  /// Takes steps that are critical besides.
  mutating func mark(_ steps: [Int]) { criticalSteps = Set(criticalSteps + steps).sorted() }

  /// A detail whose words from outside are safe to show, and whose critical steps are in order.
  var safe: EpisodeDetail {
    var safe = self
    safe.narration = narration.map(sanitised)
    safe.actions = actions.map(sanitised)
    safe.actionNames = actionNames.map(sanitised)
    safe.vectors?.names = vectors?.names.map(sanitised) ?? []
    if case .discrete(let names) = space { safe.space = .discrete(names: names.map(sanitised)) }
    safe.criticalSteps = Set(criticalSteps).sorted()
    return safe
  }
}

/// Actions that are vectors: what was done, and the policy's distribution where it is known.
public struct ActionVectors: Sendable, Equatable {
  /// The names of the parts, such as joints.
  public var names: [String]
  /// The least of each part.
  public var low: [Double]
  /// The greatest of each part.
  public var high: [Double]
  /// What was done (steps x parts).
  public var taken: [[Double]]
  /// Means of the policy (steps x parts); empty where they are not known.
  public var means: [[Double]]
  /// Standard deviations of the policy (steps x parts); empty where they are not known.
  public var deviations: [[Double]]

  /// Makes vectors with what is known of them.
  public init(
    names: [String], low: [Double], high: [Double], taken: [[Double]], means: [[Double]] = [],
    deviations: [[Double]] = []
  ) {
    self.names = names
    self.low = low
    self.high = high
    self.taken = taken
    self.means = means
    self.deviations = deviations
  }

  /// The parts in words.
  var parts: ActionParts { ActionParts(names: names) }

  /// The name of a part; its number where it has none.
  func name(_ part: Int) -> String { parts.name(part) }
}
