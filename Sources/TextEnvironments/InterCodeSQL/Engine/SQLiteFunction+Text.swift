import Foundation

extension SQLiteFunction {
  /// A function of texts that is null where one of them is.
  private static func strict(
    _ name: String, _ arity: Int32, _ body: @escaping @Sendable ([SQLValue]) -> SQLValue
  ) -> SQLiteFunction {
    SQLiteFunction(name: name, arity: arity) { values, _ in values.contains(.null) ? .null : body(values) }
  }

  private static func string(_ value: SQLValue) -> String { value.string ?? "" }
  /// A whole number, bounded, so that whatever is done with it fits.
  private static func count(_ value: SQLValue) -> Int {
    Int(max(-1e9, min(1e9, (value.number ?? 0).rounded())))
  }

  /// Functions of texts.
  static let text: [SQLiteFunction] = [
    strict("concat", -1) { .text($0.map(string).joined()) },
    SQLiteFunction(name: "concat_ws", arity: -1) { values, _ in
      guard let separator = values.first?.string else { return .null }
      return .text(values.dropFirst().compactMap(\.string).joined(separator: separator))
    },
    strict("mysql_length", 1) { .integer(Int64(string($0[0]).utf8.count)) },
    strict("char_length", 1) { .integer(Int64(string($0[0]).unicodeScalars.count)) },
    strict("upper", 1) { .text(string($0[0]).uppercased()) },
    strict("lower", 1) { .text(string($0[0]).lowercased()) },
    strict("mysql_left", 2) { .text(String(string($0[0]).prefix(max(0, count($0[1]))))) },
    strict("mysql_right", 2) { .text(String(string($0[0]).suffix(max(0, count($0[1]))))) },
    strict("substring_index", 3) { substringIndex(string($0[0]), string($0[1]), count($0[2])) },
    strict("locate", 2) { place(of: string($0[0]), in: string($0[1])) },
    strict("instr", 2) { place(of: string($0[1]), in: string($0[0])) },
    strict("lpad", 3) { padded(string($0[0]), count($0[1]), string($0[2]), atEnd: false) },
    strict("rpad", 3) { padded(string($0[0]), count($0[1]), string($0[2]), atEnd: true) },
    strict("reverse", 1) { .text(String(string($0[0]).reversed())) },
    strict("mysql_repeat", 2) { values in
      let (text, times) = (string(values[0]), max(0, count(values[1])))
      return text.utf8.count * times > 1 << 20 ? .null : .text(String(repeating: text, count: times))
    },
    strict("space", 1) { .text(String(repeating: " ", count: min(1 << 16, max(0, count($0[0]))))) },
    SQLiteFunction(name: "field", arity: -1) { values, _ in
      let wanted = values.first?.string.map(MySQLCollation.general.key)
      let place = values.dropFirst().firstIndex { $0.string.map(MySQLCollation.general.key) == wanted }
      return .integer(wanted == nil ? 0 : Int64(place ?? 0))
    },
    strict("find_in_set", 2) { values in
      let wanted = MySQLCollation.general.key(string(values[0]))
      let parts = string(values[1]).split(separator: ",", omittingEmptySubsequences: false)
      return .integer(Int64((parts.firstIndex { MySQLCollation.general.key(String($0)) == wanted } ?? -1) + 1))
    },
    strict("strcmp", 2) { values in
      let (one, other) = (MySQLCollation.general.key(string(values[0])), MySQLCollation.general.key(string(values[1])))
      return .integer(one == other ? 0 : one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars) ? -1 : 1)
    },
    // SQLite calls `X LIKE Y` as like(Y, X), and `X REGEXP Y` as regexp(Y, X).
    strict("like", 2) { .integer(isLike(string($0[1]), string($0[0]), escape: "\\") ? 1 : 0) },
    strict("like", 3) {
      .integer(isLike(string($0[1]), string($0[0]), escape: string($0[2]).unicodeScalars.first) ? 1 : 0)
    },
    strict("regexp", 2) { values in
      let expression = try? NSRegularExpression(pattern: string(values[0]), options: [.caseInsensitive])
      let text = string(values[1])
      let whole = NSRange(location: 0, length: text.utf16.count)
      return .integer(expression?.firstMatch(in: text, range: whole) == nil ? 0 : 1)
    },
  ]

  private static func substringIndex(_ text: String, _ separator: String, _ count: Int) -> SQLValue {
    guard !separator.isEmpty, count != 0 else { return .text("") }
    let parts = text.components(separatedBy: separator)
    let kept = count > 0 ? Array(parts.prefix(count)) : Array(parts.suffix(-count))
    return .text(kept.joined(separator: separator))
  }

  private static func place(of part: String, in text: String) -> SQLValue {
    if part.isEmpty { return .integer(1) }
    guard let range = text.range(of: part, options: [.caseInsensitive, .diacriticInsensitive]) else {
      return .integer(0)
    }
    return .integer(Int64(text[..<range.lowerBound].unicodeScalars.count + 1))
  }

  private static func padded(_ text: String, _ length: Int, _ fill: String, atEnd: Bool) -> SQLValue {
    guard length >= 0, length <= 1 << 16 else { return .null }
    let missing = length - text.count
    if missing <= 0 { return .text(String(text.prefix(length))) }
    guard !fill.isEmpty else { return .text("") }
    let blanks = String(String(repeating: fill, count: missing / fill.count + 1).prefix(missing))
    return .text(atEnd ? text + blanks : blanks + text)
  }

  /// `LIKE` without case and accents, character by character.
  ///
  /// - Complexity: O(n m): only the last percent sign is tried again.
  static func isLike(_ text: String, _ pattern: String, escape: Unicode.Scalar?) -> Bool {
    func fold(_ scalar: Unicode.Scalar) -> String { MySQLCollation.general.key(String(scalar) + ".") }
    enum Part: Equatable {
      case any, one, scalar(String)
    }
    var parts: [Part] = []
    var isEscaped = false
    for scalar in pattern.unicodeScalars {
      if isEscaped {
        parts.append(.scalar(fold(scalar)))
        isEscaped = false
      } else if scalar == escape {
        isEscaped = true
      } else {
        parts.append(scalar == "%" ? .any : scalar == "_" ? .one : .scalar(fold(scalar)))
      }
    }
    let scalars = text.unicodeScalars.map(fold)
    var (place, part) = (0, 0)
    var retry: (place: Int, part: Int)?
    while place < scalars.count {
      if part < parts.count, parts[part] == .any {
        retry = (place, part)
        part += 1
      } else if part < parts.count, parts[part] == .one || parts[part] == .scalar(scalars[place]) {
        place += 1
        part += 1
      } else if let last = retry {
        retry = (last.place + 1, last.part)
        (place, part) = (last.place + 1, last.part + 1)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { $0 == .any }
  }
}
