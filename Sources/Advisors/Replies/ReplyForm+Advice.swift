internal import LanguageModels
internal import RLCore

extension Conversation.ReplyForm {
  /// The form of the reply to a prompt of `kind`, where the policy may act within `space`.
  static func advice(_ kind: AdviceKind, _ space: ActionSpace?) -> Self {
    kind == .caseAnalysis ? .prose : .schema(name: "critical_states", json: criticalStates(space))
  }

  /// Critical states with their members in the order of thought: the reasons come before what is concluded from them.
  private static func criticalStates(_ space: ActionSpace?) -> String {
    let item: [(String, String)] = [
      ("episode", JSONSchema.type("integer")), ("step", JSONSchema.type("integer")),
      ("rationale", JSONSchema.type("string")), ("action", action(space)), ("reward", JSONSchema.type("number")),
      ("recorded_reward", JSONSchema.type("number")), ("state_value", JSONSchema.type("number")),
      ("hold", JSONSchema.type("integer")),
      ("confidence", JSONSchema.type("number")),
    ]
    return JSONSchema.object([("critical_states", JSONSchema.array(of: JSONSchema.object(item)))])
  }

  private static func action(_ space: ActionSpace?) -> String {
    let vector = JSONSchema.array(of: JSONSchema.type("number"))
    switch space {
    case .discrete(let names):
      return JSONText.object([("type", #""string""#), ("enum", JSONText.array(names.map(JSONText.quoted)))])
    case .box: return vector
    case nil: return JSONText.object([("anyOf", JSONText.array([JSONSchema.type("string"), vector]))])
    }
  }
}
