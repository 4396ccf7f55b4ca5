import Foundation
import GRDB
import Glibc

extension SessionStore {
  /// Copies a session, then puts in the place of its database a fresh one that holds what can be read of it: definitions
  /// become those of the migrations, and every row counts that SQLite comes to and that can be stored.
  ///
  /// - Returns: the copy, and what the fresh database lacks.
  /// - Throws: `readOnly`, `cannotWrite`, or `corrupt` where no session can be made of it; it is then as it was.
  static func rebuild(_ files: SessionFiles) throws -> (copy: String, lost: [SessionDamage]) {
    let lock: FileLock
    switch FileLock.acquire(at: files.lock) {
    case .held(let held): lock = held
    case .busy(let holder):
      throw SessionStoreError.readOnly(path: files.path, reason: "\(holder) has it open")
    case .unavailable(let reason):
      throw SessionStoreError.readOnly(path: files.path, reason: "it cannot be locked (\(reason))")
    }
    defer { lock.release() }
    let copy = try files.copy()
    do {
      files.remove(files.unfinishedDatabase)
      files.remove(files.damagedDatabase)
      defer {
        files.remove(files.unfinishedDatabase)
        files.remove(files.damagedDatabase)
      }
      for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: files.database + suffix) {
        try FileManager.default.copyItem(atPath: files.database + suffix, toPath: files.damagedDatabase + suffix)
      }
      var lost = try damagedFile(files.damagedDatabase)
      mendSchema(files.damagedDatabase)
      let source = try Connection.open(files.damagedDatabase, .rescuing)
      try Connection.make(files.unfinishedDatabase) { target in
        lost += try transfer(source, to: target)
        guard try Row.fetchOne(target, sql: "SELECT 1 FROM session") != nil else {
          throw SessionStoreError.corrupt(
            path: files.database, reason: "its description cannot be read, so no session can be made of the rest")
        }
      }
      // The copy has the log; left here, it would be replayed into the fresh database.
      files.removeLogs(of: files.database)
      guard rename(files.unfinishedDatabase, files.database) == 0 else {
        throw SessionStoreError.cannotWrite(path: files.database, reason: "rename: \(systemReason(errno))")
      }
      try AtomicFile.sync(files.path)
      return (copy, lost)
    } catch {
      try? FileManager.default.removeItem(atPath: copy)
      throw SessionStoreError.translated(error, path: files.database)
    }
  }

  private static func damagedFile(_ file: String) throws -> [SessionDamage] {
    let queue = try Connection.open(file, .rescuing)
    defer { try? queue.close() }
    return try read(queue, damagedFile)
  }

  /// Gives tables the definitions that they had. What cannot be mended is left out later.
  private static func mendSchema(_ file: String) {
    guard let queue = try? Connection.open(file, .mending) else { return }
    try? queue.write { database in
      for entry in try Schema.entries() where entry.type == "table" {
        let sql = "UPDATE sqlite_master SET sql = ?1 WHERE name = ?2 AND sql IS NOT ?1"
        try database.execute(sql: sql, arguments: [entry.sql, entry.name])
      }
    }
    try? queue.close()
  }

  /// Stores every row of `source` that can be read, parents first, and gives the others.
  private static func transfer(_ source: DatabaseQueue, to target: Database) throws -> [SessionDamage] {
    var lost: [SessionDamage] = []
    var incomplete: Set<String> = []
    try read(source) { database in
      for table in try Schema.tables() {
        let store = try storing(in: table, target)
        let leaveOut: LeaveOut = { what in
          incomplete.insert(table.name)
          let parts = what.split(separator: ": ", maxSplits: 1).map(String.init)
          lost.append(SessionDamage(what: parts.first ?? table.name, reason: parts.dropFirst().first ?? ""))
        }
        do {
          let sql = "SELECT * FROM \(table.name) ORDER BY \(table.key)"
          try eachRow(database, sql: sql, in: table.name, leavingOut: leaveOut, store)
        } catch {
          guard isUnreadable(error) else { throw error }
          leaveOut("\(table.name): \(reason(error))")
        }
      }
    }
    return lost + (try removeWhatDepends(on: incomplete, target))
  }

  /// How a row is stored. What cannot be was never stored: it is what damage made of a row, or it names one that is lost.
  static func storing(in table: Schema.Table, _ target: Database) throws -> (Row) throws -> Void {
    let columns = table.columns
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    let insert = try target.makeStatement(
      sql: "INSERT INTO \(table.name) (\(columns.joined(separator: ", "))) VALUES (\(marks))")
    return { row in
      var values = columns.map(row.stored)
      do {
        // A suggestion is one without its call too.
        if table.name == "suggestion", let place = columns.firstIndex(of: "call"), !values[place].isNull {
          let call = try Row.fetchOne(target, sql: "SELECT 1 FROM advisorCall WHERE id = ?", arguments: [values[place]])
          if call == nil { values[place] = .null }
        }
        try insert.execute(arguments: StatementArguments(values))
      } catch let error as DatabaseError where [.SQLITE_CONSTRAINT, .SQLITE_MISMATCH].contains(error.resultCode) {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: error.message)
      }
    }
  }

  /// Takes out what would mean something else without what is lost.
  private static func removeWhatDepends(on incomplete: Set<String>, _ target: Database) throws -> [SessionDamage] {
    var removed: [SessionDamage] = []
    if incomplete.contains("episode") {
      let orphans = "SELECT id FROM suggestion WHERE episode NOT IN (SELECT id FROM episode)"
      removed += try remove("suggestion", orphans, "its episode is lost", target)
    }
    if incomplete.contains("evidenceAction") {
      let doubtful = """
        SELECT seq FROM evidence WHERE seq NOT IN (SELECT evidence FROM evidenceAction)
        AND suggestion IN (SELECT suggestion FROM decision WHERE verdict = 'edited')
        """
      removed += try remove("evidence", doubtful, "which action was measured is lost", target)
    }
    return removed
  }

  private static func remove(
    _ table: String, _ query: String, _ reason: String, _ database: Database
  ) throws -> [SessionDamage] {
    let keys = try DatabaseValue.fetchAll(database, sql: query)
    guard !keys.isEmpty else { return [] }
    let triggers = try dropTriggers(database)
    var removed: [SessionDamage] = []
    for key in keys {
      let column = table == "suggestion" ? "id" : "seq"
      let row = DamagedRow(table: table, key: [(column: column, value: key)], reason: reason)
      removed.append(row.damage)
      removed += try remove(row, database)
    }
    for trigger in triggers { try database.execute(sql: trigger) }
    return removed
  }
}
