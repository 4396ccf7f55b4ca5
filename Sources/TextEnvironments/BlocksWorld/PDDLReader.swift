import RLCore

/// A text that is not the PDDL that was expected.
public struct PDDLError: Error, Equatable, CustomStringConvertible, Sendable {
  /// From 1.
  public var line: Int
  /// From 1, in characters.
  public var column: Int
  /// What is wrong and what was expected.
  public var message: String

  /// An error at a place.
  public init(line: Int, column: Int, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }

  /// `line:column: message`.
  public var description: String { "\(line):\(column): \(message)".plainLine }
}

/// One expression of a PDDL text: a word or a list, with its place.
struct PDDLExpression {
  enum Content {
    case word(String, raw: String)
    case list([PDDLExpression])
  }

  var line: Int
  var column: Int
  var content: Content

  /// The word in lower case (PDDL does not tell cases apart), or nil for a list.
  var word: String? {
    if case .word(let text, _) = content { return text }
    return nil
  }

  /// The word as it stands there, or nil for a list.
  var raw: String? {
    if case .word(_, let text) = content { return text }
    return nil
  }

  /// Every word in it, however deep.
  var words: [String] {
    switch content {
    case .word(let text, _): [text]
    case .list(let parts): parts.flatMap(\.words)
    }
  }

  /// The parts of a list, or nil for a word.
  var list: [PDDLExpression]? {
    if case .list(let parts) = content { return parts }
    return nil
  }

  func error(_ message: String) -> PDDLError { PDDLError(line: line, column: column, message: message) }

  /// The parts of a list that starts with `keyword`, without it.
  func parts(after keyword: String) throws -> ArraySlice<PDDLExpression> {
    guard let list, list.first?.word == keyword else { throw error("expected (\(keyword) ...)") }
    return list.dropFirst()
  }

  /// The word; `role` says what was expected.
  func requireWord(_ role: String) throws -> String {
    guard let word else { throw error("expected \(role), found a list") }
    return word
  }
}

/// Splits a PDDL text into expressions.
struct PDDLReader {
  /// Deeper nesting is refused before it can exhaust the stack.
  private static let deepest = 100

  private let characters: [Character]
  private var index = 0
  private var line = 1
  private var column = 1

  /// The single expression that `text` holds.
  static func read(_ text: String) throws -> PDDLExpression {
    // Some editors begin a file with a mark of its byte order.
    var reader = PDDLReader(characters: Array(text.first == "\u{FEFF}" ? text.dropFirst() : text[...]))
    reader.skipBlanks()
    let expression = try reader.expression(depth: 0)
    reader.skipBlanks()
    guard reader.peek == nil else { throw reader.error("text after the end of the definition") }
    return expression
  }

  private init(characters: [Character]) { self.characters = characters }

  private var peek: Character? { index < characters.count ? characters[index] : nil }

  private func error(_ message: String) -> PDDLError { PDDLError(line: line, column: column, message: message) }

  private mutating func advance() {
    if characters[index].isNewline {
      line += 1
      column = 1
    } else {
      column += 1
    }
    index += 1
  }

  /// Blanks and comments, which start with a semicolon.
  private mutating func skipBlanks() {
    while let character = peek {
      if character == ";" {
        while let next = peek, !next.isNewline { advance() }
      } else if character.isWhitespace {
        advance()
      } else {
        return
      }
    }
  }

  private mutating func expression(depth: Int) throws -> PDDLExpression {
    let (line, column) = (line, column)
    guard let character = peek else { throw error("the text ends where an expression was expected") }
    guard character != ")" else { throw error("a closing bracket without an opening one") }
    guard character == "(" else {
      var word = ""
      while let next = peek, next != "(", next != ")", next != ";", !next.isWhitespace {
        word.append(next)
        advance()
      }
      return PDDLExpression(line: line, column: column, content: .word(word.lowercased(), raw: word))
    }
    guard depth < Self.deepest else { throw error("brackets are nested deeper than \(Self.deepest)") }
    advance()
    var parts: [PDDLExpression] = []
    while true {
      skipBlanks()
      guard let next = peek else {
        throw PDDLError(line: line, column: column, message: "this bracket is never closed")
      }
      if next == ")" { break }
      parts.append(try expression(depth: depth + 1))
    }
    advance()
    return PDDLExpression(line: line, column: column, content: .list(parts))
  }
}
