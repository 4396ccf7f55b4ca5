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
        if case .edited(_, let reward) = decision.verdict, !(-1...1).contains(reward) {
          throw SessionStoreError.invalid(
            what: "the edit of suggestion \(decision.suggestion)", reason: "a reward must be between -1 and 1")
        }
        try Stored(DecisionRow(decision, time: now)).insert(database)
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

  /// The decisions after number `seq`, oldest first.
  public func decisions(after seq: Int) throws -> [DecisionRecord] {
    try read { try Self.decisions($0, where: "seq > ?", [seq]) }
  }

  static func decisions(
    _ database: Database, where condition: String = "1", _ arguments: StatementArguments = []
  ) throws -> [DecisionRecord] {
    try Stored<DecisionRow>.fetchAll(
      database, sql: "SELECT * FROM decision WHERE \(condition) ORDER BY seq", arguments: arguments
    ).map { try $0.value.record }
  }
}

/// A decision as it is stored: the verdict's word, and beside it what an edit put in place.
private struct DecisionRow: Tabled {
  static var table: String { "decision" }

  var seq: Int?
  var suggestion: Int
  var verdict: String?
  var action: StoredAction?
  var reward: Double?
  var actor: String
  var time: Double

  init(_ decision: Decision, time: Double) {
    suggestion = decision.suggestion
    verdict = decision.verdict?.name
    if case .edited(let action, let reward) = decision.verdict {
      self.action = StoredAction(wrappedValue: action)
      self.reward = reward
    }
    actor = decision.actor
    self.time = time
  }

  var record: DecisionRecord {
    get throws {
      let decision = Decision(suggestion: suggestion, verdict: try read(), actor: actor)
      return DecisionRecord(seq: seq ?? 0, time: time, decision: decision)
    }
  }

  private func read() throws -> Verdict? {
    switch verdict {
    case nil: return nil
    case Verdict.accepted.name: return .accepted
    case Verdict.rejected.name: return .rejected
    case Verdict.skipped.name: return .skipped
    case "edited":
      if let action, let reward { return .edited(action: action.wrappedValue, reward: reward) }
    default: break
    }
    throw unreadable("verdict", verdict ?? "")
  }
}
