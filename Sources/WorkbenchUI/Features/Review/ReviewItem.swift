public import RLCore

/// One row of the review queue: a suggestion, what was measured about it and what was decided.
public struct ReviewItem: Sendable, Equatable, Identifiable {
  /// What was proposed.
  public var suggestion: Suggestion
  /// What the simulator says about each action that was measured there.
  public var measured: [Action: Evidence]
  /// What was decided, or nil while it is pending.
  public var verdict: Verdict?
  /// What the policy did, in words.
  public var recordedAction: String
  /// What was proposed, in words.
  public var suggestedAction: String
  /// What can be done there.
  public var space: ActionSpace
  /// A run has left it out of its guidance: the policy has not come to its state for some time.
  public var isRetired: Bool

  /// The suggestion's number.
  public var id: Int { suggestion.id }

  /// Makes a row.
  public init(
    suggestion: Suggestion, measured: [Action: Evidence], verdict: Verdict?, recordedAction: String,
    suggestedAction: String, space: ActionSpace, isRetired: Bool = false
  ) {
    self.suggestion = suggestion
    self.measured = measured
    self.verdict = verdict
    self.recordedAction = recordedAction
    self.suggestedAction = suggestedAction
    self.space = space
    self.isRetired = isRetired
  }

  /// The names of the discrete actions; empty where actions are vectors.
  public var actionNames: [String] { if case .discrete(let names) = space { names } else { [] } }

  /// The action that counts: an edit's own, else what was proposed.
  public var action: Action { suggestion.action(under: verdict) }

  /// The action that counts, in words.
  var actionName: String { action == suggestion.action ? suggestedAction : action.name(in: space) }

  /// What the simulator says about the action that counts, or nil where that was not measured.
  public var evidence: Evidence? { measured[action] }

  /// The action that counts was measured, and its evidence lies above zero as a whole.
  public var isVerified: Bool { evidence?.isPositive ?? false }
}

/// An action and how probable the policy found it.
public struct ActionProbability: Sendable, Equatable {
  /// The action's name.
  public var name: String
  /// Its probability.
  public var probability: Double

  /// Makes a pair.
  public init(name: String, probability: Double) {
    self.name = name
    self.probability = probability
  }
}

/// What surrounds a suggestion: the frames around its state and what the policy thought there.
public struct ReviewDetail: Sendable, Equatable {
  /// The suggestion's number.
  public var suggestion: Int
  /// Frames in order of time.
  public var frames: [Frame]
  /// The episode step of the first frame.
  public var firstStep: Int
  /// The frame of the critical state.
  public var criticalIndex: Int
  /// One line a frame.
  public var narration: [String]
  /// The policy's probabilities at the critical state; empty where actions are vectors.
  public var probabilities: [ActionProbability]
  /// V(s) at the critical state.
  public var value: Double

  /// Makes a detail.
  public init(
    suggestion: Int, frames: [Frame], firstStep: Int, criticalIndex: Int, narration: [String],
    probabilities: [ActionProbability], value: Double
  ) {
    self.suggestion = suggestion
    self.frames = frames
    self.firstStep = firstStep
    self.criticalIndex = criticalIndex
    self.narration = narration
    self.probabilities = probabilities
    self.value = value
  }
}
