import GRDBSQLite

/// An SQLite database in memory, with MySQL's collations and functions and nothing that reaches outside it.
///
/// SQLite's own interface is used and not GRDB's, since what is asked for is what GRDB keeps to itself: an authorizer,
/// limits on time, collations by name, and databases as bytes. Of one thread at a time.
final class SQLiteConnection {
  private let handle: OpaquePointer
  private let state = SQLiteState()
  private var functions: [SQLiteFunction.Box] = []
  /// A statement that changes something may run.
  private var mayWrite = false

  /// An empty database, or the one that is in `image`.
  ///
  /// - Throws: `SQLFailure`.
  init(image: [UInt8]? = nil) throws {
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_MEMORY
    let code = sqlite3_open_v2(":memory:", &opened, flags, nil)
    guard code == SQLITE_OK, let opened else {
      sqlite3_close_v2(opened)
      throw SQLFailure("SQLite cannot open a database in memory (code \(code)); free some memory")
    }
    handle = opened
    _disableDoubleQuotedStringLiterals(handle)
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 10)
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 1 << 20)
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 64 << 20)
    try addCollations()
    functions = try SQLiteFunction.register(on: handle, state)
    if let image { try load(image, as: "main") }
    guardAgainstOthers()
  }

  deinit { sqlite3_close_v2(handle) }

  private var message: String { String(cString: sqlite3_errmsg(handle)) }

  /// Puts a database under a name; `main` is there, others are attached.
  func load(_ image: [UInt8], as name: String) throws {
    if name != "main" {
      try execute("ATTACH ':memory:' AS \(SQLText.quoted(name: name))")
    }
    guard !image.isEmpty else { return }
    state.isOwn = true
    defer { state.isOwn = false }
    guard let buffer = sqlite3_malloc64(UInt64(image.count)) else {
      throw SQLFailure("there is no memory for a database of \(image.count) bytes")
    }
    image.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { buffer.copyMemory(from: start, byteCount: image.count) }
    }
    let flags = UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE)
    let code = sqlite3_deserialize(
      handle, name, buffer.assumingMemoryBound(to: UInt8.self), Int64(image.count), Int64(image.count), flags)
    guard code == SQLITE_OK else { throw SQLFailure("the database cannot be taken in: \(message)") }
  }

  /// The database as bytes.
  ///
  /// - Complexity: O(bytes).
  func image() throws -> [UInt8] {
    state.isOwn = true
    defer { state.isOwn = false }
    var size: Int64 = 0
    guard let bytes = sqlite3_serialize(handle, "main", &size, 0) else {
      // A database without tables has no bytes.
      if size == 0 { return [] }
      throw SQLFailure("the database cannot be written into memory: \(message)")
    }
    defer { sqlite3_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
  }

  /// Carries out statements of our own.
  func execute(_ sql: String) throws {
    state.isOwn = true
    defer { state.isOwn = false }
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw SQLFailure(message) }
  }

  /// Prepares a statement of our own, for instance to fill tables.
  func insertion(_ sql: String) throws -> SQLiteInsertion {
    state.isOwn = true
    defer { state.isOwn = false }
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
      throw SQLFailure(message)
    }
    return SQLiteInsertion(statement: statement, handle: handle)
  }

  /// What a statement that is not trusted gives.
  ///
  /// - Throws: `SQLFailure`, `SQLiteRefusal` with SQLite's own words.
  func rows(_ sql: String, mayWrite: Bool, limits: SQLLimits) throws -> [[SQLValue]] {
    self.mayWrite = mayWrite
    state.begin(seconds: limits.seconds, mayWrite: mayWrite)
    defer { state.end() }
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
    guard code == SQLITE_OK, let statement else {
      throw SQLiteRefusal(message: message, isForbidden: code == SQLITE_AUTH, offset: Int(sqlite3_error_offset(handle)))
    }
    defer { sqlite3_finalize(statement) }
    guard mayWrite || sqlite3_stmt_readonly(statement) != 0 else {
      throw SQLiteRefusal(message: "it would change the database", isForbidden: true, offset: -1)
    }
    return try rows(of: statement, limits)
  }

  private func rows(of statement: OpaquePointer, _ limits: SQLLimits) throws -> [[SQLValue]] {
    let width = sqlite3_column_count(statement)
    var (rows, bytes): ([[SQLValue]], Int) = ([], 0)
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW:
        guard rows.count < limits.rows else {
          throw SQLFailure.limit("Query gives more than \(limits.rows) rows; add a LIMIT")
        }
        rows.append(
          (0..<width).map { column in
            let value = SQLiteFunction.value(sqlite3_column_value(statement, column))
            if case .text(let text) = value { bytes += text.utf8.count }
            return value
          })
        guard bytes <= limits.bytes else {
          throw SQLFailure.limit("Query gives more than \(limits.bytes) bytes; ask for less")
        }
      case SQLITE_DONE: return rows
      case SQLITE_INTERRUPT:
        throw SQLFailure.limit(
          "Query execution was interrupted, maximum statement execution time exceeded (\(limits.seconds) s)")
      default: throw SQLiteRefusal(message: message, isForbidden: false, offset: -1)
      }
    }
  }

  private func addCollations() throws {
    for collation in MySQLCollation.allCases where collation != .exact {
      let compare:
        @convention(c) (UnsafeMutableRawPointer?, Int32, UnsafeRawPointer?, Int32, UnsafeRawPointer?) -> Int32 =
          collation == .general
          ? {
            MySQLCollation.general.order(
              UnsafeRawBufferPointer(start: $2, count: Int($1)), UnsafeRawBufferPointer(start: $4, count: Int($3)))
          }
          : {
            MySQLCollation.modern.order(
              UnsafeRawBufferPointer(start: $2, count: Int($1)), UnsafeRawBufferPointer(start: $4, count: Int($3)))
          }
      guard sqlite3_create_collation_v2(handle, collation.rawValue, SQLITE_UTF8, nil, compare, nil) == SQLITE_OK else {
        throw SQLFailure(message)
      }
    }
  }

  /// Refuses what leads out of the database, and stops what takes too long.
  private func guardAgainstOthers() {
    let context = Unmanaged.passUnretained(state).toOpaque()
    sqlite3_set_authorizer(
      handle,
      { context, action, first, second, _, _ in
        guard let context else { return SQLITE_DENY }
        let state = Unmanaged<SQLiteState>.fromOpaque(context).takeUnretainedValue()
        return state.allows(action, first, second) ? SQLITE_OK : SQLITE_DENY
      }, context)
    sqlite3_progress_handler(
      handle, 2_000,
      { context in
        guard let context else { return 1 }
        return Unmanaged<SQLiteState>.fromOpaque(context).takeUnretainedValue().isOverdue ? 1 : 0
      }, context)
  }
}

