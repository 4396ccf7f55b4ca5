import Advisors
package import RLCore
import SessionStore

/// What an advisor said, and how good a session's advice is: what `identify` prints.
package struct IdentifyReport: Printable {
  /// What a session's calls have used.
  package struct Spending: Encodable, Sendable {
    /// Calls, failed ones included.
    package let calls: Int
    /// Tokens read and written.
    package let tokens: Int
    /// Money, over the calls whose price is known.
    @OrNull package private(set) var money: Double?
  }

  /// The quality of the advice of one advisor with one version of the prompts, or with all.
  package struct Quality: Encodable, Sendable {
    /// The advisor.
    package let advisor: String
    /// The version of the prompts; null for all versions.
    @OrNull package private(set) var promptVersion: String?
    /// Calls made.
    package let calls: Int
    /// Suggestions that held.
    package let valid: Int
    /// Items of replies that were dropped.
    package let rejectedItems: Int
    /// Accepted or edited suggestions.
    package let accepted: Int
    /// Suggestions whose evidence is positive with its whole interval.
    package let positive: Int
    /// Suggestions with evidence.
    package let measured: Int
    /// The mean difference in return over those.
    @OrNull package private(set) var meanEvidence: Double?
    /// The share of the states with advice that have the most frequent action.
    @OrNull package private(set) var commonestActionShare: Double?
    /// Tokens.
    package let tokens: Int
    /// Money; null where a price is not known.
    @OrNull package private(set) var cost: Double?
    /// Money per accepted suggestion.
    @OrNull package private(set) var costPerAccepted: Double?

    init(_ quality: AdviceQuality) {
      advisor = quality.source.advisor
      calls = quality.calls
      valid = quality.valid
      rejectedItems = quality.rejectedItems
      accepted = quality.accepted
      positive = quality.positive
      measured = quality.measured
      tokens = quality.tokens
      promptVersion = quality.source.promptVersion
      meanEvidence = quality.meanEvidence
      commonestActionShare = quality.commonestActionShare
      cost = quality.cost
      costPerAccepted = quality.costPerAccepted
    }
  }

  /// The session as it was named.
  package let session: String
  /// The advisor.
  package let advisor: String
  /// Who named the critical states; the advisor itself where nobody else was asked.
  package let identifier: String
  /// The advisor stands in for a language model.
  package let isStandIn: Bool
  /// New suggestions.
  package let suggestions: Int
  /// Items of replies that were dropped or changed.
  package let droppedOrChanged: Int
  /// Episodes whose answers could not all be read, so that they will be asked about again.
  package let unreadEpisodes: Int
  /// Why nothing at all could be used; null where something could.
  @OrNull package private(set) var reason: String?
  /// All suggestions of the session by the name of their action.
  package let byAction: [String: Int]
  /// What the session's calls have used.
  package let spent: Spending
  /// How good the advice was.
  package let quality: [Quality]

  package static var keys: String {
    """
    session, advisor, identifier, isStandIn, suggestions, droppedOrChanged, unreadEpisodes, reason, byAction, spent (calls, \
    tokens, money), quality (list of advisor, promptVersion, calls, valid, rejectedItems, accepted, positive, measured, \
    meanEvidence, commonestActionShare, tokens, cost, costPerAccepted)
    """
  }

  /// The report of what `asked` found in the session of `coach`.
  package init(
    session: String, asked: Consultation, found: (suggestions: Int, issues: Int, unread: Int, trouble: String?),
    coach: Coach
  ) throws {
    self.session = session
    advisor = asked.advisor.name
    identifier = asked.identifier.name
    isStandIn = asked.advisor.isStandIn
    suggestions = found.suggestions
    droppedOrChanged = found.issues
    unreadEpisodes = found.unread
    reason = found.trouble
    let names = try coach.store.suggestions().map { $0.action.name(in: coach.entry.spec.action) }
    byAction = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    let used = try coach.store.callSpending()
    spent = Spending(calls: used.calls, tokens: used.tokens, money: used.cost)
    quality = try coach.store.adviceQuality().map { Quality($0) }
  }

  package var lines: [String] {
    let who = identifier == advisor ? advisor : "\(advisor) at the states of \(identifier)"
    let again =
      "the answers about \(unreadEpisodes) episodes could not all be read; the next call asks about them again"
    return ["\(who): \(suggestions) suggestions, \(droppedOrChanged) reply items dropped or changed"]
      + (unreadEpisodes > 0 ? [again] : [])
      + byAction.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
      + (reason.map { ["nothing could be used: \($0)"] } ?? [])
  }
}

/// The templates that were written out: what `identify --write-prompts` prints.
package struct PromptsReport: Printable {
  /// The paths of the files.
  package let prompts: [String]

  package static var keys: String { "prompts (list of paths)" }

  /// The report of files.
  package init(prompts: [String]) { self.prompts = prompts }

  package var lines: [String] { prompts }
}
