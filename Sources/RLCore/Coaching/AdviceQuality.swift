/// Which calls a suggestion came from, as far as quality is told apart by it.
public struct AdviceSource: Sendable, Hashable, Codable {
  /// The advisor's name, with the model in it.
  public var advisor: String
  /// The prompt's version; nil for all of them together.
  public var promptVersion: String?

  /// Names a source.
  public init(advisor: String, promptVersion: String?) {
    self.advisor = advisor
    self.promptVersion = promptVersion
  }
}

/// What a call adds to the quality of its source.
public struct CountedCall: Sendable, Equatable {
  /// The advisor's name.
  public var advisor: String
  /// The prompt's version.
  public var promptVersion: String
  /// Items of the reply that were dropped.
  public var rejectedItems: Int
  /// Tokens read and written.
  public var tokens: Int
  /// Money; nil where the price is not known.
  public var cost: Double?

  /// Makes a call to be counted.
  public init(advisor: String, promptVersion: String, rejectedItems: Int, tokens: Int, cost: Double?) {
    self.advisor = advisor
    self.promptVersion = promptVersion
    self.rejectedItems = rejectedItems
    self.tokens = tokens
    self.cost = cost
  }

  /// What a recorded call adds; `rejectedItems` where its record does not count them.
  public init(_ call: ModelCall, rejectedItems: Int = 0) {
    self.init(
      advisor: call.advisor, promptVersion: call.promptVersion,
      rejectedItems: call.service?.rejected ?? rejectedItems, tokens: call.service?.tokens ?? 0,
      cost: call.service?.cost)
  }
}

/// How good an advisor's advice was.
public struct AdviceQuality: Sendable, Equatable, Codable {
  /// Whose.
  public var source: AdviceSource
  /// Calls made.
  public var calls = 0
  /// Items of replies that were dropped.
  public var rejectedItems = 0
  /// Suggestions that held.
  public var valid = 0
  /// Accepted or edited ones.
  public var accepted = 0
  /// Those of them that were edited.
  public var edited = 0
  /// Ones that a person or a policy turned down.
  public var turnedDown = 0
  /// Ones with evidence.
  public var measured = 0
  /// Ones whose evidence is positive with its whole interval.
  public var positive = 0
  /// The mean difference in return over those with evidence.
  public var meanEvidence: Double?
  /// Distinct states with advice.
  public var states = 0
  /// The share of those states that have the most frequent action. Near 1, the advisor may not be reading the states.
  public var commonestActionShare: Double?
  /// Money; nil where no call used tokens, or where the price of one that did is not known.
  public var cost: Double?
  /// Tokens.
  public var tokens = 0

  /// Nothing counted yet.
  public init(advisor: String, promptVersion: String?) {
    source = AdviceSource(advisor: advisor, promptVersion: promptVersion)
  }

  /// The advisor's name.
  public var advisor: String { source.advisor }
  /// The prompt's version; nil for all of them together.
  public var promptVersion: String? { source.promptVersion }
  /// Ones with a verdict for or against them.
  public var decided: Int { accepted + turnedDown }
  /// Money per accepted suggestion.
  public var costPerAccepted: Double? { accepted > 0 ? cost.map { $0 / Double(accepted) } : nil }

  private static func share(_ part: Int, of whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}

extension AdviceQuality {
  /// The quality by advisor and prompt version, and over all versions of each advisor, in order of their names.
  ///
  /// A suggestion's version is that of the call it came from. What other prompts cost, such as the case analysis, is in
  /// their own rows and in the advisor's total.
  ///
  /// - Parameters:
  ///   - decisions: in the order in which they were made; the last on a suggestion counts.
  ///   - evidence: by the number of the suggestion.
  ///   - versions: the prompt version of each advice call, by the number in `Suggestion.call`.
  ///   - calls: every call that was made.
  public static func table(
    suggestions: [Suggestion], decisions: [Decision], evidence: [Int: Evidence], versions: [Int: String],
    calls: [CountedCall]
  ) -> [AdviceQuality] {
    var verdicts: [Int: Verdict] = [:]
    for decision in decisions { verdicts[decision.suggestion] = decision.verdict }
    var given: [AdviceSource: [Suggestion]] = [:]
    for suggestion in suggestions {
      let version = suggestion.call.flatMap { versions[$0] } ?? ""
      for name in [version, nil] {
        given[AdviceSource(advisor: suggestion.advisor, promptVersion: name), default: []].append(suggestion)
      }
    }
    var made: [AdviceSource: [CountedCall]] = [:]
    for call in calls {
      for name in [call.promptVersion, nil] {
        made[AdviceSource(advisor: call.advisor, promptVersion: name), default: []].append(call)
      }
    }
    return Set(given.keys).union(made.keys).sorted { left, right in
      (left.advisor, left.promptVersion == nil ? 1 : 0, left.promptVersion ?? "")
        < (right.advisor, right.promptVersion == nil ? 1 : 0, right.promptVersion ?? "")
    }.map { source in
      var quality = AdviceQuality(advisor: source.advisor, promptVersion: source.promptVersion)
      quality.count(given[source] ?? [], verdicts, evidence)
      quality.count(made[source] ?? [])
      return quality
    }
  }

  private mutating func count(_ suggestions: [Suggestion], _ verdicts: [Int: Verdict], _ evidence: [Int: Evidence]) {
    valid = suggestions.count
    for suggestion in suggestions {
      switch verdicts[suggestion.id] {
      case .accepted: accepted += 1
      case .edited:
        accepted += 1
        edited += 1
      case .rejected: turnedDown += 1
      case .skipped, nil: break
      }
    }
    let found = suggestions.compactMap { evidence[$0.id] }
    measured = found.count
    positive = found.count(where: \.isPositive)
    meanEvidence = found.isEmpty ? nil : found.reduce(0) { $0 + $1.difference } / Double(found.count)
    let actions = AdviceAlerts.actionCounts(suggestions)
    states = actions.values.reduce(0, +)
    commonestActionShare = Self.share(actions.values.max() ?? 0, of: states)
  }

  private mutating func count(_ made: [CountedCall]) {
    calls = made.count
    rejectedItems = made.reduce(0) { $0 + $1.rejectedItems }
    tokens = made.reduce(0) { $0 + $1.tokens }
    let costs = made.filter { $0.tokens > 0 }.map(\.cost)
    cost = costs.isEmpty || costs.contains(nil) ? nil : costs.reduce(0) { $0 + ($1 ?? 0) }
  }
}
