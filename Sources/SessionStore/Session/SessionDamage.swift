import Foundation
import GRDB
import RLCore

/// Something of a session that cannot be read, or is not what was stored.
public struct SessionDamage: Sendable, Equatable, CustomStringConvertible {
  /// What it is, for instance `episode 3` or `checkpoint base-4096.safetensors`.
  public var what: String
  /// What is wrong with it.
  public var reason: String

  /// Both in one line.
  public var description: String { "\(what): \(reason)" }

  /// Names something damaged.
  public init(what: String, reason: String) {
    self.what = what
    self.reason = reason
  }
}

/// A row that cannot be read, by its table and key.
struct DamagedRow {
  var table: String
  var key: [(column: String, value: DatabaseValue)]
  var reason: String

  var damage: SessionDamage {
    SessionDamage(what: ([table] + key.map { "\($0.value)" }).joined(separator: " "), reason: reason)
  }
}

extension SessionStore {
  /// Reads a checkpoint as whoever plays it does; throws where that cannot be.
  public typealias CheckpointReading = (_ bytes: [UInt8]) throws -> Void

  /// Everything that is damaged: the schema and pages of the database, rows that cannot be read, checkpoints that are gone or are not the
  /// files that were stored. Nothing is changed.
  ///
  /// Complexity: everything in the session is read once.
  ///
  /// - Parameter reading: tries a checkpoint whose bytes are those that were stored.
  public func damage(reading: CheckpointReading = { _ in }) throws -> [SessionDamage] {
    let found = try read { database in
      try Self.damagedFile(database) + Self.damagedRows(database).map(\.damage)
    }
    return found + damagedCheckpoints(reading).map(\.damage)
  }

  /// What is wrong with the file as such: what it is to hold cannot be read there, or not as it was stored.
  static func damagedFile(_ database: Database) throws -> [SessionDamage] {
    var found: [SessionDamage] = []
    do { found = try Schema.damage(database) } catch {
      guard isUnreadable(error) else { throw error }
      found = [SessionDamage(what: "schema", reason: reason(error))]
    }
    return try found + damagedPages(database).map { SessionDamage(what: "database", reason: $0) }
  }

  /// What SQLite finds wrong with the file and with references between rows.
  static func damagedPages(_ database: Database) throws -> [String] {
    do {
      let found = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
        .flatMap { $0.split(whereSeparator: \.isNewline) }.map(String.init).filter { !$0.hasPrefix("***") }
      let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { row -> String in
        let (table, id, parent) = (row.stored("table"), row.stored("rowid"), row.stored("parent"))
        return "\(table) \(id) names a row of \(parent) that is not there"
      }
      return found + orphans
    } catch {
      guard isUnreadable(error) else { throw error }
      return [reason(error)]
    }
  }

  /// The first thing that SQLite finds wrong with the pages; nil where they are whole.
  ///
  /// Complexity: every page is read, and no index is compared with its table.
  func damagedPage() throws -> String? {
    try read { database in
      do {
        let found = try String.fetchAll(database, sql: "PRAGMA quick_check(1)").filter { $0 != "ok" }
        return found.first?.split(whereSeparator: \.isNewline).last.map(String.init)
      } catch {
        guard Self.isUnreadable(error) else { throw error }
        return Self.reason(error)
      }
    }
  }

  /// The rows that cannot be read.
  static func damagedRows(_ database: Database) throws -> [DamagedRow] {
    var damaged: [DamagedRow] = []
    for (table, check) in checks {
      let columns = try Schema.table(table).keys
      do {
        let sql = "SELECT * FROM \(table) ORDER BY \(columns.joined(separator: ", "))"
        let rows = try Row.fetchCursor(database, sql: sql)
        while let row = try rows.next() {
          do { try check(row, database) } catch {
            guard isUnreadable(error) else { throw error }
            let key = columns.map { (column: $0, value: row.stored($0)) }
            damaged.append(DamagedRow(table: table, key: key, reason: reason(error)))
          }
        }
      } catch {
        guard isUnreadable(error) else { throw error }
        damaged.append(DamagedRow(table: table, key: [], reason: "the rest cannot be read: \(reason(error))"))
      }
    }
    return damaged
  }

  private typealias RowCheck = @Sendable (Row, Database) throws -> Void

