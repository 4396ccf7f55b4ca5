internal import LanguageModels

/// The answers that a prompt shows as examples, so that a reply which repeats one is not taken for advice.
///
/// Small models copy what they were shown; an example's step may well lie in the stretch that is asked about, and then
/// nothing but its words tells that nobody thought of it.
struct ReplyExamples: Sendable, Equatable {
  /// A prompt that shows none.
  static let none = ReplyExamples(items: [])

  private let items: [[String: JSONValue]]

  private init(items: [[String: JSONValue]]) { self.items = items }

  /// The examples within a template's text, its example of an action filled in.
  init(in text: String) {
    self.init(
      items: ReplyItems.find(in: Array(text.utf8)).items.compactMap { item in
        if case .object(let members) = item { members } else { nil }
      })
  }

  /// Whether an item of a reply is one of the examples: in its words, or in all its numbers where it has no words.
  func hold(_ item: JSONValue?) -> Bool {
    guard case .object(let members) = item else { return false }
    let words = Self.words(members["rationale"])
    return items.contains { example in
      let known = Self.words(example["rationale"])
      if words.isEmpty || known.isEmpty {
        return words.isEmpty
          && ["step", "action", "reward", "confidence"].allSatisfy { members[$0] == example[$0] }
      }
      // Cut short, or with something added.
      let shared = min(words.count, known.count)
      return shared >= min(3, known.count) && words.prefix(shared) == known.prefix(shared)
    }
  }

  private static func words(_ value: JSONValue?) -> [Substring] {
    guard case .text(let text) = value else { return [] }
    return text.lowercased().split { !$0.isLetter && !$0.isNumber }
  }
}
