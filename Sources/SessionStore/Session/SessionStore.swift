import Foundation
import GRDB
import Glibc
import Synchronization

/// One session: its database, its checkpoint directory and the lock that keeps a second writer out.
///
/// Every call is synchronous and may come from any thread; calls are carried out one at a time. A call that returns has
/// been made durable: it survives `kill -9` and a power cut. Suggestions, evidence and decisions are append-only, in
/// the database itself and not only by habit.
///
/// One handle at a time may write; the others open read-only and say why in `readOnlyReason`. A read-only handle sees
/// what the writer commits. A handle that was opened to contribute writes beside the writer what advice consists of (calls,
/// suggestions, evidence, what they cost, who was asked about what), never runs or decisions.
public final class SessionStore: Sendable {
  /// What is fixed about the session.
  public let info: SessionInfo
  /// Why nothing can be written, as the end of "... because"; nil for the handle that may write.
  public let readOnlyReason: String?
  /// Who has the session open for writing, where this handle contributes beside it; nil otherwise.
  public let host: String?

  let files: SessionFiles
  private let queue: DatabaseQueue
  private let lock: FileLock?
  // The library ends the process when a closed connection is read, so closing and using take turns here.
  private let turn = NSLock()
  private let isClosed = Atomic<Bool>(false)

  private init(
    files: SessionFiles, queue: DatabaseQueue, lock: FileLock?, readOnlyReason: String?, host: String?,
    info: SessionInfo? = nil
  ) throws {
    self.files = files
    self.queue = queue
    self.lock = lock
    self.readOnlyReason = readOnlyReason
    self.host = host
    self.info = try info ?? queue.read { try SessionInfo($0, path: files.path, file: files.database) }
  }

  deinit {
    close()
  }

  /// Whether this handle only reads.
  public var isReadOnly: Bool { readOnlyReason != nil }

  /// Where checkpoint files belong.
  public var checkpointDirectory: String { files.checkpoints }

  /// Where exports belong.
  public var exportDirectory: String { files.exports }

  /// Whether there is a session at `path`.
  public static func exists(path: String) -> Bool {
    FileManager.default.fileExists(atPath: SessionFiles(path).database)
  }

  /// Makes a session, and the directories it needs, and opens it for writing.
  ///
  /// The database is made under another name and renamed, so that a session is either complete or not there.
  ///
  /// - Parameter resources: what the session depends on; stored with it from the first moment.
  /// - Throws: `alreadyExists`, `inUse` or `cannotWrite`.
  public static func create(
    path: String, environment: String, seed: UInt64, configuration: String, resources: [SessionResource] = [],
    now: Double
  ) throws -> SessionStore {
    let files = SessionFiles(path)
    guard !exists(path: path) else { throw SessionStoreError.alreadyExists(path: files.path) }
    try files.makeDirectories()
    let lock: FileLock
    switch FileLock.acquire(at: files.lock) {
    case .held(let held): lock = held
    case .busy(let holder): throw SessionStoreError.inUse(path: files.path, holder: holder)
    case .unavailable(let reason): throw SessionStoreError.cannotWrite(path: files.path, reason: reason)
    }
    // Another process may have finished one between the first look and the lock.
    guard !exists(path: path) else { throw SessionStoreError.alreadyExists(path: files.path) }
    files.removeRemains()
    do {
      try Connection.make(files.unfinishedDatabase) { database in
        let row = SessionRow(environment: environment, seed: seed, configuration: configuration, createdAt: now)
        try Stored(row).insert(database)
        try insert(resources, now: now, database)
      }
      guard rename(files.unfinishedDatabase, files.database) == 0 else {
        throw SessionStoreError.cannotWrite(path: files.database, reason: "rename: \(systemReason(errno))")
      }
      try AtomicFile.sync(files.path)
      try AtomicFile.sync(AtomicFile.directory(of: files.path))
    } catch {
      unlink(files.unfinishedDatabase)
      throw SessionStoreError.translated(error, path: files.database)
    }
    return try open(files, lock: lock, readOnlyReason: nil)
  }

  /// Opens a session; read-only when asked to, when another handle is writing or when the files cannot be written.
  ///
  /// With `contributes` a handle that finds another one writing may add advice beside it.
  ///
  /// - Throws: `notFound`, `newerVersion`, `olderVersion`, `notASession`, `corrupt` or `cannotOpen`.
  public static func open(path: String, readOnly: Bool = false, contributes: Bool = false) throws -> SessionStore {
    let files = SessionFiles(path)
    guard exists(path: path) else { throw SessionStoreError.notFound(path: files.path) }
    if readOnly { return try open(files, lock: nil, readOnlyReason: "it was opened for reading only") }
    if let obstacle = files.writeObstacle() { return try open(files, lock: nil, readOnlyReason: obstacle) }
    switch FileLock.acquire(at: files.lock) {
    case .held(let lock): return try open(files, lock: lock, readOnlyReason: nil)
    case .busy(let holder):
      if contributes { return try open(files, lock: nil, readOnlyReason: nil, host: holder) }
      return try open(files, lock: nil, readOnlyReason: "\(holder) has it open")
    case .unavailable(let reason):
      return try open(files, lock: nil, readOnlyReason: "it cannot be locked (\(reason))")
    }
  }

