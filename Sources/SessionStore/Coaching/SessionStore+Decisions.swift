import GRDB
public import RLCore

/// One stored decision.
public struct DecisionRecord: Sendable, Equatable, Codable {
  /// The decision's number in the session, from 1.
  public var seq: Int
  /// When it was made, in seconds since 1970.
  public var time: Double
  /// The decision.
  public var decision: Decision
}

extension SessionStore {
  /// Adds decisions, all of them or none. When this returns they are on the disk.
  ///
  /// - Throws: `unknownSuggestion`, or `invalid` for an edited reward outside [-1, 1].
  public func decide(_ decisions: [Decision], now: Double) throws {
    guard !decisions.isEmpty else { return }
    try write { database in
      for decision in decisions {
        try Self.requireSuggestion(decision.suggestion, database)
        var action: String?
        var reward: Double?
        if case .edited(let editedAction, let editedReward) = decision.verdict {
          guard (-1...1).contains(editedReward) else {
            throw SessionStoreError.invalid(
              what: "the edit of suggestion \(decision.suggestion)", reason: "a reward must be between -1 and 1")
          }
          action = try ActionText.text(editedAction)
          reward = editedReward
        }
        try database.execute(
          sql: "INSERT INTO decision (suggestion, verdict, action, reward, actor, time) VALUES (?, ?, ?, ?, ?, ?)",
          arguments: [decision.suggestion, decision.verdict?.name, action, reward, decision.actor, now])
      }
    }
  }

  /// Every decision, oldest first, those that were taken back included.
  public func decisions() throws -> [DecisionRecord] {
    try read { try Self.decisions($0) }
  }

  /// The last decision of every suggestion; one whose last decision took the verdict back is pending and left out.
  public func currentVerdicts() throws -> [Int: Verdict] {
    try read { database in
      var verdicts: [Int: Verdict] = [:]
      for record in try Self.decisions(
        database, where: "seq IN (SELECT max(seq) FROM decision GROUP BY suggestion)")
      {
        verdicts[record.decision.suggestion] = record.decision.verdict
      }
      return verdicts
    }
  }

  static func decisions(_ database: Database, where condition: String = "1") throws -> [DecisionRecord] {
    try Row.fetchAll(database, sql: "SELECT * FROM decision WHERE \(condition) ORDER BY seq").map { row in
      let decision = Decision(
        suggestion: try row.value("suggestion"), verdict: try Self.verdict(row), actor: try row.value("actor"))
      return DecisionRecord(seq: try row.value("seq"), time: try row.value("time"), decision: decision)
    }
  }

  private static func verdict(_ row: Row) throws -> Verdict? {
    guard let name: String = try row.optional("verdict") else { return nil }
    switch name {
    case Verdict.accepted.name: return .accepted
    case Verdict.rejected.name: return .rejected
    case Verdict.skipped.name: return .skipped
    case "edited": return .edited(action: try row.action("action"), reward: try row.value("reward"))
    default: throw Row.unreadable("verdict", name)
    }
  }
}
