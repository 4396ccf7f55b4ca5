/// A value as SQLite keeps it.
enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)

  /// As a number; of a text what it begins with.
  var number: Double? {
    switch self {
    case .null: nil
    case .integer(let value): Double(value)
    case .real(let value): value
    case .text(let text): Self.leadingNumber(text)
    }
  }

  /// As a text; nil for null.
  var string: String? {
    switch self {
    case .null: nil
    case .integer(let value): "\(value)"
    case .real(let value): value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    case .text(let text): text
    }
  }

  /// The number that a text begins with, or 0.
  static func leadingNumber(_ text: String) -> Double {
    var end = text.startIndex
    var (seenDigit, seenDot, seenExponent) = (false, false, false)
    let body = text.drop { $0 == " " || $0 == "\t" || $0 == "\n" }
    end = body.startIndex
    var index = body.startIndex
    while index < body.endIndex {
      let character = body[index]
      if character.isASCII, character.isNumber {
        seenDigit = true
        end = body.index(after: index)
      } else if character == ".", !seenDot, !seenExponent {
        seenDot = true
      } else if character == "-" || character == "+",
        index == body.startIndex || body[body.index(before: index)] == "e"
          || body[body.index(before: index)] == "E"
      {
        // A sign.
      } else if character == "e" || character == "E", seenDigit, !seenExponent {
        seenExponent = true
      } else {
        break
      }
      index = body.index(after: index)
    }
    return Double(body[body.startIndex..<end]) ?? 0
  }
}

/// Rows as an engine gives them, with what each column is for MySQL.
struct SQLRows: Sendable, Equatable {
  var types: [MySQLType]
  var rows: [[SQLValue]]
}

/// What keeps a statement from taking too much.
struct SQLLimits: Sendable, Equatable {
  /// Seconds that a statement may run.
  var seconds = 2.0
  /// Rows that it may give.
  var rows = 100_000
  /// Bytes of text that it may give.
  var bytes = 8 << 20

  /// The limits of an ordinary task.
  init() {}
}

/// Why a statement gave nothing.
struct SQLFailure: Error, Equatable, CustomStringConvertible {
  /// In MySQL's words.
  var description: String
  /// A limit of ours stopped the statement; MySQL would have answered.
  var isLimit = false

  init(_ description: String) { self.description = description }

  /// A limit of ours stopped the statement.
  static func limit(_ description: String) -> SQLFailure {
    var failure = SQLFailure(description)
    failure.isLimit = true
    return failure
  }

  /// An error of syntax at a place of the statement.
  static func syntax(_ sql: String, at offset: Int) -> SQLFailure {
    let bytes = Array(sql.utf8)
    let start = min(offset, bytes.count)
    let near = String(decoding: bytes[start...].prefix(80), as: UTF8.self)
    let line = 1 + bytes[..<start].count { $0 == Ascii.newline }
    return SQLFailure(
      "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right "
        + "syntax to use near '\(near)' at line \(line)")
  }
}
