internal import Foundation
internal import RLCore

/// From where the probabilities of a prior come.
public enum PriorSource: Sendable, Equatable, Codable {
  /// The model's own log probabilities of its first token.
  case logprobs
  /// The log probabilities of the actions' own words.
  case text
  /// Counts over so many sampled answers, smoothed.
  case samples(Int)
  /// Counts over proposals that were logged earlier.
  case recorded
  /// Made up for a test, with a known distance from the best policy.
  case synthetic

  /// For screens and exports.
  public var words: String {
    switch self {
    case .logprobs: "log probabilities"
    case .text: "log probabilities of the actions' words"
    case .samples(let count): "\(count) samples"
    case .recorded: "recorded proposals"
    case .synthetic: "synthetic"
    }
  }
}

/// P_LLM(·|s) over given actions.
public struct PriorEstimate: Sendable, Equatable, Codable {
  /// One probability an action, in their order; positive, with sum 1.
  public var probabilities: [Double]
  /// From where they come.
  public var source: PriorSource
  /// The part of the evidence that spoke of an action at all: probability mass for log probabilities, the share of
  /// readable answers for samples. Near 0 the estimate is little more than its smoothing.
  public var coverage: Double

  /// The coverage below which an estimate says little.
  public static let leastCoverage = 0.5

  /// Makes an estimate.
  public init(probabilities: [Double], source: PriorSource, coverage: Double) {
    self.probabilities = probabilities
    self.source = source
    self.coverage = coverage
  }
}

/// How evidence about labels becomes probabilities.
enum PriorMath {
  /// Probabilities that no action goes below, so that no action is ruled out and logarithms stay finite.
  static let floor = 1e-6

  /// The token that answers: the first with a letter or a number, after thoughts where there are any.
  static func answer(in tokens: [TokenChoice]) -> TokenChoice? {
    var rest = tokens[...]
    let text = tokens.map(\.chosen.token).joined()
    let parted = Thoughts(partedFrom: text)
    if parted.isThere {
      guard !parted.isOpen, !parted.rest.isEmpty else { return nil }
      // As many bytes from the end as the text without thoughts has.
      var bytes = 0
      let count = tokens.reversed().prefix { token in
        defer { bytes += token.chosen.token.utf8.count }
        return bytes < parted.rest.utf8.count
      }.count
      rest = tokens.suffix(count)
    }
    return rest.first { !label($0.chosen.token).isEmpty }
  }

  /// From the alternatives of the answer's first token. Spellings of a label, such as with a space before it, add up; mass
  /// that speaks of no label is spread evenly over the labels that were not seen among the likeliest tokens.
  static func fromLogprobs(_ choice: TokenChoice, labels: [String]) -> (probabilities: [Double], coverage: Double) {
    var mass = [Double](repeating: 0, count: labels.count)
    var isSeen = [Bool](repeating: false, count: labels.count)
    var candidates = choice.alternatives
    if !candidates.contains(where: { $0.token == choice.chosen.token }) { candidates.append(choice.chosen) }
    for candidate in candidates {
      guard let place = labels.firstIndex(of: label(candidate.token)) else { continue }
      mass[place] += exp(min(candidate.logProbability, 0))
      isSeen[place] = true
    }
    let covered = min(mass.reduce(0, +), 1)
    let unseen = isSeen.count { !$0 }
    if unseen > 0 {
      // An unseen label is no likelier than the least likely token that was shown.
      let bound = candidates.map(\.logProbability).min().map { exp(min($0, 0)) } ?? 0
      let share = min((1 - covered) / Double(unseen), bound)
      for place in mass.indices where !isSeen[place] { mass[place] = share }
    }
    return (normalised(mass), covered)
  }

  /// From counts, with `smoothing` added to each.
  static func fromCounts(_ counts: [Int], smoothing: Double) -> [Double] {
    normalised(counts.map { Double($0) + smoothing })
  }

  /// Sum 1, none below the floor; uniform where there is nothing to go by.
  static func normalised(_ mass: [Double]) -> [Double] {
    let total = mass.reduce(0, +)
    guard total > 0, total.isFinite else { return mass.map { _ in 1 / Double(mass.count) } }
    let raised = mass.map { max($0 / total, floor) }
    let sum = raised.reduce(0, +)
    return raised.map { $0 / sum }
  }

  /// A token as a label: without white space and marks around it, in upper case.
  static func label(_ token: String) -> String {
    String(token.filter { $0.isLetter || $0.isNumber }).uppercased()
  }

  /// The place of the action that an answer names: by the action's own name, by the label that it begins with, that it
  /// puts in a box or that it ends with, else by the one name that it mentions.
  static func place(of answer: String, labels: [String], actions: [String]) -> Int? {
    let text = AdviceText.clean(answer, limit: 200).text
    let words = text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    if let place = actions.firstIndex(where: { $0.lowercased() == text.lowercased() }) { return place }
    if let word = words.first, word.count == 1 || Int(word) != nil,
      let place = labels.firstIndex(of: word.uppercased()),
      words.count == 1 || !isArticle(word, of: text)
    {
      return place
    }
    if let box = text.firstRange(of: "boxed{"),
      let place = labels.firstIndex(of: label(String(text[box.upperBound...].prefix { $0 != "}" })))
    {
      return place
    }
    let named = actions.indices.filter { text.lowercased().contains(actions[$0].lowercased()) }
    if named.count == 1 { return named.first }
    // "Answer: B", "The best action is B": one label, and it comes last.
    guard let last = words.last, let place = labels.firstIndex(of: last) else { return nil }
    let others = words.dropLast().enumerated().filter { labels.contains($0.element) && $0.element != last }
    guard others.isEmpty || !words.contains("or") else { return nil }
    return others.allSatisfy { $0.offset == 0 && isArticle($0.element, of: text) } ? place : nil
  }

  /// Whether the first word is an article rather than a label: "A good way is B", but "A) up" and "A. Since …".
  private static func isArticle(_ word: String, of text: String) -> Bool {
    guard ["A", "I"].contains(word.uppercased()), let start = text.firstRange(of: word) else { return false }
    return text[start.upperBound...].first == " " && text[start.upperBound...].dropFirst().first?.isLowercase == true
  }
}
