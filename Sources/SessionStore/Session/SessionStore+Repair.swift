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
}

extension SessionStore {
  /// Copies the session as it is into a directory in it, then takes out what cannot be read, with what depends on it: an
  /// episode's suggestions, and their evidence and decisions. A run whose checkpoint is damaged begins anew.
  ///
  /// The handle has to be the one that writes. Calls that a suggestion names are let go of without the suggestion.
  ///
  /// - Returns: nil where nothing is damaged; then nothing is changed or copied either.
  /// - Throws: `readOnly`, or `cannotWrite` where the copy cannot be made; the session is then as it was.
  public func repair(now: Double) throws -> SessionRepair? {
    if let readOnlyReason { throw SessionStoreError.readOnly(path: info.path, reason: readOnlyReason) }
    let before = try damage()
    guard !before.isEmpty else { return nil }
    let copy = try copyOfFiles()
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
    for checkpoint in damagedCheckpoints() {
      try write { database in
        try database.execute(
          sql: """
            UPDATE run SET checkpoint = NULL, digest = NULL, step = 0, state = 'running', updatedAt = ? WHERE name = ?
            """,
          arguments: [now, checkpoint.run.rawValue])
      }
      // The copy has it.
      try? FileManager.default.removeItem(atPath: checkpointDirectory + "/" + checkpoint.file)
      setAside.append(checkpoint.damage)
    }
    if try !read(Self.damagedPages).isEmpty { try? write { try $0.execute(sql: "REINDEX") } }
    return SessionRepair(copy: copy, setAside: setAside, left: try damage())
  }

  /// Copies everything but earlier copies; where that fails, what was copied is removed.
  private func copyOfFiles() throws -> String {
    let files = FileManager.default
    var number = 1
    func place(_ number: Int) -> String { info.path + "/before-repair-\(number)" }
    while files.fileExists(atPath: place(number)) { number += 1 }
    let copy = place(number)
    do {
      try files.createDirectory(atPath: copy, withIntermediateDirectories: false)
      for name in try files.contentsOfDirectory(atPath: info.path)
      where !name.hasPrefix("before-repair-") && name != "session.lock" && !name.hasSuffix("-shm") {
        try files.copyItem(atPath: info.path + "/" + name, toPath: copy + "/" + name)
      }
    } catch {
      try? files.removeItem(atPath: copy)
      throw SessionStoreError.cannotWrite(path: copy, reason: (error as NSError).localizedDescription)
    }
    return copy
  }

  /// Lets rows that never change be taken out; the statements put the triggers back.
  private static func dropTriggers(_ database: Database) throws -> [String] {
    let rows = try Row.fetchAll(database, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    for row in rows { try database.execute(sql: "DROP TRIGGER \(row["name"] as String)") }
    return rows.map { $0["sql"] as String }
  }

  /// Takes a row out, and what cannot be without it; gives the latter.
  private static func remove(_ row: DamagedRow, _ database: Database) throws -> [SessionDamage] {
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
        ("evidenceAction", "evidence", "evidence"), ("decisionStep", "decision", "decision"),
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
      try removeAll("suggestion", "id", where: "episode = ?", id)
      try database.execute(sql: "DELETE FROM asked WHERE episode = ?", arguments: [id])
      try database.execute(sql: "DELETE FROM episodeDigest WHERE episode = ?", arguments: [id])
    case "suggestion":
      try removeBeside("suggestion = ?")
      try removeAll("evidence", "seq", where: "suggestion = ?", id)
      try removeAll("decision", "seq", where: "suggestion = ?", id)
    case "evidence":
      try database.execute(sql: "DELETE FROM evidenceAction WHERE evidence = ?", arguments: [id])
    case "decision":
      try database.execute(sql: "DELETE FROM decisionStep WHERE decision = ?", arguments: [id])
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
