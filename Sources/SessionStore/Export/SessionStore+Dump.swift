import Foundation
import GRDB
import RLCore

extension SessionStore {
  /// The whole session as text, one line a row, every table in the order of its keys.
  ///
  /// The tables are read from the schema, so that a new one appears here by itself. Two sessions with the same records
  /// give the same text; blobs are shown as their length and the start of their SHA-256.
  ///
  /// - Parameters:
  ///   - times: whether to show the columns that hold times and durations; without them the text does not depend on when
  ///     it was recorded.
  ///   - leaveOut: told of what cannot be read; where nobody is, that is an error.
  public func dump(times: Bool = false, leavingOut leaveOut: LeaveOut? = nil) throws -> String {
    try read { database in
      let tables = try String.fetchAll(
        database,
        sql: """
          SELECT name FROM sqlite_master
          WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations' ORDER BY rowid
          """)
      var text = ""
      for table in tables { text += try Self.dump(table, database, times: times, leaveOut) }
      return text
    }
  }

  private static let timeColumns: Set<String> = [
    "time", "createdAt", "startedAt", "updatedAt", "seconds", "secondsToFirstToken",
  ]

  private static func dump(
    _ table: String, _ database: Database, times: Bool, _ leaveOut: LeaveOut?
  ) throws -> String {
    let columns = try database.columns(in: table).map(\.name).filter { times || !timeColumns.contains($0) }
    let keys = try database.primaryKey(table).columns
    let sql = "SELECT * FROM \(table) ORDER BY \(keys.joined(separator: ", "))"
    var text = ""
    try eachRow(database, sql: sql, in: table, key: keys.first ?? "", leavingOut: leaveOut) { row in
      let fields = columns.map { "\($0)=\(field(row, $0))" }
      text += fields.joined(separator: " ") + "\n"
    }
    return text.isEmpty ? "" : "[\(table)]\n" + text + "\n"
  }

  private static func field(_ row: Row, _ column: String) -> String {
    guard let value: DatabaseValue = row[column] else { return "-" }
    switch value.storage {
    case .null: return "-"
    case .int64(let number): return column == "seed" ? "\(UInt64(bitPattern: number))" : "\(number)"
    case .double(let number): return "\(number)"
    case .blob(let data): return "<\(data.count) bytes \(sha256Hex([UInt8](data)).prefix(12))>"
    case .string(let text): return isPlain(text) ? text : quoted(text)
    }
  }

  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text != "-" && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x5c }
  }

  /// Quotes a text so that it stays on its line and can send nothing to a terminal.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\"", "\\": result += "\\" + String(scalar)
      default:
        let isControl = scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        result += isControl ? "\\u{" + String(scalar.value, radix: 16) + "}" : String(scalar)
      }
    }
    return result + "\""
  }
}
