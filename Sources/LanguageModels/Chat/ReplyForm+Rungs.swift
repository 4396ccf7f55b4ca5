internal import RLCore

extension Conversation.ReplyForm {
  /// How the form of an answer can be asked for, from the strictest to none at all.
  enum Rung: String, Sendable, Codable, Comparable {
    /// By its schema.
    case schema = "json_schema"
    /// As some JSON object.
    case object = "json_object"
    /// In the prompt's words only.
    case prompt

    private var height: Int {
      switch self {
      case .schema: 2
      case .object: 1
      case .prompt: 0
      }
    }

    static func < (left: Rung, right: Rung) -> Bool { left.height < right.height }

    /// The next one down.
    var below: Rung { self == .schema ? .object : .prompt }
  }

  /// The rung that this form asks for.
  var rung: Rung {
    switch self {
    case .prose: .prompt
    case .schema: .schema
    case .object: .object
    }
  }

  /// The value of `response_format` when nothing stricter than `highest` is understood; nil to leave it out.
  func responseFormat(highest: Rung) -> String? {
    switch min(rung, highest) {
    case .prompt: return nil
    case .object: return #"{"type":"json_object"}"#
    case .schema:
      guard case .schema(let name, let json) = self else { return nil }
      return JSONText.object([
        ("type", #""json_schema""#),
        ("json_schema", JSONText.object([("name", JSONText.quoted(name)), ("strict", "true"), ("schema", json)])),
      ])
    }
  }
}
