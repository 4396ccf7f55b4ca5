import Canvas
import RLCore

/// A stated rule by which several pending suggestions are decided in one step.
enum BatchRule: Sendable, Equatable {
  /// Measured, and the whole interval lies above zero.
  case verified
  /// Measured, and the whole interval lies below zero.
  case worse
  /// What the list shows now.
  case shown
  /// The advisor is at least so sure.
  case confidence(Double)

  /// What `:accept` and `:reject` may be followed by.
  static let names = ["verified", "worse", "shown", "confidence=0.8"]

  /// Reads a rule; nil where it is none.
  init?(_ text: String) {
    switch text {
    case "verified": self = .verified
    case "worse": self = .worse
    case "shown": self = .shown
    default:
      guard text.hasPrefix("confidence="), let least = Double(text.dropFirst("confidence=".count)),
        (0...1).contains(least)
      else { return nil }
      self = .confidence(least)
    }
  }

  /// Which suggestions it is about, in words that follow a count.
  var words: String {
    switch self {
    case .verified: "verified"
    case .worse: "measured to make it worse"
    case .shown: "in the list"
    case .confidence(let least): "with a confidence of \(fixed(least, 2)) or more"
    }
  }

  /// Why, in a sentence.
  private var reason: String {
    switch self {
    case .verified: "Their whole interval lies above zero."
    case .worse: "Their whole interval lies below zero."
    case .shown: "They are what the list shows with its filter and its search."
    case .confidence: "What was measured of them plays no part."
    }
  }

  /// The pending suggestions that it takes.
  func chosen(of review: ReviewState) -> [Int] {
    let facts = review.index.facts
    let places = self == .shown ? review.index.listed : Array(facts.indices)
    return places.filter { place in
      let fact = facts[place]
      guard fact.isPending else { return false }
      return switch self {
      case .verified: fact.isVerified
      case .worse: fact.isDisproved
      case .shown: true
      case .confidence(let least): fact.confidence >= least
      }
    }.map { review.items[$0].id }
  }

  /// Asks before it decides.
  func ask(_ verdict: Verdict, _ model: inout AppModel) -> [Effect] {
    let ids = chosen(of: model.review)
    guard !ids.isEmpty else {
      model.complain("no pending suggestion is \(words)")
      return []
    }
    let verb = verdict == .accepted ? "Accept" : "Reject"
    model.confirmation = Confirmation(
      title: "\(verb) all \(words)?",
      lines: [
        "\(ids.count) of \(model.review.count("pending")) pending would be \(verdict.name). " + reason,
        "u takes them back.",
      ],
      consequence: ReviewConsequence.decide(verdict, ids, rule: words))
    return []
  }
}

extension Command {
  /// The commands of the review.
  static let review: [Command] = [
    batch("accept", .accepted), batch("reject", .rejected),
  ]

  private static func batch(_ name: String, _ verdict: Verdict) -> Command {
    Command(
      name, argument: "RULE", "\(name) every pending suggestion by a rule; asks first, and u takes all back",
      needsWrite: true, choices: { _ in BatchRule.names }
    ) { model, words in
      guard words.count == 1, let rule = BatchRule(words[0]) else {
        model.complain("write :\(name) and one of " + BatchRule.names.joined(separator: ", "))
        return []
      }
      return rule.ask(verdict, &model)
    }
  }
}
