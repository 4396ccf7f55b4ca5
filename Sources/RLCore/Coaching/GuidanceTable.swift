/// One row of the table that training uses: a critical state, what to do there and r_LLM.
public struct GuidanceEntry: Sendable, Equatable, Codable {
  /// The suggestion it came from.
  public var suggestion: Int
  /// Match features of the state, in the environment's order.
  public var features: [Float]
  /// The observation row, for `exact` matching.
  public var row: [UInt8]
  /// The quantised narration, for `text` matching.
  public var key: String
  /// What to do.
  public var action: Action
  /// r_LLM in [-1, 1].
  public var reward: Double
  /// The exact simulator state, for restarts.
  public var state: [UInt8]
  /// What was done there instead, in the recorded episode; nil in tables of earlier versions.
  public var recorded: Action?
  /// What is thought of that, r⁻ in [-1, 0]; nil where nobody said anything.
  public var blame: Double?
  /// How good the state is thought to be, in [-1, 1]; nil where nobody said anything.
  public var stateValue: Double?
  /// How much more return the advised action brought than what the policy does, or else than the recorded action, where it
  /// was measured.
  public var gain: Double?
  /// For how many steps the advised action should be held, or was when it was measured; nil where nobody knows.
  public var hold: Int?
  /// What to do in the steps after it, where a sequence is advised; nil where one action is.
  public var following: [Action]?

  /// Makes an entry.
  public init(
    suggestion: Int, features: [Float], row: [UInt8], key: String, action: Action, reward: Double, state: [UInt8],
    recorded: Action? = nil, blame: Double? = nil, stateValue: Double? = nil, gain: Double? = nil, hold: Int? = nil,
    following: [Action]? = nil
  ) {
    self.suggestion = suggestion
    self.features = features
    self.row = row
    self.key = key
    self.action = action
    self.reward = reward
    self.state = state
    self.recorded = recorded
    self.blame = blame
    self.stateValue = stateValue
    self.gain = gain
    self.hold = hold
    self.following = following
  }
}

/// The accepted and edited suggestions of a session, ready for training.
public struct GuidanceTable: Sendable, Equatable, Codable {
  /// The rows, in the order of their suggestions.
  public var entries: [GuidanceEntry]
  /// What each feature is multiplied by before distances are taken (features); nil where features are of a scale near 1.
  public var scale: [Float]?
  /// A radius that suits the recorded episodes, where one was worked out.
  public var naturalRadius: Double?

  /// Makes a table.
  public init(entries: [GuidanceEntry] = [], scale: [Float]? = nil, naturalRadius: Double? = nil) {
    self.entries = entries
    self.scale = scale
    self.naturalRadius = naturalRadius
  }
}
