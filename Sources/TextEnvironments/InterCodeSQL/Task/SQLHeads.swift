/// What stands over the columns of an answer, as MySQL names them: for people, since answers hold their rows alone.
struct SQLHeads {
  /// A name for each column; numbers where nothing better is known.
  let names: [String]

  /// The names of `width` columns that `statement` gave; `columns` knows those of a table. An empty answer has as many
  /// columns as the statement names.
  init(_ statement: String, width: Int, columns: (_ table: String) -> [String]?) {
    let known = Self.known(statement, columns)
    let numbers = (0..<width).map { "\($0 + 1)" }
    if let known, width == 0 || known.count == width {
      names = known.enumerated().map { $1.isEmpty ? "\($0 + 1)" : $1 }
    } else {
      names = numbers
    }
  }

  private static func known(_ statement: String, _ columns: (String) -> [String]?) -> [String]? {
    guard var tokens = try? SQLLexer.tokens(of: statement) else { return nil }
    while tokens.last?.isSymbol(";") == true { tokens.removeLast() }
    let words = tokens.prefix(2).map(\.keyword)
    switch words.first {
    case "DESCRIBE", "DESC", "EXPLAIN": return described
    case "SHOW":
      switch words.last {
      case "TABLES": return ["Table"]
      case "DATABASES", "SCHEMAS": return ["Database"]
      case "COLUMNS", "FIELDS": return described
      default: return nil
      }
    default: break
    }
    let bytes = Array(statement.utf8)
    guard let select = try? SQLParser.select(tokens, end: bytes.count) else { return nil }
    var core = select.first
    while let inner = core.nested.first { core = inner.first }
    if core.items.count == 1, case .star = core.items[0].value.kind {
      guard core.sources.count == 1, case .table(nil, let name) = core.sources[0].origin else { return nil }
      return columns(name)
    }
    var names: [String] = []
    for item in core.items {
      if let alias = item.alias {
        names.append(alias)
        continue
      }
      switch item.value.kind {
      case .star: return nil
      case .column(_, let name): names.append(name)
      default:
        let range = item.value.range
        guard !range.isEmpty, tokens.indices.contains(range.lowerBound), tokens.indices.contains(range.upperBound - 1)
        else { return nil }
        let place = tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound - 1].range.upperBound
        names.append(String(decoding: bytes[place], as: UTF8.self))
      }
    }
    return names
  }

  private static let described = ["Field", "Type", "Null", "Key", "Default", "Extra"]
}

/// A row as Python writes a tuple, taken apart again into texts for people.
struct PythonTuple {
  /// The values: texts without quotes, numbers and dates as MySQL prints them.
  private(set) var cells: [String] = []
  private var cell = ""
  /// The value is a text, which may read like anything.
  private var isText = false

  /// The values of `text`.
  init(_ text: String) {
    var quote: Character?
    var isEscaped = false
    var depth = 0
    for character in text.dropFirst().dropLast() {
      if let mark = quote {
        if isEscaped {
          // Line ends and odd bytes stay as they are written.
          if character != "\\", character != "'", character != "\"" { cell.append("\\") }
          cell.append(character)
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == mark {
          quote = nil
        } else {
          cell.append(character)
        }
        continue
      }
      switch character {
      case "'", "\"":
        quote = character
        if depth == 0 { isText = true }
      case "," where depth == 0: finish()
      case " " where depth == 0 && cell.isEmpty: break
      default:
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        cell.append(character)
      }
    }
    if isText || !cell.isEmpty { finish() }
  }

  private mutating func finish() {
    cells.append(isText ? cell : Self.plain(cell))
    cell = ""
    isText = false
  }

  /// A value that is no text, without Python's names around it.
  private static func plain(_ value: String) -> String {
    if value == "None" { return "NULL" }
    guard value.hasSuffix(")"), let open = value.firstIndex(of: "(") else { return value }
    let inside = value[value.index(after: open)...].dropLast()
    guard value.hasPrefix("datetime.") else { return value.hasPrefix("Decimal(") ? String(inside) : value }
    let numbers = inside.split(separator: ",").map { part in
      let digits = part.drop { $0 == " " }
      return digits.count < 2 ? "0" + digits : String(digits)
    }
    guard numbers.count >= 3 else { return value }
    let day = numbers.prefix(3).joined(separator: "-")
    guard value.hasPrefix("datetime.datetime") else { return day }
    let time = (numbers.dropFirst(3) + ["00", "00", "00"]).prefix(3)
    return day + " " + time.joined(separator: ":")
  }
}
