import Foundation
import RLCore

/// JSON with a fixed order of keys, in which infinities and NaN are the strings `Infinity`, `-Infinity` and `NaN`.
enum JSONText {
  /// The text of a value; `what` names it in an error.
  static func encode(_ value: some Encodable, what: String) throws -> String {
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw SessionStoreError.invalid(what: what, reason: "\(error)")
    }
  }

  /// The value of a text.
  static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try decoder.decode(type, from: Data(text.utf8))
  }

  /// What writes it.
  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return encoder
  }

  /// What reads it.
  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return decoder
  }
}

/// An action as plain JSON: `2` for a discrete one, `[0.25,-1]` for a vector.
struct ActionText: Codable {
  /// The action.
  var action: Action

  init(_ action: Action) {
    self.action = action
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let index = try? container.decode(Int.self) {
      action = .discrete(index)
    } else {
      action = .continuous(try container.decode([Float].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch action {
    case .discrete(let index): try container.encode(index)
    case .continuous(let vector): try container.encode(vector)
    }
  }

  /// The text for a column.
  static func text(_ action: Action) throws -> String {
    try JSONText.encode(ActionText(action), what: "an action")
  }
}
