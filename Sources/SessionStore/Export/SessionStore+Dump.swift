import Foundation
import GRDB
import RLCore

extension SessionStore {
  /// The whole session as text, one line a row, every table in the order of its keys.
  ///
  /// The tables are those of the schema, so that a new one appears here by itself; copies of what others have are left out.
  /// Two sessions with the same records
  /// give the same text; blobs are shown as their length and the start of their SHA-256.
  ///
  /// - Parameters:
  ///   - times: whether to show the columns that hold times and durations; without them the text does not depend on when
  ///     it was recorded.
  ///   - leaveOut: told of what cannot be read; where nobody is, that is an error.
  public func dump(times: Bool = false, leavingOut leaveOut: LeaveOut? = nil) throws -> String {
    try read { database in
      var text = ""
      for table in try Schema.tables() where !Self.copies.contains(table.name) {
        do { text += try Self.dump(table, database, times: times, leaveOut) } catch {
          guard let leaveOut, Self.isUnreadable(error) else { throw error }
          leaveOut("\(table.name): \(Self.reason(error))")
        }
      }
      return text
    }
  }

  /// Tables that only hold what follows from others, kept so that it need not be looked for again.
  private static let copies: Set<String> = ["runCurves", "suggestionRecorded"]

  private static let timeColumns: Set<String> = [
    "time", "createdAt", "startedAt", "updatedAt", "seconds", "secondsToFirstToken",
  ]

  private static func dump(
    _ table: Schema.Table, _ database: Database, times: Bool, _ leaveOut: LeaveOut?
  ) throws -> String {
    let columns = table.columns.filter { times || !timeColumns.contains($0) }
    let sql = "SELECT * FROM \(table.name) ORDER BY \(table.key)"
    var text = ""
    try eachRow(database, sql: sql, in: table.name, leavingOut: leaveOut) { row in
      let fields = columns.map { "\($0)=\(field(row, $0))" }
      text += fields.joined(separator: " ") + "\n"
    }
    return text.isEmpty ? "" : "[\(table.name)]\n" + text + "\n"
  }

  private static func field(_ row: Row, _ column: String) -> String {
    switch row.stored(column).storage {
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
