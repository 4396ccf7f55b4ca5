internal import LanguageModels
internal import RLCore

/// Reads one item of a reply and records what was wrong with it.
struct ItemReader {
  let index: Int
  let context: AdviceContext
  var issues: [ReplyIssue] = []

  init(index: Int, context: AdviceContext) {
    self.index = index
    self.context = context
  }

  /// The suggestion, or nil with the reason among the issues.
  mutating func read(_ item: JSONValue?, advisor: String) -> Suggestion? {
    guard let item else { return reject("the item is not valid JSON") }
    guard case .object(let members) = item else { return reject("the item is \(item.typeName), not an object") }
    guard let episode = whole(members["episode"], "episode", fallback: context.episode) else { return nil }
    guard context.episode == 0 || episode == context.episode else {
      return reject("episode \(episode) was not asked about; the prompt shows episode \(context.episode)")
    }
    guard let step = whole(members["step"], "step", fallback: nil) else { return nil }
    guard context.firstStep...max(context.firstStep, context.lastStep) ~= step else {
      return reject("step \(step) is outside the shown steps \(context.firstStep) to \(context.lastStep)")
    }
    let known = context.critical.first { $0.step == step && $0.episode == episode }
    guard let action = action(members["action"], known: known?.proposal) else { return nil }
    guard let reward = bounded(members["reward"], "reward", in: -1...1, fallback: known?.proposal?.reward) else {
      return nil
    }
    guard let confidence = bounded(members["confidence"], "confidence", in: 0...1, fallback: known?.score ?? 0.5)
    else { return nil }
    var suggestion = Suggestion(
      episode: episode, step: step, action: action, reward: reward, rationale: rationale(members["rationale"], known),
      confidence: confidence, advisor: advisor)
    suggestion.blame = optional(members["recorded_reward"], "recorded_reward", in: -1...0) ?? known?.proposal?.blame
    suggestion.stateValue = optional(members["state_value"], "state_value", in: -1...1) ?? known?.value
    suggestion.hold =
      optional(members["hold"], "hold", in: 1...Double(Suggestion.longestHold)).map { Int($0.rounded()) }
      ?? known?.proposal?.hold
    // A sequence that was proposed stands as long as nothing else is said of its action.
    if suggestion.hold == nil, action == known?.proposal?.action { suggestion.following = known?.proposal?.following }
    return suggestion
  }

  private mutating func reject<Value>(_ reason: String) -> Value? {
    issues.append(ReplyIssue(kind: .rejected, item: index, reason: reason))
    return nil
  }

  private mutating func clamp(_ reason: String) {
    issues.append(ReplyIssue(kind: .clamped, item: index, reason: reason))
  }

  /// A number, also where it was written as text.
  private mutating func number(_ value: JSONValue, _ name: String) -> Double? {
    switch value {
    case .number(let number): return number
    case .text(let text):
      guard let number = Double(text.filter { !$0.isWhitespace }) ?? Self.labelled(text, name) else { return nil }
      clamp("\(name) was given as text")
      return number
    default: return nil
    }
  }

