public import RLCore
import Synchronization

/// What a person reviews, read once: every refresh reads only what came since the one before, whatever the session's
/// length. States of episodes are never read.
///
/// May be used from any thread; refreshes take turns.
public final class ReviewQueue: Sendable {
  /// A suggestion with what belongs to it.
  public struct Item: Sendable, Equatable {
    /// What was proposed.
    public var suggestion: Suggestion
    /// What the policy did there.
    public var recorded: Action
    /// The latest measurement of each action that was measured there.
    public var measured: [Action: Evidence]
    /// The verdict in force; nil while it is pending.
    public var verdict: Verdict?
    /// Why that was given; nil where nobody said.
    public var reason: String?
    /// A run has left it out of its guidance, since the policy does not come to its state any more.
    public var isRetired = false

    /// What was measured about the action that counts now: an edit's own evidence, else that of the proposal.
    public var evidence: Evidence? { measured[suggestion.action(under: verdict)] }
  }

  /// The records as they were at one time.
  public struct Snapshot: Sendable, Equatable {
    /// The suggestions by number, without those whose episode or step is not there.
    public var items: [Item] = []
    /// The recorded episodes in brief, by number.
    public var episodes: [EpisodeSummary] = []
  }

  /// What belongs to a suggestion that is not read yet.
  fileprivate struct Early {
    var measured: [MeasuredAction] = []
    var verdict: Verdict?
    var reason: String?
  }

  fileprivate struct State {
    var snapshot = Snapshot()
    /// Places in `snapshot.items` by the suggestion's number.
    var places: [Int: Int] = [:]
    /// What came for suggestions that are not read yet.
    var early: [Int: Early] = [:]
    var lastSuggestion = 0
    var lastEvidence = 0
    var lastDecision = 0
    var retired: Set<Int> = []
  }

  private let store: SessionStore
  private let state = Mutex(State())

  /// The queue of the session in `store`; nothing is read yet.
  public init(_ store: SessionStore) {
    self.store = store
  }

  /// Reads what is new and gives everything.
  public func refresh() throws -> Snapshot {
    try state.withLock { state in
      state.snapshot.episodes += try store.episodeSummaries(after: state.snapshot.episodes.last?.id ?? 0)
      try readSuggestions(&state)
      let measured = try store.evidence(after: state.lastEvidence)
      for record in measured { state.take(record) }
      state.lastEvidence = measured.last?.seq ?? state.lastEvidence
      let decided = try store.decisions(after: state.lastDecision)
      for record in decided { state.take(record.decision) }
      state.lastDecision = decided.last?.seq ?? state.lastDecision
      state.retire(Set((try store.recall(.retiredSuggestions) ?? [:]).values.joined()))
      return state.snapshot
    }
  }

  private func readSuggestions(_ state: inout State) throws {
    let suggestions = try store.suggestions(after: state.lastSuggestion)
    guard !suggestions.isEmpty else { return }
    var recorded = try store.recordedActions(after: state.lastSuggestion)
    let missing = suggestions.filter { recorded[$0.id] == nil }
    recorded.merge(try store.findRecordedActions(of: missing)) { $1 }
    for suggestion in suggestions {
      state.lastSuggestion = suggestion.id
      let early = state.early.removeValue(forKey: suggestion.id)
      guard let action = recorded[suggestion.id] else { continue }
      state.places[suggestion.id] = state.snapshot.items.count
      state.snapshot.items.append(
        Item(
          suggestion: suggestion, recorded: action, measured: [:], verdict: early?.verdict,
          reason: early?.reason))
      for record in early?.measured ?? [] { state.take(record) }
    }
  }
}

extension ReviewQueue.State {
  /// Puts a measurement where its suggestion is, or is going to be.
  fileprivate mutating func take(_ record: MeasuredAction) {
    if let place = places[record.suggestion] {
      let action = record.action ?? snapshot.items[place].suggestion.action
      snapshot.items[place].measured[action] = record.evidence
    } else if record.suggestion > lastSuggestion {
      early[record.suggestion, default: ReviewQueue.Early()].measured.append(record)
    }
  }

  /// Marks the suggestions that runs have left out of their guidance.
  fileprivate mutating func retire(_ suggestions: Set<Int>) {
    for suggestion in suggestions.symmetricDifference(retired) {
      guard let place = places[suggestion] else { continue }
      snapshot.items[place].isRetired = suggestions.contains(suggestion)
    }
    retired = suggestions
  }

  /// Puts a verdict where its suggestion is, or is going to be.
  fileprivate mutating func take(_ decision: Decision) {
    if let place = places[decision.suggestion] {
      (snapshot.items[place].verdict, snapshot.items[place].reason) = (decision.verdict, decision.reason)
    } else if decision.suggestion > lastSuggestion {
      early[decision.suggestion, default: ReviewQueue.Early()].verdict = decision.verdict
      early[decision.suggestion, default: ReviewQueue.Early()].reason = decision.reason
    }
  }
}
