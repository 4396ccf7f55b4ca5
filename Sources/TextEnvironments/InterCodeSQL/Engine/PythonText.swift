import Foundation

/// Values as Python writes them when it shows a list of rows.
enum PythonText {
  /// A row.
  static func tuple(_ values: [SQLValue], _ types: [MySQLType]) -> String {
    let parts = values.enumerated().map { index, value in
      text(value, index < types.count ? types[index] : .null)
    }
    return parts.count == 1 ? "(\(parts[0]),)" : "(\(parts.joined(separator: ", ")))"
  }

  /// A value, by what it is for MySQL.
  static func text(_ value: SQLValue, _ type: MySQLType) -> String {
    switch (value, type) {
    case (.null, _): return "None"
    case (.integer(let number), .decimal(let scale)):
      return "Decimal('\(number)\(scale > 0 ? "." + String(repeating: "0", count: scale) : "")')"
    case (.real(let number), .decimal(let scale)):
      return "Decimal('\(fixed(SQLiteFunction.rounded(number, scale), scale))')"
    case (.text(let digits), .decimal): return "Decimal('\(digits)')"
    case (.integer(let number), .double), (.integer(let number), .float): return self.number(Double(number))
    case (.real(let number), .double(let scale)):
      return self.number(scale.map { SQLiteFunction.rounded(number, $0) } ?? number)
    case (.real(let number), .float(let scale)):
      let shown = scale.map { fixed(number, $0) } ?? String(format: "%.6g", number)
      return self.number(Double(shown) ?? number)
    case (.real(let number), .integer):
      return Int64(exactly: number.rounded()).map { "\($0)" } ?? self.number(number)
    case (.text(let text), .datetime): return moment(text, hasTime: true) ?? "None"
    case (.text(let text), .date): return moment(text, hasTime: false) ?? "None"
    case (.integer, .text), (.real, .text): return quoted(value.string ?? "")
    case (.integer(let number), _): return "\(number)"
    case (.real(let number), _): return self.number(number)
    case (.text(let text), _): return quoted(text)
    }
  }

  private static func fixed(_ number: Double, _ decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", number)
    return text.hasPrefix("-") && !text.contains(where: { ("1"..."9").contains($0) }) ? String(text.dropFirst()) : text
  }

  /// A number of double precision: the shortest text that gives it back.
  static func number(_ number: Double) -> String {
    if abs(number) >= 1e16, abs(number) < 1e17 {
      // Here Swift still writes all digits.
      let digits = String(format: "%.16e", number)
      for places in 0...16 {
        let text = String(format: "%.\(places)e", number)
        if Double(text) == number { return text }
      }
      return digits
    }
    return "\(number)"
  }

  /// A date or a moment; nil for what is none, such as a date of noughts.
  private static func moment(_ text: String, hasTime: Bool) -> String? {
    guard let moment = SQLiteFunction.Moment(text), moment.month > 0, moment.day > 0 else { return nil }
    let date = "\(moment.year), \(moment.month), \(moment.day)"
    guard hasTime else { return "datetime.date(\(date))" }
    let seconds = moment.second > 0 ? ", \(moment.second)" : ""
    return "datetime.datetime(\(date), \(moment.hour), \(moment.minute)\(seconds))"
  }

  /// A text in quotes: in double ones where only single ones are in it.
  static func quoted(_ text: String) -> String {
    let mark: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
    var result = String(mark)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if Character(scalar) == mark {
          result += "\\\(mark)"
        } else if scalar.value < 32 || (127...160).contains(scalar.value) || scalar.value == 173 {
          result += String(format: "\\x%02x", scalar.value)
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + String(mark)
  }
}
