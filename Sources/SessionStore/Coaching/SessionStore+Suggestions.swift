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
        try database.execute(
          sql: """
            INSERT INTO suggestion (episode, step, action, reward, rationale, confidence, advisor, call, time)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            suggestion.episode, suggestion.step, try ActionText.text(suggestion.action), suggestion.reward,
            suggestion.rationale, suggestion.confidence, suggestion.advisor, suggestion.call, now,
          ])
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

  static func suggestions(_ database: Database) throws -> [Suggestion] {
    try Row.fetchAll(database, sql: "SELECT * FROM suggestion ORDER BY id").map { row in
      Suggestion(
        id: try row.value("id"), episode: try row.value("episode"), step: try row.value("step"),
        action: try row.action("action"), reward: try row.value("reward"), rationale: try row.value("rationale"),
        confidence: try row.value("confidence"), advisor: try row.value("advisor"), call: try row.optional("call"))
    }
  }

  /// Adds a measurement of a suggestion; the latest one counts and the earlier ones stay.
  ///
  /// - Throws: `unknownSuggestion`.
  public func setEvidence(_ evidence: Evidence, suggestion: Int, now: Double) throws {
    try write { database in
      try Self.requireSuggestion(suggestion, database)
      try database.execute(
        sql: """
          INSERT INTO evidence
            (suggestion, difference, low, high, rollouts, horizon, hold, environmentSteps, time)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          suggestion, evidence.difference, evidence.low, evidence.high, evidence.rollouts, evidence.horizon,
          evidence.hold, evidence.environmentSteps, now,
        ])
    }
  }

  /// The latest measurement of every suggestion that has one.
  public func evidence() throws -> [Int: Evidence] {
    try read { try Self.evidence($0) }
  }

  static func evidence(_ database: Database) throws -> [Int: Evidence] {
    var latest: [Int: Evidence] = [:]
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM evidence WHERE seq IN (SELECT max(seq) FROM evidence GROUP BY suggestion)")
    for row in rows {
      latest[try row.value("suggestion")] = Evidence(
        difference: try row.number("difference"), low: try row.number("low"), high: try row.number("high"),
        rollouts: try row.value("rollouts"), horizon: try row.value("horizon"), hold: try row.value("hold"),
        environmentSteps: try row.value("environmentSteps"))
    }
    return latest
  }

  /// Throws unless the suggestion is stored.
  static func requireSuggestion(_ id: Int, _ database: Database) throws {
    guard try Row.fetchOne(database, sql: "SELECT 1 FROM suggestion WHERE id = ?", arguments: [id]) != nil else {
      throw SessionStoreError.unknownSuggestion(id)
    }
  }
}
