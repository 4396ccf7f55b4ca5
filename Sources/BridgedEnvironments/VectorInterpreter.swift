public import RLCore

/// Tells what any named vector shows: the numbers with their names, what was done, what was paid.
///
/// ```
/// line  = "t=" step " " value { ", " value } ", did " action ", reward " n
/// value = name " " n | name " is " n (a piece that is one of many) | name | "no " name (a flag)
/// ```
/// Of long vectors the `most` values that changed the most are told, with how many there are beside them.
public struct VectorInterpreter: Interpreter {
  /// Values told in a line at most.
  static let most = 16

  /// What a place of the row, or several of them, is called.
  struct Value: Sendable, Equatable {
    var name: String
    var kind: BridgeProfile.Part.Kind
    /// Places in the row.
    var places: Range<Int>
  }

  let values: [Value]
  let actionSpace: ActionSpace
  let words: BridgedWords
  let id: String

  init(id: String, profile: BridgeProfile, words: BridgedWords) {
    self.id = id
    self.words = words
    actionSpace = profile.spec(id: id).action
    values = Self.values(profile.parts, named: words.observations ?? [])
  }

  /// One value for each number and flag, and one for each piece that is one of many, named in order.
  static func values(_ parts: [BridgeProfile.Part], named names: [String]) -> [Value] {
    var values: [Value] = []
    var place = 0
    for part in parts {
      let isChoice = part.kind == .choice
      for offset in 0..<(isChoice ? 1 : part.count) {
        let own =
          part.name.isEmpty ? "x\(values.count)" : part.count > 1 && !isChoice ? "\(part.name) \(offset)" : part.name
        let name = names.indices.contains(values.count) ? names[values.count] : own
        let start = place + offset
        values.append(Value(name: name, kind: part.kind, places: start..<(isChoice ? start + part.count : start + 1)))
      }
      place += part.count
    }
    return values
  }

  /// A name for each place of a row.
  var rowNames: [String] {
    values.flatMap { value in
      value.kind == .choice ? value.places.indices.map { "\(value.name) is \($0)" } : [value.name]
    }
  }

  /// The task's background.
  public var background: String {
    words.background
      ?? "The environment is \(id) of Gymnasium. My policy sees \(values.count) named values in each step and learns by trial "
      + "and error; it is still weak."
  }

  /// The rules.
  public var rules: String {
    if let rules = words.rules { return rules }
    switch actionSpace {
    case .discrete(let names):
      return "- I choose one action a step: \(names.joined(separator: ", ")).\n- \(Self.scored)"
    case .box(let low, _):
      return
        "- An action is \(low.count == 1 ? "one number" : "\(low.count) numbers"), \(actionSpace.bounds).\n- \(Self.scored)"
    }
  }

  private static let scored = "The reward of each step is told; an episode's return is their sum, and more is better."

  /// What makes a state critical.
  public var criteria: String {
    words.criteria
      ?? """
      - Critical: a step after which rewards fall or the episode ends, and the steps before it in which another action would \
      have avoided that.
      - Critical: the turn towards a high reward.
      - Not critical: steps in which every action leads to the same.
      """
  }

  /// Names of the parts of a continuous action.
  public var controls: [String] {
    if case .box = actionSpace { return words.actions ?? [] }
    return []
  }

  /// Narrates rows, one line a step.
  public func narrate(rows: [[UInt8]], steps: [EpisodeStep], first: Int) -> [String] {
    let told = rows.map(read)
    return steps.indices.prefix(rows.count).map { index in
      let chosen = chosen(told[index], next: told.indices.contains(index + 1) ? told[index + 1] : told[index])
      var parts = chosen.map { text(values[$0], told[index]) }
      if chosen.count < values.count { parts.append("\(values.count - chosen.count) more values change less") }
      let step = steps[index]
      return "t=\(first + index) \(parts.joined(separator: ", ")), did \(step.action.name(in: actionSpace)), reward "
        + Numerals.signed(Double(step.reward), 2)
    }
  }

  /// The values to tenths below one and whole above, which is coarse enough for two visits to be one.
  public func key(row: [UInt8]) -> String {
    let numbers = read(row)
    return values.prefix(Self.most).map { value in
      guard value.kind == .number else { return text(value, numbers) }
      return "\(value.name) \(Self.coarse(numbers[value.places.lowerBound]))"
    }.joined(separator: ", ")
  }

  /// The numbers of a row; a damaged one still has to give words.
  private func read(_ row: [UInt8]) -> [Double] {
    let count = values.last?.places.upperBound ?? 0
    return row.withUnsafeBytes { bytes in
      (0..<count).map { place in
        guard bytes.count >= 4 * place + 4 else { return 0 }
        let value = Double(bytes.loadUnaligned(fromByteOffset: 4 * place, as: Float.self))
        return value.magnitude < 1e9 ? value : 0
      }
    }
  }

  /// Which values are told: all, or those that change the most until the next row, in their order.
  private func chosen(_ now: [Double], next: [Double]) -> [Int] {
    guard values.count > Self.most else { return Array(values.indices) }
    let changes = values.map { value in
      value.places.reduce(0) { max($0, abs(next[$1] - now[$1])) }
    }
    return values.indices.sorted { (-changes[$0], $0) < (-changes[$1], $1) }.prefix(Self.most).sorted()
  }

  private func text(_ value: Value, _ numbers: [Double]) -> String {
    switch value.kind {
    case .number: return "\(value.name) \(Numerals.rounded(numbers[value.places.lowerBound], 3))"
    case .flag: return numbers[value.places.lowerBound] > 0.5 ? value.name : "no \(value.name)"
    case .choice:
      let place = value.places.firstIndex { numbers[$0] > 0.5 }
      return "\(value.name) is " + (place.map { "\($0 - value.places.lowerBound)" } ?? "?")
    }
  }

  private static func coarse(_ value: Double) -> String {
    Numerals.fixed(value.magnitude < 0.05 ? 0 : value, value.magnitude < 1 ? 1 : 0)
  }
}
