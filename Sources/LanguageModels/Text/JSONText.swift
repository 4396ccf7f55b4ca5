/// Writes JSON piece by piece, so that members keep the order in which they are given.
///
/// The order matters in a schema: a model that is held to one writes the members in that order, and a rationale that comes
/// after the action would only defend it.
package enum JSONText {
  /// A string with its quotes.
  package static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    bytes.reserveCapacity(text.utf8.count + 2)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += Array("\\n".utf8)
      case 0x0D: bytes += Array("\\r".utf8)
      case 0x09: bytes += Array("\\t".utf8)
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        bytes += Array(("\\u00" + (digits.count < 2 ? "0" : "") + digits).utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A number; one that is not finite becomes `null`, since JSON has no other word for it.
  package static func number(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    if let whole = Int(exactly: value), whole.magnitude < 1 << 53 { return "\(whole)" }
    return "\(value)"
  }

  /// An object of members whose values are JSON already.
  package static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { quoted($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
  }

  /// The text of an object with the members of another behind its own.
  package static func extended(_ object: String, by members: [String: JSONValue]) -> String {
    guard !members.isEmpty, object.hasSuffix("}") else { return object }
    let more = String(JSONValue.object(members).canonical.dropFirst())
    return String(object.dropLast()) + (object == "{}" ? "" : ",") + more
  }

  /// An array of values that are JSON already.
  package static func array(_ values: [String]) -> String {
    "[" + values.joined(separator: ",") + "]"
  }
}

/// Looking into JSON that came from elsewhere: what is not there, or of another type, is nil.
extension JSONValue {
  /// Reads the first value of `bytes`; nil when there is none.
  package init?(reading bytes: [UInt8]) {
    var salvage = JSONSalvage(bytes)
    guard let value = try? salvage.value() else { return nil }
    self = value
  }

  /// Reads `text` when it is one value and nothing else.
  package init?(whole text: String) {
    var salvage = JSONSalvage(Array(text.utf8))
    guard let value = try? salvage.value() else { return nil }
    salvage.skipSpace()
    guard salvage.position == salvage.bytes.count else { return nil }
    self = value
  }

  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  package var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  package var number: Double? {
    guard case .number(let number) = self, number.isFinite else { return nil }
    return number
  }

  /// A count of tokens, also where it was written as text; nil for what cannot be one. Bounded, so that so many calls with so
  /// many can still be added up.
  package var tokens: Int? {
    let number = number ?? text.flatMap(Double.init)
    guard let number, (0...0x1p53).contains(number) else { return nil }
    return min(Int(number), 1_000_000_000)
  }

  /// A whole number from 0 to 2⁵³.
  package var count: Int? {
    guard let number, (0...0x1p53).contains(number) else { return nil }
    return Int(number)
  }

  package var items: [JSONValue]? {
    guard case .array(let values) = self else { return nil }
    return values
  }

  /// The value with sorted keys and no space: equal values have equal text, whoever wrote them.
  package var canonical: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let value): JSONText.number(value)
    case .text(let text): JSONText.quoted(text)
    case .array(let values): JSONText.array(values.map(\.canonical))
    case .object(let members):
      JSONText.object(
        members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value.canonical) })
    }
  }
}
