/// A statement on its way from MySQL's dialect to SQLite's: piece by piece, so that no text is mistaken for another.
struct SQLDraft {
  let tokens: [SQLToken]
  private var before: [String]
  private var texts: [String]
  private var after: [String]

  /// The statement as it is, but for what is written differently everywhere: quotes and a few operators.
  init(_ tokens: [SQLToken]) {
    self.tokens = tokens
    before = Array(repeating: "", count: tokens.count)
    after = before
    texts = tokens.enumerated().map { index, token in
      switch token.kind {
      case .string: return SQLText.literal(token.text)
      case .name: return SQLText.quoted(name: token.text)
      case .symbol: return Self.symbols[token.text] ?? token.text
      case .variable: return token.text.lowercased() == "@@version" ? "'\(SQLText.version)'" : "NULL"
      case .word, .number:
        if index > 0, tokens[index - 1].keyword == "COLLATE" {
          return MySQLCollation(mySQL: token.text).rawValue
        }
        return token.text
      }
    }
  }

  private static let symbols = ["||": "OR", "&&": "AND", "!": "NOT", "<=>": "IS"]

  /// Writes a piece in another way.
  mutating func set(_ index: Int, _ text: String) { texts[index] = text }

  /// Puts text before and after a range of pieces.
  mutating func wrap(_ range: Range<Int>, _ opening: String, _ closing: String) {
    guard let first = range.first, let last = range.last else { return }
    before[first] = opening + before[first]
    after[last] += closing
  }

  /// Puts text in place of a range of pieces.
  mutating func replace(_ range: Range<Int>, with text: String) {
    for index in range { (before[index], texts[index], after[index]) = ("", "", "") }
    if let first = range.first { texts[first] = text }
  }

  /// The pieces of a range as they are now.
  func text(_ range: Range<Int>) -> String {
    range.map { before[$0] + texts[$0] + after[$0] }.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

/// Names and literals as SQLite reads them.
enum SQLText {
  /// The server that is stood in for.
  static let version = "8.0.32"

  static func quoted(name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

  static func literal(_ text: String) -> String {
    // SQLite reads no further than a zero byte.
    "'" + text.replacing("\0", with: "").replacing("'", with: "''") + "'"
  }
}
