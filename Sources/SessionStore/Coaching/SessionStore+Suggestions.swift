import GRDB
public import RLCore

extension SessionStore {
  /// Stores suggestions in one transaction and numbers them; they never change afterwards.
  ///
  /// - Returns: the same suggestions with their numbers.
  /// - Throws: `invalid` for a reward outside [-1, 1] or a confidence outside [0, 1], `unknownCall`.
  public func addSuggestions(_ suggestions: [Suggestion], now: Double) throws -> [Suggestion] {
    for suggestion in suggestions {
      guard (-1...1).contains(suggestion.reward), (0...1).contains(suggestion.confidence) else {
        throw SessionStoreError.invalid(
          what: "the suggestion for step \(suggestion.step) of episode \(suggestion.episode)",
          reason: "its reward \(suggestion.reward) or confidence \(suggestion.confidence) is out of bounds; "
            + "bound them when the reply is read")
      }
    }
    return try write { database in
      try suggestions.map { suggestion in
        if let call = suggestion.call { try Self.requireCall(call, database) }
        try Stored(SuggestionRow(suggestion, time: now)).insert(database)
        var stored = suggestion
        stored.id = Int(database.lastInsertedRowID)
        return stored
      }
    }
  }

  /// Every suggestion, by number.
  public func suggestions() throws -> [Suggestion] {
    try read { try Self.suggestions($0) }
  }

  /// The suggestions with a number above `id`, by number.
  public func suggestions(after id: Int) throws -> [Suggestion] {
    try read { try Self.suggestions($0, where: "id > ?", [id]) }
  }

  /// The suggestions about one episode, by number.
  public func suggestions(episode: Int) throws -> [Suggestion] {
    try read { try Self.suggestions($0, where: "episode = ?", [episode]) }
  }

  /// The suggestion with that number, or nil.
  public func suggestion(_ id: Int) throws -> Suggestion? {
    try read { try Self.suggestions($0, where: "id = ?", [id]).first }
  }

  static func suggestions(
    _ database: Database, where condition: String = "1", _ arguments: StatementArguments = []
  ) throws -> [Suggestion] {
    try Stored<SuggestionRow>.fetchAll(
      database, sql: "SELECT * FROM suggestion WHERE \(condition) ORDER BY id", arguments: arguments
    ).map(\.value.suggestion)
  }

  /// Adds a measurement of a suggestion; the latest one counts and the earlier ones stay.
  ///
  /// - Throws: `unknownSuggestion`.
  public func setEvidence(_ evidence: Evidence, suggestion: Int, now: Double) throws {
    try write { database in
      try Self.requireSuggestion(suggestion, database)
      try Stored(EvidenceRow(evidence, suggestion: suggestion, time: now)).insert(database)
    }
  }

  /// The latest measurement of every suggestion that has one.
  public func evidence() throws -> [Int: Evidence] {
    try read { try Self.evidence($0) }
  }

  /// The measurements that were stored after number `seq`, oldest first.
  func evidence(after seq: Int) throws -> [(seq: Int, suggestion: Int, evidence: Evidence)] {
    try read { database in
      try Stored<EvidenceRow>.fetchAll(
        database, sql: "SELECT * FROM evidence WHERE seq > ? ORDER BY seq", arguments: [seq]
      ).map { ($0.value.seq ?? 0, $0.value.suggestion, $0.value.evidence) }
    }
  }

  static func evidence(_ database: Database) throws -> [Int: Evidence] {
    let rows = try Stored<EvidenceRow>.fetchAll(
      database, sql: "SELECT * FROM evidence WHERE seq IN (SELECT max(seq) FROM evidence GROUP BY suggestion)")
    return Dictionary(rows.map { ($0.value.suggestion, $0.value.evidence) }, uniquingKeysWith: { $1 })
  }

  /// Throws unless the suggestion is stored.
  static func requireSuggestion(_ id: Int, _ database: Database) throws {
    guard try Row.fetchOne(database, sql: "SELECT 1 FROM suggestion WHERE id = ?", arguments: [id]) != nil else {
      throw SessionStoreError.unknownSuggestion(id)
    }
  }
}

/// A suggestion as it is stored.
private struct SuggestionRow: Tabled {
  static var table: String { "suggestion" }

  var id: Int?
  var episode: Int
  var step: Int
  @StoredAction var action: Action
  var reward: Double
  var rationale: String
  var confidence: Double
  var advisor: String
  var call: Int?
  var time: Double

  init(_ suggestion: Suggestion, time: Double) {
    episode = suggestion.episode
    step = suggestion.step
    action = suggestion.action
    reward = suggestion.reward
    rationale = suggestion.rationale
    confidence = suggestion.confidence
    advisor = suggestion.advisor
    call = suggestion.call
    self.time = time
  }

  var suggestion: Suggestion {
    Suggestion(
      id: id ?? 0, episode: episode, step: step, action: action, reward: reward, rationale: rationale,
      confidence: confidence, advisor: advisor, call: call)
  }
}

/// A measurement as it is stored.
private struct EvidenceRow: Tabled {
  static var table: String { "evidence" }

  var seq: Int?
  var suggestion: Int
  @StoredNumber var difference: Double
  @StoredNumber var low: Double
  @StoredNumber var high: Double
  var rollouts: Int
  var horizon: Int
  var hold: Int
  var environmentSteps: Int
  var time: Double

  init(_ evidence: Evidence, suggestion: Int, time: Double) {
    self.suggestion = suggestion
    difference = evidence.difference
    low = evidence.low
    high = evidence.high
    rollouts = evidence.rollouts
    horizon = evidence.horizon
    hold = evidence.hold
    environmentSteps = evidence.environmentSteps
    self.time = time
  }

  var evidence: Evidence {
    Evidence(
      difference: difference, low: low, high: high, rollouts: rollouts, horizon: horizon, hold: hold,
      environmentSteps: environmentSteps)
  }
}
