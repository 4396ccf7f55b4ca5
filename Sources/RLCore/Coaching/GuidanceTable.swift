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

  /// Makes an entry.
  public init(
    suggestion: Int, features: [Float], row: [UInt8], key: String, action: Action, reward: Double, state: [UInt8]
  ) {
    self.suggestion = suggestion
    self.features = features
    self.row = row
    self.key = key
    self.action = action
    self.reward = reward
    self.state = state
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