/// An error in SQLite's words.
struct SQLiteRefusal: Error {
  var message: String
  var isForbidden: Bool
  /// Where in the statement, in bytes; negative where that is not known.
  var offset: Int
}

/// Rows on their way into a table.
struct SQLiteInsertion: ~Copyable {
  fileprivate let statement: OpaquePointer
  fileprivate let handle: OpaquePointer

  deinit { sqlite3_finalize(statement) }

  /// Puts a row in.
  func insert(_ values: [SQLValue]) throws {
    // SQLite copies what it is told to.
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    sqlite3_reset(statement)
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      switch value {
      case .null: sqlite3_bind_null(statement, place)
      case .integer(let number): sqlite3_bind_int64(statement, place, number)
      case .real(let number): sqlite3_bind_double(statement, place, number)
      case .text(let text): sqlite3_bind_text(statement, place, text, Int32(text.utf8.count), copied)
      }
    }
    guard sqlite3_step(statement) == SQLITE_DONE else { throw SQLFailure(String(cString: sqlite3_errmsg(handle))) }
  }
}

/// What the authorizer, the clock and the functions of a connection know.
final class SQLiteState {
  /// A statement of our own is prepared.
  var isOwn = false
  private var mayWrite = false
  private var deadline: ContinuousClock.Instant?
  /// How many random numbers the statement has drawn.
  var draws: UInt64 = 0
  /// The groups of the statement in the order in which they came, by the place of the `GROUP BY`.
  private var groups: [SQLValue: [[SQLValue]: Int64]] = [:]

  /// The number of a group: that of its first row among the first rows.
  func ordinal(of group: [SQLValue], at place: SQLValue) -> Int64 {
    let next = Int64(groups[place]?.count ?? 0)
    if let known = groups[place]?[group] { return known }
    groups[place, default: [:]][group] = next
    return next
  }

  func begin(seconds: Double, mayWrite: Bool) {
    deadline = .now + .seconds(seconds)
    self.mayWrite = mayWrite
    draws = 0
    groups = [:]
  }

  func end() { deadline = nil }

  var isOverdue: Bool { deadline.map { ContinuousClock.now > $0 } ?? false }

  /// Whether a statement may do what SQLite asks about.
  func allows(_ action: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?) -> Bool {
    if isOwn { return true }
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return true
    case SQLITE_FUNCTION: return second.map { String(cString: $0).lowercased() } != "load_extension"
    case SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE, SQLITE_CREATE_TABLE, SQLITE_CREATE_INDEX, SQLITE_DROP_TABLE,
      SQLITE_DROP_INDEX, SQLITE_ALTER_TABLE, SQLITE_TRANSACTION, SQLITE_REINDEX, SQLITE_CREATE_VIEW, SQLITE_DROP_VIEW,
      SQLITE_CREATE_TEMP_TABLE, SQLITE_DROP_TEMP_TABLE:
      return mayWrite
    default: return false
    }
  }
}
