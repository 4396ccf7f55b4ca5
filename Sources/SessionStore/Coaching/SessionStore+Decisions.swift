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
  /// The number of the step that it belongs to: what was decided in one go has the same; nil for those of earlier versions.
  public var step: Int?
  /// The step that it takes back, with the others of its own step.
  public var undoes: Int?
  /// The step that it does again.
  public var redoes: Int?
}

extension SessionStore {
  /// Adds decisions as one step, all of them or none. When this returns they are on the disk.
  ///
  /// - Parameter sense: whether they take the latest step back, or repeat the one that was taken back last; that step is
  ///   then named beside them.
  /// - Throws: `unknownSuggestion`, or `invalid` for an edited reward outside [-1, 1].
  public func decide(_ decisions: [Decision], sense: DecisionSense = .new, now: Double) throws {
    guard !decisions.isEmpty else { return }
    try write { database in
      let step = try Self.nextStep(database)
      var (undoes, redoes): (Int?, Int?)
      switch sense {
      case .new: break
      case .undo: undoes = try Self.trail(database).undoable.last?.number
      case .redo: redoes = try Self.trail(database).redoable.last?.number
      }
      for decision in decisions {
        try Self.requireSuggestion(decision.suggestion, database)
        if case .edited(_, let reward) = decision.verdict, !(-1...1).contains(reward) {
          throw SessionStoreError.invalid(
            what: "the edit of suggestion \(decision.suggestion)", reason: "a reward must be between -1 and 1")
        }
        try Self.insert(decision, step: step, undoes: undoes, redoes: redoes, time: now, database)
      }
    }
  }

  /// The number of a step that is to be added: that of its first decision.
  static func nextStep(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT coalesce(max(seq), 0) + 1 FROM decision") ?? 1
  }

  /// Adds a decision as part of a step, in the transaction of something else.
  static func insert(
    _ decision: Decision, step: Int, undoes: Int? = nil, redoes: Int? = nil, time: Double, _ database: Database
  ) throws {
    try Stored(DecisionRow(decision, time: time)).insert(database)
    let seq = Int(database.lastInsertedRowID)
    try Stored(StepRow(decision: seq, step: step, undoes: undoes, redoes: redoes)).insert(database)
    if let reason = decision.reason { try Stored(ReasonRow(decision: seq, reason: reason)).insert(database) }
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

  /// What was decided about one suggestion, oldest first.
  public func decisions(about suggestion: Int) throws -> [DecisionRecord] {
    try read { try Self.decisions($0, where: "suggestion = ?", [suggestion]) }
  }

  /// Every decision played through: what can be taken back and what repeated, whoever made it and when.
  public func decisionTrail() throws -> DecisionTrail {
    try read { try Self.trail($0) }
  }

  /// Decisions of earlier versions have no steps; those that were stored together have the same time and actor.
  private static func trail(_ database: Database) throws -> DecisionTrail {
    var trail = DecisionTrail()
    var records = try decisions(database)[...]
    while let first = records.first {
      let step = records.prefix { record in
        record.step == first.step && record.undoes == first.undoes && record.redoes == first.redoes
          && (first.step != nil || record.time == first.time && record.decision.actor == first.decision.actor)
      }
      trail.take(
        step.map(\.decision), number: first.step ?? first.seq,
        sense: first.undoes != nil ? .undo : first.redoes != nil ? .redo : .new)
      records = records.dropFirst(step.count)
    }
    return trail
  }

  static func decisions(
    _ database: Database, where condition: String = "1", _ arguments: StatementArguments = [],
    leavingOut leaveOut: LeaveOut? = nil
  ) throws -> [DecisionRecord] {
    let sql = """
      SELECT seq, suggestion, verdict, action, reward, actor, time, step, undoes, redoes, reason FROM decision
      LEFT JOIN decisionStep ON decisionStep.decision = decision.seq
      LEFT JOIN decisionReason ON decisionReason.decision = decision.seq WHERE \(condition) ORDER BY seq
      """
    var records: [DecisionRecord] = []
    try eachRow(database, sql: sql, arguments, in: DecisionRow.table, leavingOut: leaveOut) { row in
      let action = try row.decode(String?.self, atIndex: 3) == nil ? nil : try row.action(atIndex: 3)
      let verdict = try DecisionRow.verdict(
        try row.decode(String?.self, atIndex: 2), action, try row.decode(Double?.self, atIndex: 4))
      let decision = Decision(
        suggestion: try row.decode(Int.self, atIndex: 1), verdict: verdict,
        actor: try row.decode(String.self, atIndex: 5), reason: try row.decode(String?.self, atIndex: 10))
      records.append(
        DecisionRecord(
          seq: try row.decode(Int.self, atIndex: 0), time: try row.decode(Double.self, atIndex: 6), decision: decision,
          step: try row.decode(Int?.self, atIndex: 7), undoes: try row.decode(Int?.self, atIndex: 8),
          redoes: try row.decode(Int?.self, atIndex: 9)))
    }
    return records
  }
}

/// What a decision belongs to, as it is stored.
private struct StepRow: Tabled {
  static var table: String { "decisionStep" }
  var decision: Int
  var step: Int
  var undoes: Int?
  var redoes: Int?
}

/// Why something was decided, as it is stored.
private struct ReasonRow: Tabled {
  static var table: String { "decisionReason" }
  var decision: Int
  var reason: String
}

/// A decision as it is stored: the verdict's word, and beside it what an edit put in place.
struct DecisionRow: Tabled {
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

  /// The verdict of that word, with what an edit put in place.
  static func verdict(_ word: String?, _ action: Action?, _ reward: Double?) throws -> Verdict? {
    switch word {
    case nil: return nil
    case Verdict.accepted.name: return .accepted
    case Verdict.rejected.name: return .rejected
    case Verdict.skipped.name: return .skipped
    case "edited":
      if let action, let reward { return .edited(action: action, reward: reward) }
    default: break
    }
    throw unreadable("verdict", word ?? "")
  }
}
