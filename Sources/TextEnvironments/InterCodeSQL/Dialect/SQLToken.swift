/// A piece of SQL as MySQL reads it.
struct SQLToken: Sendable, Equatable {
  /// What a piece is.
  enum Kind: Sendable, Equatable {
    /// A keyword or a name without quotes.
    case word
    /// A name in backticks; `text` is without them.
    case name
    /// A string in either quotes; `text` is what it stands for.
    case string
    /// A number.
    case number
    /// An operator or a mark; of several characters where MySQL has one.
    case symbol
    /// A variable, such as `@@version`.
    case variable
  }

  /// What it is.
  var kind: Kind
  /// What it stands for.
  var text: String
  /// Where it stands in the statement, in bytes.
  var range: Range<Int>
  /// The word in capitals; empty for what is no word.
  var keyword: String

  /// A word or a name in backticks: what may name a table or a column.
  var isName: Bool { kind == .word || kind == .name }

  /// Whether it is this operator or mark.
  func isSymbol(_ text: String) -> Bool { kind == .symbol && self.text == text }
}

/// A statement that cannot be read.
struct SQLSyntaxError: Error, Equatable {
  /// Where reading stopped, in bytes.
  var offset: Int
}

/// Cuts SQL into pieces, as MySQL does with its default settings: `"` quotes strings, `#` and `-- ` begin comments.
struct SQLLexer {
  private let bytes: [UInt8]
  private var position = 0

  private init(_ sql: String) { bytes = Array(sql.utf8) }

  /// The pieces of `sql`, comments left out.
  ///
  /// - Throws: `SQLSyntaxError` at a quote or a comment that does not end.
  /// - Complexity: O(bytes).
  static func tokens(of sql: String) throws(SQLSyntaxError) -> [SQLToken] {
    var lexer = SQLLexer(sql)
    var tokens: [SQLToken] = []
    while let token = try lexer.next() { tokens.append(token) }
    return tokens
  }

  private func byte(_ ahead: Int = 0) -> UInt8? {
    position + ahead < bytes.count ? bytes[position + ahead] : nil
  }

  private mutating func next() throws(SQLSyntaxError) -> SQLToken? {
    try skipBlanks()
    guard let first = byte() else { return nil }
    let start = position
    switch first {
    case Ascii.quote, Ascii.doubleQuote: return token(.string, try quoted(first), from: start)
    case Ascii.backtick: return token(.name, try quoted(first), from: start)
    case Ascii.at:
      while let next = byte(), next == Ascii.at || Ascii.isNamePart(next) || next == Ascii.dot { position += 1 }
      return token(.variable, raw(from: start), from: start)
    default:
      if Ascii.isDigit(first) || first == Ascii.dot && byte(1).map(Ascii.isDigit) == true, let text = number() {
        return token(.number, text, from: start)
      }
      if Ascii.isNamePart(first) {
        while let next = byte(), Ascii.isNamePart(next) { position += 1 }
        return token(.word, raw(from: start), from: start)
      }
      for length in [3, 2] where position + length <= bytes.count {
        let text = String(decoding: bytes[position..<position + length], as: UTF8.self)
        if Self.symbols.contains(text) {
          position += length
          return token(.symbol, text, from: start)
        }
      }
      position += 1
      return token(.symbol, raw(from: start), from: start)
    }
  }

  private static let symbols: Set<String> = ["<=>", "<=", ">=", "<>", "!=", "||", "&&", "<<", ">>", ":=", "->"]

  private func raw(from start: Int) -> String { String(decoding: bytes[start..<position], as: UTF8.self) }

  private func token(_ kind: SQLToken.Kind, _ text: String, from start: Int) -> SQLToken {
    SQLToken(kind: kind, text: text, range: start..<position, keyword: kind == .word ? text.uppercased() : "")
  }

