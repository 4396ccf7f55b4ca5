import GRDB
import RLCore

// How values are read from columns. GRDB's own subscripts end the process on a value of another type; a damaged file
// must give an error instead, so every column is read through these.

extension Row {
  /// The value of a column that is never empty.
  func value<Value: DatabaseValueConvertible>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
    guard let value: Value = try optional(column) else { throw Self.unreadable(column, "nothing") }
    return value
  }

  /// The value of a column that may be empty.
  func optional<Value: DatabaseValueConvertible>(_ column: String, as type: Value.Type = Value.self) throws -> Value? {
    guard let stored: DatabaseValue = self[column], !stored.isNull else { return nil }
    guard let value = Value.fromDatabaseValue(stored) else { throw Self.unreadable(column, "\(stored)") }
    return value
  }

  /// A number that may be missing: SQLite has no NaN and keeps NULL in its place.
  func number(_ column: String) throws -> Double {
    try optional(column) ?? .nan
  }

  /// A seed, kept as the signed integer of the same bits.
  func seed(_ column: String) throws -> UInt64 {
    UInt64(bitPattern: try value(column, as: Int64.self))
  }

  /// A case of an enum, kept as its raw value.
  func name<Value: RawRepresentable<String>>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
    let text: String = try value(column)
    guard let value = Value(rawValue: text) else { throw Self.unreadable(column, text) }
    return value
  }

  /// A value that is kept as JSON.
  func json<Value: Decodable>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
    let text: String = try value(column)
    guard let value = try? JSONText.decode(type, text) else { throw Self.unreadable(column, text) }
    return value
  }

  /// An action, kept as `ActionText`.
  func action(_ column: String) throws -> Action {
    try json(column, as: ActionText.self).action
  }

  /// What becomes `SessionStoreError.corrupt` once the file's path is known.
  static func unreadable(_ column: String, _ found: String) -> DatabaseError {
    DatabaseError(resultCode: .SQLITE_CORRUPT, message: "column '\(column)' holds '\(found.prefix(60))'")
  }
}
