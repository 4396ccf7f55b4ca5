import Foundation

/// The texts of a game as its file states them (TextWorld's `twl2`): productions, and a command and a feedback for each
/// action.
///
/// Productions stand as JSON in blocks of their own and within actions; a later block replaces a production of the same
/// name.
struct GrammarFile {
  /// One way to write a production.
  struct Production: Decodable {
    /// A query that must have an answer; nil or empty where it always applies.
    var condition: String?
    /// The text, with names of productions, values and lists in it.
    var rhs: String
  }

  /// How an action is written and answered.
  struct Action {
    var template: String
    var feedback: String
  }

  private(set) var productions: [String: [Production]] = [:]
  /// By name in lower case.
  private(set) var actions: [String: Action] = [:]

  /// Reads a grammar.
  ///
  /// - Throws: `GameError.texts` with the line.
  init(_ source: String) throws {
    var scanner = GrammarScanner(source)
    while let word = try scanner.word() {
      switch word {
      case "grammar":
        try scanner.expect("::")
        try add(try scanner.block(), scanner)
        try scanner.expect(";")
      case "action":
        guard let name = try scanner.word() else { throw scanner.error("expected the name of an action") }
        actions[name.lowercased()] = try action(&scanner)
      default: throw scanner.error("expected grammar or action, found '\(word)'")
      }
    }
  }

  private mutating func action(_ scanner: inout GrammarScanner) throws -> Action {
    var action = Action(template: "", feedback: "")
    try scanner.expect("{")
    while try !scanner.skips("}") {
      guard let field = try scanner.word() else { throw scanner.error("expected template, feedback, grammar or }") }
      try scanner.expect("::")
      switch field {
      case "template": action.template = try scanner.string()
      case "feedback": action.feedback = try scanner.string()
      case "grammar": try add(try scanner.block(), scanner)
      // Rules beside the texts; those of the domain count.
      case "pddl": _ = try scanner.block()
      default: throw scanner.error("expected template, feedback or grammar, found '\(field)'")
      }
      try scanner.expect(";")
    }
    return action
  }

  private mutating func add(_ block: ArraySlice<UInt8>, _ scanner: GrammarScanner) throws {
    let lines = block.split(separator: 10, omittingEmptySubsequences: false)
      .filter { $0.first { $0 > 32 } != UInt8(ascii: "#") }
    do {
      let more = try JSONDecoder().decode([String: [Production]].self, from: Data(lines.joined(separator: [10])))
      productions.merge(more) { _, new in new }
    } catch {
      throw scanner.error("the block that ends here is no JSON object of productions with rhs and condition")
    }
  }
}

/// Reads the words, strings and blocks of a grammar.
struct GrammarScanner {
  private let bytes: [UInt8]
  private var place = 0

  init(_ source: String) { bytes = Array(source.utf8) }

  func error(_ message: String) -> GameError {
    GameError.texts(line: 1 + bytes.prefix(place).count { $0 == 10 }, message)
  }

  private mutating func skipBlanks() {
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "#") {
        while place < bytes.count, bytes[place] != 10 { place += 1 }
      } else if bytes[place] <= 32 {
        place += 1
      } else {
        return
      }
    }
  }

  private func starts(_ text: String) -> Bool { bytes[place...].starts(with: text.utf8) }

  /// Goes over `text` where it stands here.
  mutating func skips(_ text: String) throws -> Bool {
    skipBlanks()
    guard place < bytes.count else { throw error("the text ends where '\(text)' was expected") }
    guard starts(text) else { return false }
    place += text.utf8.count
    return true
  }

  mutating func expect(_ text: String) throws {
    guard try skips(text) else { throw error("expected '\(text)'") }
  }

  /// A name, or nil at the end.
  mutating func word() throws -> String? {
    skipBlanks()
    guard place < bytes.count else { return nil }
    let start = place
    while place < bytes.count, Self.isPartOfName(bytes[place]) { place += 1 }
    guard place > start else { throw error("expected a name") }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"):
      true
    default: false
    }
  }

  /// What stands between quotation marks.
  mutating func string() throws -> String {
    try expect("\"")
    return String(decoding: try until("\""), as: UTF8.self)
  }

  /// What stands between threefold quotation marks.
  mutating func block() throws -> ArraySlice<UInt8> {
    try expect("\"\"\"")
    return try until("\"\"\"")
  }

  private mutating func until(_ end: String) throws -> ArraySlice<UInt8> {
    let start = place
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") || !starts(end) { place += 1 }
    guard place < bytes.count else { throw error("a text without its closing \(end)") }
    defer { place += end.utf8.count }
    return bytes[start..<place]
  }
}
