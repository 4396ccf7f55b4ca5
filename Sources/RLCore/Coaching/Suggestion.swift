/// What an advisor proposes at a critical state. Immutable once stored: a person's view of it is a `Decision`.
public struct Suggestion: Sendable, Equatable, Identifiable, Codable {
  /// The suggestion's number within its session, from 1; 0 before it is stored.
  public var id: Int
  /// The recorded episode.
  public var episode: Int
  /// The step of that episode, counted from 0.
  public var step: Int
  /// What should have been done.
  public var action: Action
  /// r_LLM: what that action is worth there, in [-1, 1].
  public var reward: Double
  /// What the recorded action was worth there, in [-1, 0]; nil where nobody said.
  public var blame: Double?
  /// How good the state is, whatever is done there, in [-1, 1]; nil where nobody said.
  public var stateValue: Double?
  /// For how many steps the action should be held; nil where nobody said.
  public var hold: Int?
  /// What should be done in the steps after it, an action each, where a sequence is proposed; nil where one action is.
  public var following: [Action]?
  /// Why, in words.
  public var rationale: String
  /// The advisor's own confidence, in [0, 1].
  public var confidence: Double
  /// Who proposed it, for instance `offline`.
  public var advisor: String
  /// The advisor call it came from, where one is stored.
  public var call: Int?

  /// Makes a suggestion.
  public init(
    id: Int = 0, episode: Int, step: Int, action: Action, reward: Double, rationale: String, confidence: Double,
    advisor: String, call: Int? = nil, blame: Double? = nil, stateValue: Double? = nil, hold: Int? = nil,
    following: [Action]? = nil
  ) {
    self.id = id
    self.episode = episode
    self.step = step
    self.action = action
    self.reward = reward
    self.rationale = rationale
    self.confidence = confidence
    self.advisor = advisor
    self.call = call
    self.blame = blame
    self.stateValue = stateValue
    self.hold = hold
    self.following = following
  }

  /// Steps for which an action may be held at most, and those of the longest sequence.
  public static let longestHold = 32
}

extension Suggestion {
  /// The action that counts under a verdict: an edit's own, else what was proposed.
  public func action(under verdict: Verdict?) -> Action {
    if case .edited(let action, _) = verdict { action } else { action }
  }

  /// The same with another action in the place of its own, and of the sequence that its own begins.
  public func proposing(_ action: Action) -> Suggestion {
    guard action != self.action else { return self }
    var other = self
    (other.action, other.following) = (action, nil)
    return other
  }
}

/// The measured difference in return between one action and the recorded one, from the exact state. It says nothing about
/// any other action at that state.
public struct Evidence: Sendable, Equatable, Codable {
  /// Mean of (return with the suggestion − return with the recorded action).
  public var difference: Double
  /// Lower end of the 95 % interval.
  public var low: Double
  /// Upper end of the 95 % interval.
  public var high: Double
  /// Paired rollouts.
  public var rollouts: Int
  /// Steps in each rollout, at most.
  public var horizon: Int
  /// Steps for which the action under test was held.
  public var hold: Int
  /// Environment steps spent on the measurement.
  public var environmentSteps: Int
  /// Mean of (return with the suggestion − return of the policy left alone), where that was played too.
  public var overPolicy: Double?

  /// Makes a measurement.
  public init(
    difference: Double, low: Double, high: Double, rollouts: Int, horizon: Int, hold: Int, environmentSteps: Int,
    overPolicy: Double? = nil
  ) {
    self.difference = difference
    self.low = low
    self.high = high
    self.rollouts = rollouts
    self.horizon = horizon
    self.hold = hold
    self.environmentSteps = environmentSteps
    self.overPolicy = overPolicy
  }

  /// What the action is worth more than what would be done without it: more than what the policy does, where that was
  /// played, else than what is recorded.
  public var gain: Double { overPolicy ?? difference }

  /// The whole interval lies above zero: the action is verified.
  public var isPositive: Bool { low > 0 }
}

/// What became of a suggestion.
public enum Verdict: Sendable, Equatable, Codable {
  /// Taken as proposed.
  case accepted
  /// Taken with another action or reward.
  case edited(action: Action, reward: Double)
  /// Not to be used.
  case rejected
  /// Left undecided on purpose.
  case skipped

  /// One word for screens and exports.
  public var name: String {
    switch self {
    case .accepted: "accepted"
    case .edited: "edited"
    case .rejected: "rejected"
    case .skipped: "skipped"
    }
  }

  /// Whether training takes it into account.
  public var guides: Bool {
    switch self {
    case .accepted, .edited: true
    case .rejected, .skipped: false
    }
  }
}

/// What a person, or a stated policy, did with a suggestion. Append-only: undo adds one with no verdict.
public struct Decision: Sendable, Equatable, Codable {
  /// The suggestion.
  public var suggestion: Int
  /// The verdict; nil takes the last one back.
  public var verdict: Verdict?
  /// Who decided: `person`, or the policy's name such as `verified`.
  public var actor: String
  /// Why, as `cleaned(reason:)` leaves it; nil where nobody said.
  public private(set) var reason: String?

  /// Makes a decision; `reason` is cleaned.
  public init(suggestion: Int, verdict: Verdict?, actor: String, reason: String? = nil) {
    self.suggestion = suggestion
    self.verdict = verdict
    self.actor = actor
    self.reason = reason.flatMap(Self.cleaned)
  }
}

extension Decision {
  /// Characters that a reason has at most.
  public static let longestReason = 200

  /// A reason on one line, without what a terminal obeys and cut to `longestReason`; nil where nothing is left. What was
  /// cleaned stays as it is.
  public static func cleaned(reason text: String) -> String? {
    // A character may have any number of marks: so much is looked at.
    let start = String(text.unicodeScalars.prefix(8 * longestReason)).plainLine
    var line = start.split(separator: " ").joined(separator: " ").prefix(longestReason)
    while line.last == " " { line.removeLast() }
    return line.isEmpty ? nil : String(line)
  }
}

/// A reply item that was dropped or changed on the way in, with the reason.
public struct ReplyIssue: Sendable, Equatable, Codable {
  /// Whether the item was dropped (`rejected`) or kept with a change (`clamped`).
  public enum Kind: String, Sendable, Codable {
    /// The item was dropped.
    case rejected
    /// The item was kept with a bounded value.
    case clamped
  }
  /// What happened.
  public var kind: Kind
  /// The item's position in the reply, or nil for the reply as a whole.
  public var item: Int?
  /// Why, in words.
  public var reason: String

  /// Makes an issue.
  public init(kind: Kind, item: Int?, reason: String) {
    self.kind = kind
    self.item = item
    self.reason = reason
  }
}