  /// The number behind its own name, as in "step 143" or "t=143"; anything more would be a guess.
  private static func labelled(_ text: String, _ name: String) -> Double? {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "." && $0 != "-" && $0 != "+" }
    guard words.count == 2, words[0] == name || words[0] == name.prefix(1) || words[0] == "t" else { return nil }
    return Double(words[1])
  }

  private mutating func whole(_ value: JSONValue?, _ name: String, fallback: Int?) -> Int? {
    guard let value, value != .null else { return fallback ?? reject("\(name) is missing") }
    guard let number = number(value, name) else {
      return reject("\(name) is \(value.typeName), not a whole number")
    }
    guard number.isFinite, abs(number) < 1e15, number == number.rounded() else {
      return reject("\(name) \(Self.short(number)) is not a whole number")
    }
    return Int(number)
  }

  private mutating func bounded(
    _ value: JSONValue?, _ name: String, in range: ClosedRange<Double>, fallback: Double?
  ) -> Double? {
    guard let value, value != .null else { return fallback ?? reject("\(name) is missing") }
    guard let number = number(value, name) else { return reject("\(name) is \(value.typeName), not a number") }
    guard number.isFinite else { return reject("\(name) is not finite") }
    return clamped(number, name, in: range)
  }

  private mutating func clamped(_ number: Double, _ name: String, in range: ClosedRange<Double>) -> Double {
    let bound = min(max(number, range.lowerBound), range.upperBound)
    if bound != number { clamp("\(name) \(Self.short(number)) was clamped to \(Self.short(bound))") }
    return bound
  }

  /// A number that a reply may leave out; one that cannot be read is left out, and said.
  private mutating func optional(_ value: JSONValue?, _ name: String, in range: ClosedRange<Double>) -> Double? {
    guard let value, value != .null else { return nil }
    guard let number = number(value, name), number.isFinite else {
      clamp("\(name) is no number that counts; it was left out")
      return nil
    }
    return clamped(number, name, in: range)
  }

  private mutating func action(_ value: JSONValue?, known: CriticalState.Proposal?) -> Action? {
    guard let value, value != .null else { return known?.action ?? reject("action is missing") }
    switch context.actionSpace {
    case .discrete(let names): return discrete(value, names)
    case .box(let low, let high): return continuous(value, low, high)
    }
  }

  private mutating func discrete(_ value: JSONValue, _ names: [String]) -> Action? {
    switch value {
    case .text(let text):
      let name = AdviceText.clean(text, limit: 40).text
      if let exact = names.firstIndex(of: name) { return .discrete(exact) }
      if let found = names.firstIndex(where: { $0.lowercased() == name.lowercased() }) { return .discrete(found) }
      if let found = Self.named(in: name, names) {
        clamp("action was given as '\(name)', read as '\(names[found])'")
        return .discrete(found)
      }
      let nearest = UnknownNameError(kind: "action", name: name, valid: names).nearest ?? closest(to: name, names)
      return reject("unknown action '\(name)'; the nearest is '\(nearest)', valid: \(names.joined(separator: ", "))")
    case .number(let number):
      guard let index = Int(exactly: number), names.indices.contains(index) else {
        return reject("action \(Self.short(number)) is not one of \(names.joined(separator: ", "))")
      }
      clamp("action was given as number \(index), read as '\(names[index])'")
      return .discrete(index)
    default: return reject("action is \(value.typeName), not the name of an action")
    }
  }

  /// Words with which a sentence may speak of an action that it does not propose.
  private static let turns: Set<String> = [
    "not", "no", "never", "avoid", "instead", "stop", "without", "don", "than", "rather", "but", "or", "if", "unless",
  ]

  /// The one action that a few words name, as in "move up"; nil where they name several, or may mean the contrary.
  private static func named(in text: String, _ names: [String]) -> Int? {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    guard words.count <= 4, turns.isDisjoint(with: words) else { return nil }
    let found = names.indices.filter { words.contains(names[$0].lowercased()) }
    return found.count == 1 ? found.first : nil
  }

  private func closest(to name: String, _ names: [String]) -> String {
    names.min { editDistance($0.lowercased(), name.lowercased()) < editDistance($1.lowercased(), name.lowercased()) }
      ?? ""
  }

  private mutating func continuous(_ value: JSONValue, _ low: [Float], _ high: [Float]) -> Action? {
    guard case .array(let entries) = value else {
      return reject("action is \(value.typeName), not an array of \(low.count) numbers")
    }
    guard entries.count == low.count else {
      return reject("action has \(entries.count) numbers where \(low.count) are needed")
    }
    var vector: [Float] = []
    for (place, entry) in entries.enumerated() {
      guard let number = number(entry, "action[\(place)]") else {
        return reject("action[\(place)] is \(entry.typeName), not a number")
      }
      guard number.isFinite else { return reject("action[\(place)] is not finite") }
      let bound = min(max(number, Double(low[place])), Double(high[place]))
      if bound != number { clamp("action[\(place)] \(Self.short(number)) was clipped to \(Self.short(bound))") }
      vector.append(Float(bound))
    }
    return .continuous(vector)
  }

  private mutating func rationale(_ value: JSONValue?, _ known: CriticalState?) -> String {
    guard let value, value != .null else {
      if let known { return known.why }
      clamp("rationale is missing")
      return ""
    }
    guard case .text(let text) = value else {
      clamp("rationale is \(value.typeName), not text; it was left empty")
      return ""
    }
    let (cleaned, isCut) = AdviceText.clean(text, limit: ReplyParser.maximumRationale)
    if isCut { clamp("rationale was cut to \(ReplyParser.maximumRationale) characters") }
    return cleaned
  }

  /// A number as a person writes it.
  private static func short(_ number: Double) -> String {
    if let whole = Int(exactly: number), whole.magnitude < 1_000_000 { return "\(whole)" }
    return "\(number)"
  }
}
