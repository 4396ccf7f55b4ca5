import RLCore
import SessionStore

/// Stores suggestions as they come, and what cost environment steps together with those steps.
///
/// Advice that costs none is stored at once. What a search finds waits for its end: suggestions, the steps and the marks of
/// the episodes are one transaction, so that whatever ends the work leaves neither advice that nobody paid for nor steps
/// that will be paid twice.
final class FoundAdvice {
  /// What was stored, with its numbers.
  private(set) var stored: [Suggestion] = []
  private let store: SessionStore
  private let asked: Consultation
  private let mark: AskedMark
  private let spender: RunName?
  private let onStored: ([Suggestion]) -> Void
  private var known: Set<Proposed>
  private var waiting: [Suggestion] = []

  /// Nothing found yet; `onStored` is told of suggestions that were stored.
  init(
    store: SessionStore, asked: Consultation, mark: AskedMark, spender: RunName? = nil,
    onStored: @escaping ([Suggestion]) -> Void
  ) throws {
    self.store = store
    self.asked = asked
    self.mark = mark
    self.spender = spender
    self.onStored = onStored
    known = Set(try store.suggestions().map(Proposed.init))
  }

  /// Takes suggestions; those that are stored already are left out.
  func take(_ suggestions: [Suggestion]) throws {
    waiting += suggestions.filter { known.insert(Proposed($0)).inserted }
    try keepFree()
  }

  /// Stores the rest with what it all cost; `read` are the episodes about which nothing is left to ask.
  func settle(read: Set<Int>) throws {
    let steps = asked.environmentSteps
    guard steps > 0 || !read.isEmpty || !waiting.isEmpty else { return }
    try keep(
      read: read,
      spending: steps > 0 ? LedgerEntry(stage: .identify, run: spender, steps: steps, time: AdviceStage.now) : nil)
  }

  /// Stores what waits and cost no steps. What a search found stays behind where the work ends half-way: the search is done
  /// again, finds the very same, and is paid for then.
  func keepFree() throws {
    if asked.environmentSteps == 0, !waiting.isEmpty { try keep() }
  }

  private func keep(read: Set<Int> = [], spending: LedgerEntry? = nil) throws {
    let new = try store.addAdvice(waiting, asked: (read, mark), spending: spending, now: AdviceStage.now)
    waiting = []
    stored += new
    if !new.isEmpty { onStored(new) }
  }
}

/// What makes a suggestion the same as another: who proposes what where.
private struct Proposed: Hashable {
  var episode: Int
  var step: Int
  var advisor: String
  var action: [Float]
  var reward: Double

  init(_ suggestion: Suggestion) {
    episode = suggestion.episode
    step = suggestion.step
    advisor = suggestion.advisor
    reward = suggestion.reward
    action = ([suggestion.action] + (suggestion.following ?? [])).flatMap(\.values)
  }
}
