public import RLCore

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

/// What the policy wanted of one part of a continuous action.
public struct ActionSpread: Sendable, Equatable {
  /// The mean of its distribution.
  public var mean: Double
  /// The standard deviation.
  public var deviation: Double

  /// Makes a spread.
  public init(mean: Double, deviation: Double) {
    self.mean = mean
    self.deviation = deviation
  }
}

/// One decision about a suggestion, as it is told.
public struct DecisionLine: Sendable, Equatable {
  /// What was decided, in a word.
  public var verdict: String
  /// Who decided.
  public var actor: String
  /// When, as a person reads it.
  public var time: String
  /// Why; nil where nobody said.
  public var reason: String?

  /// Makes a line.
  public init(verdict: String, actor: String, time: String, reason: String? = nil) {
    self.verdict = verdict
    self.actor = actor
    self.time = time
    self.reason = reason
  }
}

/// How much of an episode guidance made of a suggestion would act on.
public struct MatchReach: Sendable, Equatable {
  /// Steps at which it would act.
  public var matched: Int
  /// All steps.
  public var steps: Int

  /// Makes a reach.
  public init(matched: Int, steps: Int) {
    self.matched = matched
    self.steps = steps
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
  /// What the policy wanted of each part of a continuous action; empty where that is not known.
  public var spreads: [ActionSpread] = []
  /// Where the suggested action leads to within a few steps.
  public var ghost: Frame?
  /// What a return is counted in, for instance points.
  public var unit = "return"
  /// Steps of the recorded episode at which guidance made of it would act, and all of its steps; nil where not known.
  public var reach: MatchReach?
  /// What was decided, the oldest first.
  public var history: [DecisionLine] = []

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