  private mutating func skipBlanks() throws(SQLSyntaxError) {
    while let first = byte() {
      if Ascii.isBlank(first) {
        position += 1
      } else if first == Ascii.hash
        || first == Ascii.dash && byte(1) == Ascii.dash && byte(2).map(Ascii.isBlank) != false
      {
        while let next = byte(), next != Ascii.newline { position += 1 }
      } else if first == Ascii.slash, byte(1) == Ascii.star {
        let start = position
        position += 2
        while byte() != Ascii.star || byte(1) != Ascii.slash {
          guard byte() != nil else { throw SQLSyntaxError(offset: start) }
          position += 1
        }
        position += 2
      } else {
        return
      }
    }
  }

  /// What the quoted piece at the present place stands for; a doubled quote is one, and strings know backslashes.
  private mutating func quoted(_ quote: UInt8) throws(SQLSyntaxError) -> String {
    let start = position
    position += 1
    var content: [UInt8] = []
    while let next = byte() {
      position += 1
      if next == quote {
        guard byte() == quote else { return String(decoding: content, as: UTF8.self) }
        position += 1
        content.append(quote)
      } else if next == Ascii.backslash, quote != Ascii.backtick, let escaped = byte() {
        position += 1
        content += Self.meaning(ofEscaped: escaped)
      } else {
        content.append(next)
      }
    }
    throw SQLSyntaxError(offset: start)
  }

  /// What a byte after a backslash stands for; before `%` and `_` the backslash stays, for `LIKE`.
  static func meaning(ofEscaped byte: UInt8) -> [UInt8] {
    switch byte {
    case UInt8(ascii: "0"): [0]
    case UInt8(ascii: "b"): [8]
    case UInt8(ascii: "n"): [10]
    case UInt8(ascii: "r"): [13]
    case UInt8(ascii: "t"): [9]
    case UInt8(ascii: "Z"): [26]
    case UInt8(ascii: "%"), UInt8(ascii: "_"): [Ascii.backslash, byte]
    default: [byte]
    }
  }

  /// A number at the present place, or nil where the digits begin a name, such as `18_49_share`.
  private mutating func number() -> String? {
    let start = position
    func skipDigits() { while let next = byte(), Ascii.isDigit(next) { position += 1 } }
    if byte() == UInt8(ascii: "0"), byte(1).map({ $0 | 0x20 }) == UInt8(ascii: "x"), byte(2).map(Ascii.isHex) == true {
      position += 2
      while let next = byte(), Ascii.isHex(next) { position += 1 }
    } else {
      skipDigits()
      if byte() == Ascii.dot {
        position += 1
        skipDigits()
      }
      if byte().map({ $0 | 0x20 }) == UInt8(ascii: "e") {
        let sign = byte(1) == Ascii.plus || byte(1) == Ascii.dash ? 1 : 0
        if byte(1 + sign).map(Ascii.isDigit) == true {
          position += 1 + sign
          skipDigits()
        }
      }
    }
    if let next = byte(), Ascii.isNamePart(next) {
      position = start
      return nil
    }
    return raw(from: start)
  }
}

/// Bytes that SQL is made of.
enum Ascii {
  static let quote = UInt8(ascii: "'")
  static let doubleQuote = UInt8(ascii: "\"")
  static let backtick = UInt8(ascii: "`")
  static let backslash = UInt8(ascii: "\\")
  static let at = UInt8(ascii: "@")
  static let dot = UInt8(ascii: ".")
  static let hash = UInt8(ascii: "#")
  static let dash = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let slash = UInt8(ascii: "/")
  static let star = UInt8(ascii: "*")
  static let newline = UInt8(ascii: "\n")
  static let semicolon = UInt8(ascii: ";")

  static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
  static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
  static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (97...102).contains(byte | 0x20) }
  /// Letters, digits, `_`, `$` and everything beyond ASCII.
  static func isNamePart(_ byte: UInt8) -> Bool {
    isDigit(byte) || (97...122).contains(byte | 0x20) || byte == 95 || byte == 36 || byte >= 128
  }
}
