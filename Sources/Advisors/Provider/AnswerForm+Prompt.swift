internal import LanguageModels
internal import RLCore

extension AnswerForm {
  /// The form of the reply to `prompt`.
  init(_ prompt: Prompt) {
    self =
      prompt.kind == .caseAnalysis
      ? .prose : .schema(name: "critical_states", json: Self.criticalStates(prompt.context?.actionSpace))
  }

  /// Critical states with their members in the order of thought: the reasons come before what is concluded from them.
  private static func criticalStates(_ space: ActionSpace?) -> String {
    let item: [(String, String)] = [
      ("episode", type("integer")), ("step", type("integer")), ("rationale", type("string")), ("action", action(space)),
      ("reward", type("number")), ("confidence", type("number")),
    ]
    return object([("critical_states", JSONText.object([("type", #""array""#), ("items", object(item))]))])
  }

  private static func action(_ space: ActionSpace?) -> String {
    let vector = JSONText.object([("type", #""array""#), ("items", type("number"))])
    switch space {
    case .discrete(let names):
      return JSONText.object([("type", #""string""#), ("enum", JSONText.array(names.map(JSONText.quoted)))])
    case .box: return vector
    case nil: return JSONText.object([("anyOf", JSONText.array([type("string"), vector]))])
    }
  }
}
