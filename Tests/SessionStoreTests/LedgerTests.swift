import RLCore
import Testing

@testable import SessionStore

/// A result and the environment steps that it took are there together, or neither is.
@Suite struct LedgerTests {
  private static let episode = Episode(
    id: 0, environment: "Pong", seed: 1,
    steps: [EpisodeStep(action: .discrete(1), reward: 1, value: 0, probabilities: [1])], stateBytes: 0, states: [],
    terminated: true)
  private static let evidence = Evidence(
    difference: 1, low: 0, high: 2, rollouts: 2, horizon: 3, hold: 1, environmentSteps: 12)

  /// An entry that no account takes.
  private static func impossible(_ stage: Stage) -> LedgerEntry { LedgerEntry(stage: stage, steps: -1, time: 1) }
  private static func entry(_ stage: Stage, _ steps: Int) -> LedgerEntry {
    LedgerEntry(stage: stage, steps: steps, time: 1)
  }

  @Test func aResultWhoseStepsCannotBeCountedIsNotStored() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(throws: SessionStoreError.self) {
      try store.addEpisodes([Self.episode], checkpoint: "a", spending: Self.impossible(.collect), now: 1)
    }
    #expect(try store.episodeSummaries().isEmpty)
    #expect(throws: SessionStoreError.self) {
      try store.addAdvice([.sample(step: 1)], spending: Self.impossible(.identify), now: 1)
    }
    #expect(try store.suggestions().isEmpty)
    _ = try store.addSuggestions([.sample(step: 1)], now: 1)
    #expect(throws: SessionStoreError.self) {
      try store.setEvidence(Self.evidence, suggestion: 1, spending: Self.impossible(.verify), now: 1)
    }
    #expect(try store.evidence().isEmpty && store.ledger().isEmpty)
  }

  @Test func stepsOfAResultThatCannotBeStoredAreNotCounted() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let mark = AskedMark(identifier: "a", advisor: "a", prompts: "")
    var orphan = Suggestion.sample(step: 2)
    orphan.call = 5
    #expect(throws: SessionStoreError.unknownCall(5)) {
      try store.addAdvice(
        [.sample(step: 1), orphan], asked: ([1], mark), spending: Self.entry(.identify, 7), now: 1)
    }
    #expect(try store.suggestions().isEmpty && store.asked(mark).isEmpty && store.ledger().isEmpty)
    #expect(throws: SessionStoreError.unknownSuggestion(9)) {
      try store.setEvidence(Self.evidence, suggestion: 9, spending: Self.entry(.verify, 12), now: 1)
    }
    #expect(try store.ledger().isEmpty)
  }

  @Test func bothAreThereOtherwise() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let mark = AskedMark(identifier: "a", advisor: "a", prompts: "")
    _ = try store.addEpisodes([Self.episode], checkpoint: "a", spending: Self.entry(.collect, 1), now: 1)
    let stored = try store.addAdvice(
      [.sample(step: 0)], asked: ([1], mark), spending: Self.entry(.identify, 7), now: 1)
    #expect(stored.map(\.id) == [1])
    try store.setEvidence(Self.evidence, suggestion: 1, spending: Self.entry(.verify, 12), now: 1)
    #expect(try store.asked(mark) == [1])
    #expect(try store.stepsSpent() == [.collect: 1, .identify: 7, .verify: 12])
  }

  private func begin(_ store: SessionStore, _ name: RunName, charges: [Stage: Int] = [:]) throws -> SessionStore.Run {
    try store.beginRun(
      name: name, method: "ultra-ra", seed: 3, configuration: "{}", totalSteps: 1_000, charges: charges, now: 5)
  }

  @Test func aRunsStepsAreCountedOnceHoweverOftenItGoesOverThem() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try begin(store, .base)
    try store.advanceRun(.base, to: 400, checkpoint: ("base-400", "aa"), now: 6)
    try store.advanceRun(.base, to: 700, state: .failed, now: 7)
    // It is taken up from its checkpoint.
    try store.advanceRun(.base, to: 600, now: 8)
    #expect(try store.stepsSpent() == [.train: 700])
    try store.advanceRun(.base, to: 1_000, state: .finished, now: 9)
    #expect(try store.stepsSpent(run: .base) == [.train: 1_000])
    let run = try #require(try store.run(named: .base))
    #expect(run.checkpoint == "base-400" && run.digest == "aa" && run.state == .finished && run.step == 1_000)
    _ = try begin(store, "ultra-ra")
    try store.advanceRun("ultra-ra", to: 10, now: 9)
    #expect(try store.stepsSpent() == [.train: 1_000, .refine: 10])
    #expect(throws: SessionStoreError.unknownRun("gone")) { try store.advanceRun("gone", to: 1, now: 1) }
  }

  @Test func whatARunWasChargedStaysWithIt() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try begin(store, "ultra-ra", charges: [.collect: 5, .verify: 9])
    #expect(try store.charges(of: "ultra-ra") == [.collect: 5, .verify: 9])
    // Left before its first checkpoint, it begins anew with what holds then.
    let again = try begin(store, "ultra-ra", charges: [.collect: 6])
    #expect(try again.id == 1 && store.charges(of: "ultra-ra") == [.collect: 6])
    try store.advanceRun("ultra-ra", to: 10, checkpoint: ("a", "aa"), now: 6)
    _ = try begin(store, "ultra-ra", charges: [.collect: 7])
    #expect(try store.charges(of: "ultra-ra") == [.collect: 6])
    try store.restartRun(named: "ultra-ra")
    #expect(try store.charges(of: "ultra-ra~1") == [.collect: 6])
    #expect(try store.charges(of: "ultra-ra").isEmpty)
  }

  @Test func aRunWithoutACheckpointBeginsWithWhatIsAskedForNow() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let first = try begin(store, "ultra-ra")
    try store.updateRun(first.id, state: .failed, step: 30, now: 6)
    let second = try store.beginRun(
      name: "ultra-ra", method: "ultra-ra", seed: 8, configuration: #"{"a":1}"#, totalSteps: 50, now: 7)
    #expect(second.id == first.id && second.seed == 8 && second.totalSteps == 50 && second.configuration == #"{"a":1}"#)
    #expect(second.state == .running && second.step == 0)
  }
}