  /// How rows of each table are read.
  private static let checks: [(table: String, check: RowCheck)] = [
    ("session", { row, _ in _ = try Stored<SessionRow>(row: row) }),
    ("memory", { row, _ in try json(row, "json") }),
    ("run", { row, _ in _ = try Stored<Run>(row: row) }),
    ("checkpoint", { row, _ in _ = try Stored<CheckpointRecord>(row: row) }),
    ("runBranch", { row, _ in _ = try Stored<Branch>(row: row) }),
    ("runCharge", { row, _ in _ = try Stored<RunCharge>(row: row) }),
    ("metric", { row, _ in _ = try Stored<MetricRecord>(row: row) }),
    (
      "event",
      { row, _ in
        _ = try Stored<EventRecord>(row: row)
        try json(row, "json")
      }
    ),
    ("stepsSpent", { row, _ in _ = try Stored<LedgerEntry>(row: row) }),
    ("resource", { row, _ in _ = try Stored<ResourceRow>(row: row).value.resource }),
    ("episode", { row, database in _ = try episode(row.decode(forColumn: "id"), database) }),
    ("asked", { row, _ in _ = try Stored<AskedRow>(row: row) }),
    ("advisorCall", { row, database in _ = try calls(database, rest: "WHERE id = ?", [row.stored("id")]) }),
    ("replyIssue", { row, _ in _ = try Stored<ReplyIssue>(row: row) }),
    ("suggestion", { row, _ in _ = try Stored<SuggestionRow>(row: row) }),
    ("evidence", { row, database in _ = try evidence(database, where: "seq = ?", [row.stored("seq")]) }),
    ("decision", { row, database in _ = try decisions(database, where: "seq = ?", [row.stored("seq")]) }),
    ("evaluation", { row, _ in _ = try Stored<Evaluation>(row: row) }),
  ]

  private static func json(_ row: Row, _ column: String) throws {
    let text = try row.decode(String.self, forColumn: column)
    guard (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil else {
      throw unreadable(column, text)
    }
  }

  /// A checkpoint that a run refers to and cannot be used.
  struct DamagedCheckpoint {
    var run: RunName
    var file: String
    /// The run goes on from it.
    var isLatest = true
    var reason: String

    var damage: SessionDamage {
      SessionDamage(what: "checkpoint \(file) of run \(run)", reason: reason)
    }
  }

  /// Checkpoints that are gone, are not the files that were stored, or cannot be read as checkpoints.
  func damagedCheckpoints(_ reading: CheckpointReading = { _ in }) -> [DamagedCheckpoint] {
    let runs =
      (try? read { database in
        try Self.rows(Run.self, database, sql: "SELECT * FROM run ORDER BY id", leavingOut: { _ in }) { $0 }
      }) ?? []
    let latest = runs.compactMap { run -> DamagedCheckpoint? in
      guard let file = run.checkpoint else { return nil }
      guard let bytes = FileManager.default.contents(atPath: checkpointDirectory + "/" + file) else {
        return DamagedCheckpoint(run: run.name, file: file, reason: "the file is gone or cannot be read")
      }
      if let digest = run.digest, sha256Hex([UInt8](bytes)) != digest {
        return DamagedCheckpoint(run: run.name, file: file, reason: "its SHA-256 is not the one that was stored")
      }
      do { try reading([UInt8](bytes)) } catch {
        return DamagedCheckpoint(run: run.name, file: file, reason: "\(error)")
      }
      return nil
    }
    return latest + damagedEarlier(than: Set(runs.compactMap(\.checkpoint)))
  }

  /// Earlier checkpoints that are not the files that were stored. One that is gone is missed by nobody.
  private func damagedEarlier(than latest: Set<String>) -> [DamagedCheckpoint] {
    let records =
      (try? read { database in
        try Self.rows(
          CheckpointRecord.self, database, sql: "SELECT * FROM checkpoint ORDER BY file", leavingOut: { _ in }
        ) { $0 }
      }) ?? []
    return records.compactMap { record in
      guard !latest.contains(record.file),
        let bytes = FileManager.default.contents(atPath: checkpointDirectory + "/" + record.file),
        sha256Hex([UInt8](bytes)) != record.digest
      else { return nil }
      return DamagedCheckpoint(
        run: record.run, file: record.file, isLatest: false, reason: "its SHA-256 is not the one that was stored")
    }
  }
}
