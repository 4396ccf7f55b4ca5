internal import Foundation
internal import LanguageModels
internal import RLCore

/// A short question about one state: a few lines of what led to it, and the actions to choose from.
///
/// It is written for small models: below 400 tokens as it is sent, no schema, no example whose words could come back as
/// an answer. What does not fit is left out, the earliest lines first.
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

  /// Tokens of options and state together; what a prior says around them, and a chat's own marks, take up to 90 more.
  static let mostTokens = 300
  /// Tokens of what is told of the environment.
  static let mostBackground = 40
  /// Lines that lead up to the state.
  static let mostLines = 4
  /// Parts of a vector of which both bounds are offered; where there are more, only the one that is farther off is.
  static let mostParts = 6

  /// A question about a step of the episode that `context` shows; nil where that step is not in its narration or not
  /// recorded.
  init?(step: Int, taken action: Action, in context: AdviceContext, interpreter: any Interpreter) {
    let options = Self.options(context.actionSpace, taken: action, interpreter)
    guard let place = options.firstIndex(where: { $0.action == action }),
      let line = context.narration.lastIndex(where: { Self.isLine($0, of: step) })
    else { return nil }
    self.options = options
    taken = place
    // A letter, a bracket and an end of line for each option.
    var room = Self.mostTokens - options.reduce(0) { $0 + Self.tokens(of: $1.words) + 3 }
    var head: [String] = []
    if case .continuous(let vector) = action {
      head = ["Action at hand: " + Self.words(vector, interpreter.controls)]
      room -= Self.tokens(of: head[0])
    }
    let now = Self.cut("now: " + Self.beforeActing(context.narration[line]), to: room)
    room -= Self.tokens(of: now)
    let told = Self.beginning(of: context.background, min(room, Self.mostBackground))
    room -= Self.tokens(of: told)
    var lines = [now]
    for earlier in context.narration[..<line].suffix(Self.mostLines - 1).reversed() {
      room -= Self.tokens(of: earlier) + 1
      guard room >= 0 else { break }
      lines.insert(earlier, at: 0)
    }
    state = ((told.isEmpty ? [] : [told, ""]) + lines + head).joined(separator: "\n")
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
      var options = [Option(action: taken, words: "the action at hand")]
      for part in vector.indices {
        var bounds = [high[part], low[part]].filter { $0 != vector[part] }
        if vector.count > mostParts {
          bounds = bounds.max { abs($0 - vector[part]) < abs($1 - vector[part]) }.map { [$0] } ?? []
        }
        for bound in bounds {
          var other = vector
          other[part] = bound
          let words = "\(Self.name(of: part, interpreter.controls)) \(Numerals.signed(Double(bound), 1))"
          options.append(Option(action: .continuous(other), words: words))
        }
      }
      return options
    }
  }

  private static func name(of part: Int, _ controls: [String]) -> String {
    controls.indices.contains(part) ? controls[part] : "part \(part + 1)"
  }

  /// A vector part by part, where there is room for their names.
  private static func words(_ vector: [Float], _ controls: [String]) -> String {
    let numbers = vector.map { Numerals.signed(Double($0), 1) }
    guard vector.count <= mostParts else { return numbers.joined(separator: " ") }
    return numbers.indices.map { "\(name(of: $0, controls)) \(numbers[$0])" }.joined(separator: ", ")
  }

  /// Whether a narrated line tells of a step.
  static func isLine(_ line: String, of step: Int) -> Bool {
    line.hasPrefix("t=\(step) ") || line.hasPrefix("t=\(step):") || line.hasPrefix("t=\(step),")
  }

  /// A line without what was done and what followed: that is what is asked about. The row of a lossless one comes first, so
  /// that words are left out before numbers.
  static func beforeActing(_ line: String) -> String {
    let ends = [line.firstRange(of: ", did "), line.firstRange(of: " -> ")].compactMap { $0?.lowerBound }
    let row = line.firstRange(of: " | row ")
    let words = line[..<(ends.min() ?? row?.lowerBound ?? line.endIndex)]
    return row.map { "row " + line[$0.upperBound...] + "; " + words } ?? String(words)
  }

  // MARK: - Length

  /// How many tokens a text takes, rather too many: vocabularies of small models have digits and marks one by one and
  /// common words whole.
  static func tokens(of text: String) -> Int {
    var (count, letters) = (0, 0)
    for scalar in text.unicodeScalars {
      if scalar.isASCII, scalar.properties.isAlphabetic {
        // A new token for every seventh letter.
        if letters % 7 == 0 { count += 1 }
        letters += 1
        continue
      }
      letters = 0
      if scalar == " " { continue }
      count += scalar.isASCII ? 1 : 2
    }
    return count
  }

  /// A line that ends, where it has to, at a comma or a space.
  static func cut(_ line: String, to tokens: Int) -> String {
    var line = line
    while Self.tokens(of: line) > max(tokens, 1), let end = line.lastIndex(of: ",") ?? line.lastIndex(of: " ") {
      line = String(line[..<end])
    }
    return line
  }

  /// The first whole sentences of a text, as many as fit.
  static func beginning(of text: String, _ tokens: Int) -> String {
    var text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    while Self.tokens(of: text) > tokens {
      guard let end = text.dropLast().lastIndex(of: ".") else { return "" }
      text = String(text[...end])
    }
    return text
  }
}
