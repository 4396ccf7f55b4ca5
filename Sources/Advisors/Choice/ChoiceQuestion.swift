internal import Foundation
internal import LanguageModels
internal import RLCore

/// A short question about one state: a few lines of what led to it, and the actions to choose from.
///
/// It is written for small models: below some 400 tokens, no schema, no example whose words could come back as an answer.
struct ChoiceQuestion: Sendable, Equatable {
  /// An action that can be chosen.
  struct Option: Sendable, Equatable {
    var action: Action
    var words: String
  }

  /// The actions; the one that was taken is among them.
  let options: [Option]
  /// The place of the action that was taken.
  let taken: Int
  /// The state in words.
  let state: String

  /// Characters of what is told of the environment.
  static let longestBackground = 320
  /// Characters of the lines that lead up to the state.
  static let longestNarration = 900
  /// Lines that lead up to the state.
  static let mostLines = 4

  /// A question about a step of the episode that `context` shows; nil where that step is not in its narration or not
  /// recorded.
  init?(step: Int, taken action: Action, in context: AdviceContext, interpreter: any Interpreter) {
    let options = Self.options(context.actionSpace, taken: action, interpreter)
    guard let place = options.firstIndex(where: { $0.action == action }),
      let line = context.narration.lastIndex(where: { Self.isLine($0, of: step) })
    else { return nil }
    self.options = options
    taken = place
    var lines = ["now: " + Self.beforeActing(context.narration[line])]
    var length = lines[0].count
    for earlier in context.narration[..<line].suffix(Self.mostLines - 1).reversed() {
      length += earlier.count
      guard length <= Self.longestNarration else { break }
      lines.insert(earlier, at: 0)
    }
    let told = Self.beginning(of: context.background, Self.longestBackground)
    state = (told.isEmpty ? [] : [told, ""]).joined(separator: "\n") + lines.joined(separator: "\n")
  }

  /// Every discrete action; of a vector, what was done and each of its parts at either bound instead.
  static func options(_ space: ActionSpace, taken: Action, _ interpreter: any Interpreter) -> [Option] {
    switch space {
    case .discrete(let names):
      return names.indices.map { index in
        let meaning = interpreter.meaning(of: .discrete(index))
        return Option(action: .discrete(index), words: names[index] + (meaning.map { " (\($0))" } ?? ""))
      }
    case .box(let low, let high):
      guard case .continuous(let vector) = taken, vector.count == low.count else { return [] }
      var options = [Option(action: taken, words: "what was done: " + taken.name(in: space))]
      for part in vector.indices {
        let name = interpreter.controls.indices.contains(part) ? interpreter.controls[part] : "part \(part + 1)"
        for bound in [high[part], low[part]] where bound != vector[part] {
          var other = vector
          other[part] = bound
          let (now, then) = (Numerals.signed(Double(bound), 2), Numerals.signed(Double(vector[part]), 2))
          options.append(Option(action: .continuous(other), words: "\(name) \(now) instead of \(then)"))
        }
      }
      return options
    }
  }

  /// Whether a narrated line tells of a step.
  static func isLine(_ line: String, of step: Int) -> Bool {
    line.hasPrefix("t=\(step) ") || line.hasPrefix("t=\(step):") || line.hasPrefix("t=\(step),")
  }

  /// A line without what was done and what followed: that is what is asked about.
  static func beforeActing(_ line: String) -> String {
    let ends = [line.firstRange(of: ", did "), line.firstRange(of: " -> ")].compactMap { $0?.lowerBound }
    let row = line.firstRange(of: " | row ").map { line[$0.lowerBound...] } ?? ""
    return String(line[..<(ends.min() ?? line.endIndex)] + row)
  }

  /// The first whole sentences of a text.
  static func beginning(of text: String, _ limit: Int) -> String {
    let flat = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    guard flat.count > limit else { return flat }
    let start = flat.prefix(limit)
    return start.lastIndex(of: ".").map { String(start[...$0]) } ?? String(start)
  }
}
