import GRDB
import RLCore
import Synchronization
import Testing

@testable import SessionStore

@Suite struct ReviewQueueTests {
  /// The statements that a store carries out.
  private final class Statements: Sendable {
    private let all = Mutex<[String]>([])

    init(_ store: SessionStore) throws {
      try store.read { database in
        database.trace { event in
          guard case .statement(let statement) = event else { return }
          self.all.withLock { $0.append(statement.expandedSQL) }
        }
      }
    }

    /// Those since it was last asked, without what frames a transaction.
    func taken() -> [String] {
      let taken = all.withLock { statements in
        defer { statements = [] }
        return statements
      }
      return taken.filter { $0.hasPrefix("SELECT") }
    }
  }

  private static let episodes = 60

  /// A session with many episodes and two suggestions about each.
  private func store(_ scratch: Scratch) throws -> SessionStore {
    let store = try scratch.store()
    let step = EpisodeStep(action: .discrete(1), reward: 1, value: 0.5, probabilities: [0.5, 0.5])
    let episode = Episode(
      id: 0, environment: "Pong", seed: 5, steps: [step, step, step, step], stateBytes: 1_000,
      states: [UInt8](repeating: 7, count: 5_000), terminated: true)
    _ = try store.addEpisodes(Array(repeating: episode, count: Self.episodes), checkpoint: "base@1", now: 1)
    _ = try store.addSuggestions((1...Self.episodes).flatMap { [at($0, 0), at($0, 3)] }, now: 1)
    return store
  }

  private func at(_ episode: Int, _ step: Int) -> Suggestion {
    var suggestion = Suggestion.sample(step: step)
    suggestion.episode = episode
    return suggestion
  }

  private let evidence = Evidence(
    difference: 1, low: 0.5, high: 1.5, rollouts: 2, horizon: 5, hold: 1, environmentSteps: 20)

  @Test func theQueueIsWhatTheRecordsSay() throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    let queue = ReviewQueue(store)
    // One about a step that is not there is left out.
    _ = try store.addSuggestions([at(1, 4), at(99, 0)], now: 2)
    try store.setEvidence(evidence, suggestion: 2, now: 2)
    try store.decide([Decision(suggestion: 3, verdict: .accepted, actor: "person")], now: 2)
    let found = try queue.refresh()
    #expect(found.items.map(\.suggestion) == (try store.suggestions().dropLast(2)))
    #expect(found.items.allSatisfy { $0.recorded == .discrete(1) })
    #expect(found.items[1].evidence == evidence && found.items[2].verdict == .accepted)
    #expect(found.episodes == (try store.episodeSummaries()))
    try store.decide([Decision(suggestion: 3, verdict: .rejected, actor: "person", reason: "unsafe")], now: 3)
    #expect(try queue.refresh().items[2].reason == "unsafe")
    try store.decide([Decision(suggestion: 3, verdict: nil, actor: "person")], now: 3)
    let pending = try queue.refresh().items[2]
    #expect(pending.verdict == nil && pending.reason == nil)
    var later = evidence
    later.difference = 2
    try store.setEvidence(later, suggestion: 2, now: 3)
    #expect(try queue.refresh().items[1].evidence == later)
    #expect(try queue.refresh() == ReviewQueue(store).refresh())
  }

  @Test func evidenceIsThatOfTheActionInForce() throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    let queue = ReviewQueue(store)
    try store.setEvidence(evidence, suggestion: 1, now: 2)
    #expect(try queue.refresh().items[0].evidence == evidence)
    let edit = Action.discrete(0)
    try store.decide([Decision(suggestion: 1, verdict: .edited(action: edit, reward: 1), actor: "person")], now: 3)
    #expect(try queue.refresh().items[0].evidence == nil, "the edit was never measured")
    var own = evidence
    own.difference = -1
    try store.setEvidence(own, suggestion: 1, action: edit, now: 4)
    #expect(try queue.refresh().items[0].evidence == own)
    #expect(try store.evidence()[1] == evidence, "what was proposed is as good as it was")
    #expect(try store.measuredActions()[1] == [edit: own, store.suggestions()[0].action: evidence])
    // Taken back, the proposal counts again.
    try store.decide([Decision(suggestion: 1, verdict: nil, actor: "person")], now: 5)
    #expect(try queue.refresh().items[0].evidence == evidence)
    #expect(try queue.refresh() == ReviewQueue(store).refresh())
  }

  @Test func aRefreshReadsOnlyWhatIsNew() throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    let queue = ReviewQueue(store)
    let statements = try Statements(store)
    _ = try queue.refresh()
    let first = statements.taken()
    #expect(first.count == 6, "no episode, but what the policy did beside the suggestions, and what is retired")
    #expect(!first.contains { $0.contains("states") || $0.contains("steps FROM episode") })

    // Nothing is new.
    let before = try queue.refresh()
    let second = statements.taken()
    let records = second.filter { !$0.contains("FROM memory") }
    #expect(second.count == 5 && records.count == 4 && records.allSatisfy { $0.contains(" > ") }, "\(second)")
    #expect(second.contains { $0.contains("id > \(Self.episodes)") })
    #expect(second.contains { $0.contains("id > \(2 * Self.episodes)") })

    // One suggestion, one measurement, one decision.
    let new = try store.addSuggestions([at(7, 1)], now: 2)
    try store.setEvidence(evidence, suggestion: new[0].id, now: 2)
    try store.decide([Decision(suggestion: new[0].id, verdict: .rejected, actor: "person")], now: 2)
    _ = statements.taken()
    let after = try queue.refresh()
    let third = statements.taken()
    #expect(third.count == 6 && !third.contains { $0.contains("steps FROM episode") }, "\(third)")
    #expect(after.items.count == before.items.count + 1)
    #expect(after.items.last?.evidence == evidence && after.items.last?.verdict == .rejected)
  }

  @Test func whatRunsRetiredIsMarkedUntilTheyBeginAnew() throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    let queue = ReviewQueue(store)
    func retired() throws -> [Int] { try queue.refresh().items.filter(\.isRetired).map(\.suggestion.id) }
    #expect(try retired() == [])
    try store.remember(["coach-ra": [2, 999_999], "coach-a": [1]], as: .retiredSuggestions)
    #expect(try retired() == [1, 2])
    #expect(try queue.refresh() == ReviewQueue(store).refresh())
    try store.remember(["coach-ra": [], "coach-a": [1]], as: .retiredSuggestions)
    #expect(try retired() == [1])
  }

  @Test func oneSuggestionIsOneQuery() throws {
    let scratch = try Scratch()
    let store = try store(scratch)
    let statements = try Statements(store)
    #expect(try store.suggestion(5)?.episode == 3)
    #expect(try store.suggestion(999) == nil)
    #expect(try store.suggestions(episode: 3).map(\.id) == [5, 6])
    #expect(statements.taken().count == 3)
  }
}