  private static func open(
    _ files: SessionFiles, lock: FileLock?, readOnlyReason: String?, host: String? = nil
  ) throws -> SessionStore {
    do {
      let queue = try connect(files, writing: readOnlyReason == nil)
      let isComplete = try Connection.check(queue, path: files.path, file: files.database)
      if lock != nil {
        try Connection.makeDurable(queue)
        try Migrations.migrator.migrate(queue)
        try files.makeDirectories()
        AtomicFile.removeLeftovers(in: files.checkpoints)
      } else if !isComplete {
        throw SessionStoreError.olderVersion(path: files.path)
      } else if readOnlyReason == nil {
        try Connection.makeDurable(queue)
      }
      return try SessionStore(files: files, queue: queue, lock: lock, readOnlyReason: readOnlyReason, host: host)
    } catch {
      lock?.release()
      throw SessionStoreError.translated(error, path: files.database)
    }
  }

  /// Opens a session for reading what can be read of it, where its schema or its description keeps it from being opened.
  /// What its description would tell is then empty.
  ///
  /// - Throws: as `open`, where nothing can be read.
  public static func openDamaged(path: String) throws -> SessionStore {
    let files = SessionFiles(path)
    guard exists(path: path) else { throw SessionStoreError.notFound(path: files.path) }
    do {
      let queue = try Connection.open(files.database, .rescuing)
      do {
        _ = try Connection.check(queue, path: files.path, file: files.database)
      } catch let error where isUnreadable(error) {
        // Of a file without a table there is nothing to be read.
        let tables = try? queue.read {
          try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_schema WHERE type = 'table'")
        }
        guard let tables, tables > 0 else { throw error }
      }
      let info: SessionInfo
      do {
        info = try queue.read { try SessionInfo($0, path: files.path, file: files.database) }
      } catch let error where isUnreadable(error) {
        info = SessionInfo(
          name: files.name, path: files.path, environment: "", seed: 0, createdAt: 0, configuration: "{}")
      }
      return try SessionStore(
        files: files, queue: queue, lock: nil, readOnlyReason: "it is damaged", host: nil, info: info)
    } catch {
      throw SessionStoreError.translated(error, path: files.database)
    }
  }

  private static func connect(_ files: SessionFiles, writing: Bool) throws -> DatabaseQueue {
    guard !writing else { return try Connection.open(files.database, .writing) }
    do {
      return try Connection.open(files.database, .reading)
    } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) {
      // In a directory that cannot be written the log's shared memory cannot be made. Nobody can be writing there
      // either, so the file may be read alone; unless changes wait in the log, which would be passed over in silence.
      guard !Connection.hasLog(files.database) else {
        throw SessionStoreError.cannotOpen(
          path: files.database, reason: "changes wait in session.sqlite-wal and the directory cannot be written")
      }
      return try Connection.open(files.database, .readingAlone)
    }
  }

  /// Ends the use of the session and lets others write. Later calls throw `closed`; closing twice does nothing.
  public func close() {
    turn.withLock {
      guard !isClosed.exchange(true, ordering: .relaxed) else { return }
      try? queue.close()
      lock?.release()
    }
  }

  /// Copies the database into a new file at `path`, as it is at one moment.
  func copyDatabase(to path: String) throws {
    try inTurn {
      do {
        let copy = try Connection.open(path, .writing)
        try queue.backup(to: copy)
        try copy.close()
      } catch let error as DatabaseError {
        // It is the copy that cannot be written, and SQLite keeps its message for what is read.
        throw SessionStoreError.cannotWrite(path: path, reason: error.resultCode.description)
      }
    }
  }

  /// Reads, with errors in our words.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try inTurn { try Self.read(queue, body) }
  }

  /// Reads. What was read around a damaged page counts, although SQLite does not let the transaction end that met it.
  static func read<Value>(_ queue: DatabaseQueue, _ body: (Database) throws -> Value) throws -> Value {
    var found: Value?
    do {
      return try queue.read { database in
        let value = try body(database)
        found = value
        return value
      }
    } catch {
      guard let found, isUnreadable(error) else { throw error }
      return found
    }
  }

  /// Writes in one transaction: all of it or nothing.
  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    if let readOnlyReason { throw SessionStoreError.readOnly(path: files.path, reason: readOnlyReason) }
    return try inTurn {
      do { return try queue.write(body) } catch let error as DatabaseError where error.resultCode == .SQLITE_TOOBIG {
        throw SessionStoreError.invalid(what: "the record", reason: error.message ?? "it is too big")
      }
    }
  }

  private func inTurn<Value>(_ body: () throws -> Value) throws -> Value {
    try turn.withLock {
      guard !isClosed.load(ordering: .relaxed) else { throw SessionStoreError.closed(path: files.path) }
      do {
        return try body()
      } catch {
        throw SessionStoreError.translated(error, path: files.database)
      }
    }
  }
}
