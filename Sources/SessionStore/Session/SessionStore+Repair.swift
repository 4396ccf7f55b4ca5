import Foundation
import GRDB
import RLCore

/// What a repair did.
public struct SessionRepair: Sendable, Equatable {
  /// The copy of the session as it was, whole; a session itself.
  public var copy: String
  /// What was taken out of the session, which the copy still has.
  public var setAside: [SessionDamage]
  /// What is damaged all the same.
  public var left: [SessionDamage]
  /// Whether the database was made anew, from what its pages let through; those of the copy may hold more.
  public var isRebuilt = false
}

extension SessionStore {
  /// Repairs the session in `path`, also where it cannot be opened. Where the database itself is damaged it is made anew from
  /// what can be read of it.
  ///
  /// - Parameter reading: tries a checkpoint whose bytes are those that were stored.
  /// - Returns: nil where nothing is damaged.
  /// - Throws: as `open` and `repair`; `corrupt` where no session can be made of what can be read. The session is then as
  ///   it was.
  public static func repair(
    path: String, now: Double, reading: CheckpointReading = { _ in }
  ) throws -> SessionRepair? {
    do {
      let store = try open(path: path)
      defer { store.close() }
      if let reason = store.readOnlyReason { throw SessionStoreError.readOnly(path: store.info.path, reason: reason) }
      if try store.read(damagedFile).isEmpty { return try store.repair(now: now, reading: reading) }
    } catch let error as SessionStoreError {
      guard isUnreadable(error) else { throw error }
    }
    let rebuilt = try rebuild(SessionFiles(path))
    let store = try open(path: path)
    defer { store.close() }
    let rest = try store.repair(now: now, reading: reading, copy: rebuilt.copy)
    return SessionRepair(
      copy: rebuilt.copy, setAside: rebuilt.lost + (rest?.setAside ?? []), left: rest?.left ?? [], isRebuilt: true)
  }

  /// Copies the session as it is into a directory in it, then takes out what cannot be read, with what depends on it: an
  /// episode's suggestions, and their evidence and decisions. A run whose checkpoint is damaged goes on from the
  /// one before where that was kept, and begins anew otherwise.
  ///
  /// The handle has to be the one that writes. Calls that a suggestion names are let go of without the suggestion.
  ///
  /// - Parameters:
  ///   - reading: tries a checkpoint whose bytes are those that were stored.
  ///   - copy: a copy that was made already.
  /// - Returns: nil where nothing is damaged; then nothing is changed or copied either.
  /// - Throws: `readOnly`, or `cannotWrite` where the copy cannot be made; the session is then as it was.
  public func repair(
    now: Double, reading: CheckpointReading = { _ in }, copy: String? = nil
  ) throws -> SessionRepair? {
    if let readOnlyReason { throw SessionStoreError.readOnly(path: info.path, reason: readOnlyReason) }
    let before = try damage(reading: reading)
    guard !before.isEmpty else { return nil }
    let copy = try copy ?? files.copy()
    var setAside = try write { database -> [SessionDamage] in
      let triggers = try Self.dropTriggers(database)
      var setAside: [SessionDamage] = []
      for row in try Self.damagedRows(database) where row.isRemovable {
        setAside.append(row.damage)
        setAside += try Self.remove(row, database)
      }
      for trigger in triggers { try database.execute(sql: trigger) }
      return setAside
    }
    let damaged = damagedCheckpoints(reading)
    let lost = Set(damaged.map(\.file))
    for checkpoint in damaged {
      let earlier = try checkpoints(of: checkpoint.run).last { !lost.contains($0.file) }
      try write { database in
        try database.execute(sql: "DELETE FROM checkpoint WHERE file = ?", arguments: [checkpoint.file])
        guard checkpoint.isLatest else { return }
        try database.execute(
          sql: """
            UPDATE run SET checkpoint = ?, digest = ?, step = ?, state = 'running', updatedAt = ? WHERE name = ?
            """,
          arguments: [earlier?.file, earlier?.digest, earlier?.step ?? 0, now, checkpoint.run.rawValue])
      }
      // The copy has it.
      try? FileManager.default.removeItem(atPath: checkpointDirectory + "/" + checkpoint.file)
      setAside.append(checkpoint.damage)
    }
    if try !read(Self.damagedPages).isEmpty { try? write { try $0.execute(sql: "REINDEX") } }
    return SessionRepair(copy: copy, setAside: setAside, left: try damage(reading: reading))
  }

