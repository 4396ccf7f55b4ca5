/// How good the advice of one advisor was, over one version of the prompt or over all.
public struct AdviceQualityRow: Sendable, Equatable {
  /// The advisor, with the model in its name.
  public var advisor: String
  /// The prompt's version; nil for all of them together.
  public var promptVersion: String?
  /// Calls made.
  public var calls = 0
  /// Suggestions that held.
  public var valid = 0
  /// Items of replies that were dropped.
  public var rejectedItems = 0
  /// Accepted and edited ones.
  public var accepted = 0
  /// Ones with a verdict for or against them.
  public var decided = 0
  /// Ones whose evidence is positive with its whole interval.
  public var positive = 0
  /// Ones with evidence.
  public var measured = 0
  /// The mean difference in return over those with evidence.
  public var meanEvidence: Double?
  /// The share of distinct states that have the most frequent action.
  public var commonestActionShare: Double?
  /// Tokens used.
  public var tokens = 0
  /// Money; nil where a price is not known.
  public var cost: Double?

  /// Makes a row in which nothing is counted yet.
  public init(advisor: String, promptVersion: String?) {
    self.advisor = advisor
    self.promptVersion = promptVersion
  }

  /// Money per accepted suggestion.
  public var costPerAccepted: Double? { accepted > 0 ? cost.map { $0 / Double(accepted) } : nil }
}
