import Foundation
import GRDB
import Glibc

/// Opens a session's database file and checks that it is one that this version can use.
enum Connection {
  /// How a file is opened.
  enum Access {
    /// Reading and writing.
    case writing
    /// Reading beside a writer that may be at work.
    case reading
    /// Reading a file that nothing else has open; works where not even the shared-memory file can be made.
    case readingAlone
    /// Reading what can be read, whatever definitions of the schema cannot.
    case rescuing
    /// The same, and mending those definitions.
    case mending
  }

  /// Opens `file`.
  static func open(_ file: String, _ access: Access) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "session"
    configuration.readonly = access != .writing && access != .mending
    // A reader in another process may hold a checkpoint up for a moment.
    configuration.busyMode = .timeout(5)
    // What is defined by a text that SQLite does not understand is then missing, and the rest is there.
    if access == .rescuing || access == .mending {
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA writable_schema = ON") }
    }
    // SQLite would create a missing file, and that file would then look like a damaged session.
    guard access == .writing || FileManager.default.fileExists(atPath: file) else {
      throw DatabaseError(resultCode: .SQLITE_CANTOPEN, message: "there is no such file")
    }
    return try DatabaseQueue(path: access == .readingAlone ? immutableURI(file) : file, configuration: configuration)
  }

  /// Makes a new database with every migration applied and whatever `fill` adds; it is on the disk when this returns.
  static func make(_ file: String, fill: (Database) throws -> Void) throws {
    let queue = try open(file, .writing)
    // A file that nobody knows of yet needs no journal: a crash leaves it to be removed. It is synced once, at the end.
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA synchronous = OFF")
      try database.execute(sql: "PRAGMA application_id = \(Migrations.applicationID)")
    }
    try Migrations.migrator.migrate(queue)
    try queue.write(fill)
    try queue.writeWithoutTransaction { _ = try String.fetchOne($0, sql: "PRAGMA journal_mode = WAL") }
    try queue.close()
    try AtomicFile.sync(file)
  }

  /// Makes writes durable: the log ahead of the file, and every commit on the disk before it counts.
  ///
  /// FULL costs one sync of the log per transaction, a few milliseconds. Training does not wait for it, the rows of an
  /// update arrive in one batch, and a decision then survives a power cut, which NORMAL does not promise.
  static func makeDurable(_ queue: DatabaseQueue) throws {
    try queue.writeWithoutTransaction { database in
      _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
      try database.execute(sql: "PRAGMA synchronous = FULL")
    }
  }

  /// Throws unless the file is a session that is no newer than this version.
  ///
  /// - Returns: whether every migration is applied.
  static func check(_ queue: DatabaseQueue, path: String, file: String) throws -> Bool {
    try checkNames(queue)
    return try queue.read { database in
      let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
      guard application == Migrations.applicationID else {
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        // Sessions are created under another name and renamed, so an empty file is not one that is just being made.
        guard application != 0 || tables != 0 else {
          throw SessionStoreError.corrupt(path: file, reason: "the file is empty")
        }
        throw SessionStoreError.notASession(path: path)
      }
      let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
      guard version <= Migrations.version else {
        throw SessionStoreError.newerVersion(
          path: path, found: "schema \(version)", known: "schema \(Migrations.version)")
      }
      guard try !Migrations.migrator.hasBeenSuperseded(database) else {
        let known = Set(Migrations.steps.map(\.name))
        let unknown = try Migrations.migrator.appliedIdentifiers(database).subtracting(known).sorted()
        throw SessionStoreError.newerVersion(
          path: path, found: "the change '\(unknown.joined(separator: "', '"))'", known: "schema \(Migrations.version)")
      }
      return try Migrations.migrator.hasCompletedMigrations(database)
    }
  }

  /// Throws where something of the schema has no name: the library ends the process when it comes to that.
  private static func checkNames(_ queue: DatabaseQueue) throws {
    let sql = "SELECT count(*) FROM sqlite_master WHERE type IS NULL OR name IS NULL OR tbl_name IS NULL"
    guard try queue.read({ try Int.fetchOne($0, sql: sql) }) == 0 else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "something of the schema has no name")
    }
  }

  /// Whether changes wait in the log beside `file`, from a writer at work or one that was killed.
  static func hasLog(_ file: String) -> Bool {
    var status = stat()
    return stat(file + "-wal", &status) == 0 && status.st_size > 0
  }

  private static func immutableURI(_ file: String) -> String {
    let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%;"))
    let absolute = URL(fileURLWithPath: file).path
    return "file:" + (absolute.addingPercentEncoding(withAllowedCharacters: allowed) ?? absolute) + "?immutable=1"
  }
}
