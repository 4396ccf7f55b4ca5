import GRDBSQLite

/// A function that MySQL has and SQLite has not, or has with another meaning.
struct SQLiteFunction: Sendable {
  /// What it is called in SQLite, how many values it takes (-1: any number), and what it gives.
  var name: String
  var arity: Int32
  var body: @Sendable ([SQLValue], SQLiteState) -> SQLValue

  /// A function and the state of its connection, as SQLite carries them.
  final class Box {
    let function: SQLiteFunction
    let state: SQLiteState

    init(_ function: SQLiteFunction, _ state: SQLiteState) {
      self.function = function
      self.state = state
    }
  }

  /// Adds every function to a connection; what comes back must live as long as that.
  static func register(on handle: OpaquePointer, _ state: SQLiteState) throws -> [Box] {
    let boxes = (text + numbers + dates).map { Box($0, state) }
    for box in boxes {
      let code = sqlite3_create_function_v2(
        handle, box.function.name, box.function.arity, SQLITE_UTF8, Unmanaged.passUnretained(box).toOpaque(),
        { context, count, values in
          guard let context, let data = sqlite3_user_data(context) else { return }
          let box = Unmanaged<Box>.fromOpaque(data).takeUnretainedValue()
          let arguments = (0..<Int(count)).map { SQLiteFunction.value(values?[$0]) }
          SQLiteFunction.give(box.function.body(arguments, box.state), to: context)
        }, nil, nil, nil)
      guard code == SQLITE_OK else { throw SQLFailure(String(cString: sqlite3_errmsg(handle))) }
    }
    try SQLiteGroupConcat.register(on: handle)
    try SQLiteSingle.register(on: handle)
    return boxes
  }

  /// A value that SQLite hands over.
  static func value(_ pointer: OpaquePointer?) -> SQLValue {
    switch sqlite3_value_type(pointer) {
    case SQLITE_INTEGER: return .integer(sqlite3_value_int64(pointer))
    case SQLITE_FLOAT: return .real(sqlite3_value_double(pointer))
    case SQLITE_NULL: return .null
    default:
      guard let text = sqlite3_value_text(pointer) else { return .null }
      let count = Int(sqlite3_value_bytes(pointer))
      return .text(String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
    }
  }

  /// Hands a value to SQLite.
  static func give(_ value: SQLValue, to context: OpaquePointer) {
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch value {
    case .null: sqlite3_result_null(context)
    case .integer(let number): sqlite3_result_int64(context, number)
    case .real(let number): sqlite3_result_double(context, number)
    case .text(let text): sqlite3_result_text(context, text, Int32(text.utf8.count), copied)
    }
  }
}

/// The value of a select in the place of a value: an error where it has more than one row.
enum SQLiteSingle {
  private struct Seen {
    var count: Int64 = 0
    var value: OpaquePointer?
  }

  static func register(on handle: OpaquePointer) throws {
    let code = sqlite3_create_function_v2(
      handle, "mysql_single", 1, SQLITE_UTF8, nil, nil,
      { context, _, values in
        guard let context, let seen = SQLiteSingle.seen(context), let value = values?[0] else { return }
        seen.pointee.count += 1
        if seen.pointee.count == 1 {
          seen.pointee.value = sqlite3_value_dup(value)
        } else {
          sqlite3_result_error(context, "Subquery returns more than 1 row", -1)
        }
      },
      { context in
        guard let context, let seen = SQLiteSingle.seen(context) else { return }
        if seen.pointee.count == 1, let value = seen.pointee.value { sqlite3_result_value(context, value) }
        sqlite3_value_free(seen.pointee.value)
        seen.pointee.value = nil
      }, nil)
    guard code == SQLITE_OK else { throw SQLFailure(String(cString: sqlite3_errmsg(handle))) }
  }

