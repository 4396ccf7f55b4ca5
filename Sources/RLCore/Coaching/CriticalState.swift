/// A step of a recorded episode where the action matters most to what follows.
public struct CriticalState: Sendable, Equatable, Codable {
  /// What whoever named the state would do there, where it says so: a model may name states and actions at once.
  public struct Proposal: Sendable, Equatable, Codable {
    /// What should have been done.
    public var action: Action
    /// r_LLM, in [-1, 1].
    public var reward: Double
    /// Who proposes it.
    public var advisor: String
    /// What the recorded action was worth, in [-1, 0], where that was said.
    public var blame: Double?
    /// For how many steps the action should be held, where that was said.
    public var hold: Int?
    /// What should have been done in the steps after it, where a sequence is proposed.
    public var following: [Action]?

    /// Makes a proposal.
    public init(
      action: Action, reward: Double, advisor: String, blame: Double? = nil, hold: Int? = nil,
      following: [Action]? = nil
    ) {
      self.action = action
      self.reward = reward
      self.advisor = advisor
      self.blame = blame
      self.hold = hold
      self.following = following
    }
  }

  /// The recorded episode.
  public var episode: Int
  /// The step of that episode, counted from 0.
  public var step: Int
  /// Why it is critical, in words.
  public var why: String
  /// How sure whoever named it is, or how much hangs on it, in [0, 1].
  public var score: Double
  /// How good the state is, whatever is done there, in [-1, 1], where that was said.
  public var value: Double?
  /// What to do there, where that was said too.
  public var proposal: Proposal?
  /// The call it came from, where one is stored.
  public var call: Int?

  /// Names a state.
  public init(
    episode: Int, step: Int, why: String = "", score: Double = 0.5, value: Double? = nil, proposal: Proposal? = nil,
    call: Int? = nil
  ) {
    self.episode = episode
    self.step = step
    self.why = why
    self.score = score
    self.value = value
    self.proposal = proposal
    self.call = call
  }

  /// The state of a suggestion, with the suggestion as proposal.
  public init(_ suggestion: Suggestion) {
    self.init(
      episode: suggestion.episode, step: suggestion.step, why: suggestion.rationale, score: suggestion.confidence,
      value: suggestion.stateValue,
      proposal: Proposal(
        action: suggestion.action, reward: suggestion.reward, advisor: suggestion.advisor, blame: suggestion.blame,
        hold: suggestion.hold, following: suggestion.following),
      call: suggestion.call)
  }

  /// The proposal as a suggestion; nil where there is none.
  public var suggestion: Suggestion? {
    proposal.map {
      Suggestion(
        episode: episode, step: step, action: $0.action, reward: $0.reward, rationale: why, confidence: score,
        advisor: $0.advisor, call: call, blame: $0.blame, stateValue: value, hold: $0.hold, following: $0.following)
    }
  }
}
