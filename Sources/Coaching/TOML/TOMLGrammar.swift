/// Why a text is not TOML, and where.
package struct TOMLFault: Error, Equatable {
  /// From 1.
  package var line: Int
  /// From 1, in characters.
  package var column: Int
  /// What is wrong and what was expected.
  package var reason: String
}

/// Holds a text to the grammar of TOML 1.0, without making values of it.
///
/// Standard: https://toml.io/en/v1.0.0, whose expressions are the functions here. Bounds beyond it: `deepest` values
/// within each other and `longestKey` parts of a key, so that whoever makes values may do so by recursion. Which keys may
/// stand twice is left to the library, as is the range of numbers and dates.
/// - Complexity: O(bytes).
package struct TOMLGrammar {
  /// Arrays and inline tables within each other, at most.
  package static let deepest = 32
  /// Parts of a dotted key, at most.
  package static let longestKey = 16

  let bytes: [UInt8]
  var position = 0

  /// The text of `bytes`, without a byte order mark. Throws where it is not TOML.
  package static func check(_ bytes: [UInt8]) throws(TOMLFault) -> String {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var grammar = TOMLGrammar(bytes: Array(bytes[start...]))
    guard let text = String(validating: grammar.bytes, as: UTF8.self) else {
      grammar.position = grammar.firstInvalid
      throw grammar.fault("the text is not UTF-8 here; save it as UTF-8")
    }
    try grammar.document()
    return text
  }

  private mutating func document() throws(TOMLFault) {
    while true {
      skipBlanks()
      guard let byte = peek else { return }
      switch byte {
      case 0x0A, 0x0D, UInt8(ascii: "#"): break
      case UInt8(ascii: "["): try header()
      default: try pair(depth: 0)
      }
      try endOfLine()
    }
  }

  /// `[a.b]` or `[[a.b]]`.
  private mutating func header() throws(TOMLFault) {
    position += 1
    let isArray = take("[")
    skipBlanks()
    try key()
    skipBlanks()
    guard take("]"), !isArray || take("]") else {
      throw fault("expected \(isArray ? "]] after the name of a table of an array" : "] after a table's name")")
    }
    skipBlanks()
  }

  /// `key = value`.
  mutating func pair(depth: Int) throws(TOMLFault) {
    try key()
    skipBlanks()
    guard take("=") else { throw fault("expected = after the key") }
    skipBlanks()
    try value(depth: depth)
    skipBlanks()
  }

  /// A key, bare or quoted, with dots between its parts.
  private mutating func key() throws(TOMLFault) {
    for part in 1... {
      guard part <= Self.longestKey else { throw fault("a key of more than \(Self.longestKey) parts") }
      switch peek {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        guard !isNext("\"\"\"") && !isNext("'''") else { throw fault("a key is one line: one quote at each end") }
        try string()
      default:
        let start = position
        while let byte = peek, Self.isBare(byte) { position += 1 }
        guard position > start else { throw fault("expected a key, \(found)") }
      }
      let end = position
      skipBlanks()
      guard take(".") else {
        position = end
        return
      }
      skipBlanks()
    }
  }

  private mutating func endOfLine() throws(TOMLFault) {
    try skipComment()
    guard peek != nil else { return }
    guard takeNewline() else { throw fault("expected the end of the line, \(found)") }
  }

  /// A comment, up to the end of its line.
  mutating func skipComment() throws(TOMLFault) {
    guard peek == UInt8(ascii: "#") else { return }
    while let byte = peek, byte != 0x0A, !isNext("\r\n") {
      guard Self.isText(byte) else { throw fault("a control character in a comment") }
      position += 1
    }
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// Whether a byte may stand in a text or comment; line ends are dealt with before.
  static func isText(_ byte: UInt8) -> Bool { byte == 0x09 || byte >= 0x20 && byte != 0x7F }
}

// What every expression is made of.
extension TOMLGrammar {
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// What stands here, for an error.
  var found: String {
    guard let byte = peek else { return "found the end of the text" }
    guard byte != 0x0A, !isNext("\r\n") else { return "found the end of the line" }
    guard byte != 0x0D else { return "found a carriage return without a line feed" }
    let character = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self).first
    return byte < 0x20 || byte == 0x7F ? "found a control character" : "found \(character.map { "'\($0)'" } ?? "")"
  }

  func isNext(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard position + count <= bytes.count else { return false }
    return (0..<count).allSatisfy { bytes[position + $0] == text.utf8Start[$0] }
  }

  mutating func take(_ text: StaticString) -> Bool {
    guard isNext(text) else { return false }
    position += text.utf8CodeUnitCount
    return true
  }

  mutating func takeNewline() -> Bool { take("\n") || take("\r\n") }

  mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x09 { position += 1 }
  }

  /// A fault at the present place.
  func fault(_ reason: String) -> TOMLFault {
    let before = bytes[..<min(position, bytes.count)]
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return TOMLFault(
      line: before.count { $0 == 0x0A } + 1, column: String(decoding: before[start...], as: UTF8.self).count + 1,
      reason: reason)
  }

  /// The first place that is not UTF-8, to the line.
  fileprivate var firstInvalid: Int {
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
      guard String(validating: bytes[start..<end], as: UTF8.self) != nil else { return start }
      start = end
    }
    return 0
  }
}