  /// Lets rows that never change be taken out; the statements put the triggers back.
  static func dropTriggers(_ database: Database) throws -> [String] {
    let triggers = try Schema.entries().filter { $0.type == "trigger" }
    for trigger in triggers { try database.execute(sql: "DROP TRIGGER IF EXISTS \(trigger.name)") }
    return triggers.map(\.sql)
  }

  /// Takes a row out, and what cannot be without it; gives the latter.
  static func remove(_ row: DamagedRow, _ database: Database) throws -> [SessionDamage] {
    var others: [SessionDamage] = []
    let id = row.key.first?.value ?? .null
    func removeAll(_ table: String, _ key: String, where condition: String, _ value: DatabaseValue) throws {
      let keys = try DatabaseValue.fetchAll(
        database, sql: "SELECT \(key) FROM \(table) WHERE \(condition)", arguments: [value])
      others += keys.map { SessionDamage(what: "\(table) \($0)", reason: "it is about \(row.damage.what)") }
      try database.execute(sql: "DELETE FROM \(table) WHERE \(condition)", arguments: [value])
    }
    // What stands beside evidence and decisions goes with them.
    func removeBeside(_ condition: String) throws {
      for (table, column, owner) in [
        ("evidenceAction", "evidence", "evidence"), ("evidencePolicy", "evidence", "evidence"),
        ("evidenceConfirmation", "evidence", "evidence"),
        ("decisionStep", "decision", "decision"), ("decisionReason", "decision", "decision"),
      ] {
        try database.execute(
          sql: "DELETE FROM \(table) WHERE \(column) IN (SELECT seq FROM \(owner) WHERE \(condition))", arguments: [id])
      }
    }
    switch row.table {
    case "episode":
      let about = "suggestion IN (SELECT id FROM suggestion WHERE episode = ?)"
      try removeBeside(about)
      try removeAll("evidence", "seq", where: about, id)
      try removeAll("decision", "seq", where: about, id)
      for table in ["suggestionJudgement", "suggestionSequence", "suggestionRecorded"] {
        try database.execute(sql: "DELETE FROM \(table) WHERE \(about)", arguments: [id])
      }
      try removeAll("suggestion", "id", where: "episode = ?", id)
      try database.execute(sql: "DELETE FROM asked WHERE episode = ?", arguments: [id])
      try database.execute(sql: "DELETE FROM episodeDigest WHERE episode = ?", arguments: [id])
    case "suggestion":
      try removeBeside("suggestion = ?")
      try removeAll("evidence", "seq", where: "suggestion = ?", id)
      try removeAll("decision", "seq", where: "suggestion = ?", id)
      for table in ["suggestionJudgement", "suggestionSequence", "suggestionRecorded"] {
        try database.execute(sql: "DELETE FROM \(table) WHERE suggestion = ?", arguments: [id])
      }
    case "evidence":
      for table in ["evidenceAction", "evidencePolicy", "evidenceConfirmation"] {
        try database.execute(sql: "DELETE FROM \(table) WHERE evidence = ?", arguments: [id])
      }
    case "decision":
      for table in ["decisionStep", "decisionReason"] {
        try database.execute(sql: "DELETE FROM \(table) WHERE decision = ?", arguments: [id])
      }
    case "advisorCall":
      try database.execute(sql: "UPDATE suggestion SET call = NULL WHERE call = ?", arguments: [id])
      try database.execute(sql: "DELETE FROM replyIssue WHERE call = ?", arguments: [id])
      try database.execute(sql: "DELETE FROM callDetail WHERE call = ?", arguments: [id])
    default: break
    }
    let condition = row.key.map { "\($0.column) = ?" }.joined(separator: " AND ")
    try database.execute(
      sql: "DELETE FROM \(row.table) WHERE \(condition)", arguments: StatementArguments(row.key.map(\.value)))
    return others
  }
}

extension DamagedRow {
  /// Whether the session is still one without it: its description and what it keeps of its task are not to be had anew.
  fileprivate var isRemovable: Bool { !key.isEmpty && !["session", "resource"].contains(table) }
}
