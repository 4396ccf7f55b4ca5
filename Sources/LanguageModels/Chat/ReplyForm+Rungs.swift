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
}
