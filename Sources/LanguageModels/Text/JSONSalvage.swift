/// A JSON value as a model may write it: numbers may be `NaN` or `Infinity`, and the text may end too early.
///
/// Checkpoints have a type of their own for JSON (`StoredJSON` in Algorithms): there a whole number has to come back to the
/// last bit, also beyond 2⁵³, and what does not fit is an error. Here the text is a stranger's, so that it is read with
/// bounds and leniently, and numbers are `Double`, as they are in what is read next.
package enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The value's type, for a reason that a person reads.
  package var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .text: "text"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

/// Reads JSON out of untrusted text: bounded depth, no recursion without limit, never traps.
///
/// Strict on structure (a wrong comma fails the value), lenient on what models get wrong harmlessly: trailing commas,
/// comments, raw line breaks in strings, `NaN`, `Infinity`, `True`, a mark at the beginning of a file.
package struct JSONSalvage {
  /// Why reading stopped.
  package enum Failure: Error {
    /// The text ended in the middle of a value.
    case truncated
    /// The text is not JSON here.
    case malformed
  }

  package static let deepest = 16

  package let bytes: [UInt8]
  package var position: Int

  package init(_ bytes: [UInt8], at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  package mutating func skipSpace() {
    while position < bytes.count {
      if bytes[position] <= 0x20 {
        position += 1
      } else if bytes[position] == UInt8(ascii: "/"), let end = commentEnd {
        position = end
      } else if bytes[position] == 0xEF, bytes[position...].starts(with: [0xEF, 0xBB, 0xBF]) {
        position += 3
      } else {
        return
      }
    }
  }

  /// Where the comment that begins here ends; nil where none does.
  private var commentEnd: Int? {
    guard position + 1 < bytes.count else { return nil }
    switch bytes[position + 1] {
    case UInt8(ascii: "/"): return bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
    case UInt8(ascii: "*"):
      var end = position + 2
      while end + 1 < bytes.count {
        if bytes[end] == UInt8(ascii: "*"), bytes[end + 1] == UInt8(ascii: "/") { return end + 2 }
        end += 1
      }
      return bytes.count
    default: return nil
    }
  }

  package mutating func take(_ byte: Character) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte.asciiValue else { return false }
    position += 1
    return true
  }

  /// Reads one value.
  package mutating func value(depth: Int = 0) throws -> JSONValue {
    skipSpace()
    guard position < bytes.count else { throw Failure.truncated }
    guard depth < Self.deepest else { throw Failure.malformed }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .text(try string())
    default: return try word()
    }
  }

  private mutating func object(depth: Int) throws -> JSONValue {
    position += 1
    var members: [String: JSONValue] = [:]
    while true {
      if take("}") { return .object(members) }
      guard position < bytes.count else { throw Failure.truncated }
      guard bytes[position] == UInt8(ascii: "\"") else { throw Failure.malformed }
      let key = try string()
      guard take(":") else { throw position < bytes.count ? Failure.malformed : .truncated }
      members[key] = try value(depth: depth + 1)
      if take(",") { continue }
      skipSpace()
      guard position < bytes.count else { throw Failure.truncated }
      guard bytes[position] == UInt8(ascii: "}") else { throw Failure.malformed }
    }
  }

  private mutating func array(depth: Int) throws -> JSONValue {
    position += 1
    var values: [JSONValue] = []
    while true {
      if take("]") { return .array(values) }
      values.append(try value(depth: depth + 1))
      if take(",") { continue }
      skipSpace()
      guard position < bytes.count else { throw Failure.truncated }
      guard bytes[position] == UInt8(ascii: "]") else { throw Failure.malformed }
    }
  }

  private mutating func string() throws -> String {
    position += 1
    var text: [UInt8] = []
    var units: [UInt16] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\\") {
        guard position < bytes.count else { throw Failure.truncated }
        let escape = bytes[position]
        position += 1
        if escape == UInt8(ascii: "u") {
          units.append(try hexadecimal())
          continue
        }
        flush(&units, into: &text)
        text.append(Self.unescaped(escape))
      } else {
        flush(&units, into: &text)
        if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
        text.append(byte)
      }
    }
    throw Failure.truncated
  }

  private func flush(_ units: inout [UInt16], into text: inout [UInt8]) {
    guard !units.isEmpty else { return }
    text.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
    units = []
  }

  private mutating func hexadecimal() throws -> UInt16 {
    guard position + 4 <= bytes.count else { throw Failure.truncated }
    let digits = String(decoding: bytes[position..<(position + 4)], as: UTF8.self)
    guard let unit = UInt16(digits, radix: 16) else { throw Failure.malformed }
    position += 4
    return unit
  }

  private static func unescaped(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    default: byte
    }
  }

  /// A number or a bare word.
  private mutating func word() throws -> JSONValue {
    let start = position
    let ends: [UInt8] = [
      UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"), UInt8(ascii: "/"),
    ]
    while position < bytes.count, bytes[position] > 0x20, !ends.contains(bytes[position]), position - start < 64 {
      position += 1
    }
    guard position < bytes.count else { throw Failure.truncated }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    switch text.lowercased() {
    case "null", "none": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default:
      guard let number = Double(text) else { throw Failure.malformed }
      return .number(number)
    }
  }
}