  private static func seen(_ context: OpaquePointer) -> UnsafeMutablePointer<Seen>? {
    sqlite3_aggregate_context(context, Int32(MemoryLayout<Seen>.size))?.assumingMemoryBound(to: Seen.self)
  }
}

/// `GROUP_CONCAT` with its separator, its order and `DISTINCT`: `(value, separator, isDistinct, isDescending, key)`.
enum SQLiteGroupConcat {
  /// What MySQL cuts a result to, in bytes.
  static let longest = 1024

  private final class Parts {
    var values: [(text: String, key: SQLValue)] = []
    var separator = ","
    var isDistinct = false
    var isDescending = false
  }

  static func register(on handle: OpaquePointer) throws {
    let code = sqlite3_create_function_v2(
      handle, "mysql_group_concat", 5, SQLITE_UTF8, nil, nil,
      { context, _, values in
        guard let context, let values else { return }
        guard let parts = SQLiteGroupConcat.parts(context, makes: true) else { return }
        guard let text = SQLiteFunction.value(values[0]).string else { return }
        parts.separator = SQLiteFunction.value(values[1]).string ?? ","
        parts.isDistinct = SQLiteFunction.value(values[2]) == .integer(1)
        parts.isDescending = SQLiteFunction.value(values[3]) == .integer(1)
        parts.values.append((text, SQLiteFunction.value(values[4])))
      },
      { context in
        guard let context else { return }
        guard let parts = SQLiteGroupConcat.parts(context, makes: false), !parts.values.isEmpty else {
          return sqlite3_result_null(context)
        }
        SQLiteFunction.give(.text(SQLiteGroupConcat.joined(parts)), to: context)
        SQLiteGroupConcat.release(context)
      }, nil)
    guard code == SQLITE_OK else { throw SQLFailure(String(cString: sqlite3_errmsg(handle))) }
  }

  private static func slot(_ context: OpaquePointer, makes: Bool) -> UnsafeMutablePointer<UnsafeMutableRawPointer?>? {
    let size = Int32(MemoryLayout<UnsafeMutableRawPointer?>.size)
    return sqlite3_aggregate_context(context, makes ? size : 0)?.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
  }

  private static func parts(_ context: OpaquePointer, makes: Bool) -> Parts? {
    guard let slot = slot(context, makes: makes) else { return nil }
    if slot.pointee == nil, makes { slot.pointee = Unmanaged.passRetained(Parts()).toOpaque() }
    return slot.pointee.map { Unmanaged<Parts>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func release(_ context: OpaquePointer) {
    guard let slot = slot(context, makes: false), let pointer = slot.pointee else { return }
    Unmanaged<Parts>.fromOpaque(pointer).release()
    slot.pointee = nil
  }

  private static func joined(_ parts: Parts) -> String {
    var values = parts.values
    if values.contains(where: { $0.key != .null }) {
      let sorted = values.enumerated().sorted { one, other in
        let order = compare(one.element.key, other.element.key)
        return order != 0 ? (order < 0) != parts.isDescending : one.offset < other.offset
      }
      values = sorted.map(\.element)
    }
    if parts.isDistinct {
      var seen: Set<String> = []
      values = values.filter { seen.insert(MySQLCollation.general.key($0.text)).inserted }
    }
    let text = values.map(\.text).joined(separator: parts.separator)
    return text.utf8.count <= longest ? text : String(decoding: text.utf8.prefix(longest), as: UTF8.self)
  }

  private static func compare(_ one: SQLValue, _ other: SQLValue) -> Int {
    switch (one, other) {
    case (.null, .null): return 0
    case (.null, _): return -1
    case (_, .null): return 1
    case (.text(let one), .text(let other)):
      let (one, other) = (MySQLCollation.general.key(one), MySQLCollation.general.key(other))
      return one == other ? 0 : one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars) ? -1 : 1
    default:
      let (one, other) = (one.number ?? 0, other.number ?? 0)
      return one == other ? 0 : one < other ? -1 : 1
    }
  }
}
