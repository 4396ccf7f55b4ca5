import Foundation
import GRDB

/// A value whose coded fields are the columns of a table.
protocol Tabled: Codable {
  /// The table's name.
  static var table: String { get }
}

/// A row of a table, read into a value or made from one by the value's own coding. Public values stay free of the
/// database library this way.
struct Stored<Value: Tabled>: Codable, FetchableRecord, PersistableRecord {
  static var databaseTableName: String { Value.table }
  static func databaseJSONEncoder(for column: String) -> JSONEncoder { JSONText.encoder }
  static func databaseJSONDecoder(for column: String) -> JSONDecoder { JSONText.decoder }

  let value: Value
  /// Columns that the value does not have, or has another content for. Nil for a number that the database gives.
  private let others: [(column: String, value: (any DatabaseValueConvertible)?)]

  init(_ value: Value, _ others: KeyValuePairs<String, (any DatabaseValueConvertible)?> = [:]) {
    self.value = value
    self.others = others.map { ($0.key, $0.value) }
  }

  init(from decoder: any Decoder) throws {
    self.init(try Value(from: decoder))
  }

  func encode(to encoder: any Encoder) throws {
    try value.encode(to: encoder)
  }

  func encode(to container: inout PersistenceContainer) throws {
    try Fields(value: value).encode(to: &container)
    for (column, value) in others { container[column] = value }
  }
}

/// What becomes `SessionStoreError.corrupt` once the file's path is known.
func unreadable(_ column: String, _ found: String) -> DatabaseError {
  DatabaseError(resultCode: .SQLITE_CORRUPT, message: "column '\(column)' holds '\(found.prefix(60))'")
}

/// The library's own coding of a value's fields.
private struct Fields<Value: Tabled>: Encodable, EncodableRecord {
  static func databaseJSONEncoder(for column: String) -> JSONEncoder { JSONText.encoder }
  let value: Value
  func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}
