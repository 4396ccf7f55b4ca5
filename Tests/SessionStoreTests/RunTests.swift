import RLCore
import Testing

@testable import SessionStore

@Suite struct RunTests {
  private func begin(_ store: SessionStore, _ name: RunName = .base, seed: UInt64 = 3) throws -> SessionStore.Run {
    try store.beginRun(name: name, method: "ppo", seed: seed, configuration: "{}", totalSteps: 1000, now: 5)
  }

  @Test func aRunIsRecordedAndTakenUpAgain() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let run = try begin(store, seed: .max)
    #expect(run.id == 1)
    #expect(run.state == .running)
    #expect(run.environment == "Pong")
    #expect(run.seed == .max)
    #expect(run.checkpoint == nil)
    try store.updateRun(run.id, step: 400, checkpoint: "base-400.safetensors", digest: "abc", now: 6)
    try store.updateRun(run.id, state: .failed, now: 7)
    store.close()
    let again = try SessionStore.open(path: scratch.session())
    let resumed = try begin(again, seed: 99)
    var expected = run
    // Whatever ended it, it is under way again.
    expected.state = .running
    expected.step = 400
    expected.checkpoint = "base-400.safetensors"
    expected.digest = "abc"
    expected.updatedAt = 7
    #expect(resumed == expected)
    #expect(try again.run(named: "base") == expected)
    #expect(try again.run(named: "other") == nil)
    #expect(try again.runs() == [expected])
    try again.updateRun(run.id, state: .running, totalSteps: 2000, now: 8)
    #expect(try again.run(named: "base")?.totalSteps == 2000)
  }

  @Test func anUnknownRunIsNamed() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(throws: SessionStoreError.unknownRun("4")) { try store.updateRun(4, step: 1, now: 1) }
    #expect(try store.restartRun(named: "base") == nil)
  }

  @Test func aRestartKeepsTheOldRunUnderAnotherName() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    for round in 1...3 {
      _ = try begin(store)
      try store.append(events: [.metrics(run: "base", step: round, values: ["losses/entropy": 1])], now: 1)
      try store.append(events: [.started(run: "base", step: 0)], now: 1)
      try store.spend(LedgerEntry(stage: .train, run: .base, steps: 10, time: 1))
      if round < 3 { #expect(try store.restartRun(named: "base") == RunName.base.superseded(round)) }
    }
    #expect(try store.runs().map(\.name) == ["base~1", "base~2", "base"])
    #expect(try store.metrics(run: "base").map(\.step) == [3])
    #expect(try store.metrics(run: "base~2").map(\.step) == [2])
    #expect(try store.events().map(\.run) == ["base~1", "base~2", "base"])
    #expect(try store.stepsSpent() == [.train: 30])
    #expect(try store.stepsSpent(run: .base) == [.train: 10])
  }

  @Test func stepsAreSummedInTheOrderOfTheStages() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.spend(LedgerEntry(stage: .verify, steps: 7, time: 1))
    try store.spend(LedgerEntry(stage: .train, run: .base, steps: 5, time: 1))
    try store.spend(LedgerEntry(stage: .verify, steps: 8, time: 2))
    #expect(
      try store.stepsSpent() == [.train: 5, .verify: 15])
    #expect(throws: SessionStoreError.invalid(what: "a number of steps", reason: "-1 is negative")) {
      try store.spend(LedgerEntry(stage: .train, steps: -1, time: 1))
    }
  }

  @Test func evaluationsComeBackExactly() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    let first = SessionStore.Evaluation(
      run: "base", checkpoint: "a", games: 3, mean: 0.1 + 0.2, low: -.infinity, high: .greatestFiniteMagnitude,
      returns: [0.1 + 0.2, -21, 1e-300], environmentSteps: 900, seed: .max)
    var second = first
    second.run = "ultra-ra"
    try store.addEvaluation(first, now: 1)
    try store.addEvaluation(second, now: 2)
    #expect(try store.evaluations() == [first, second])
  }
}
