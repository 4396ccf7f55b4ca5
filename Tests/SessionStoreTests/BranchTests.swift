import RLCore
import Testing

@testable import SessionStore

/// Runs that leave others.
@Suite struct BranchTests {
  private func begin(_ store: SessionStore, _ name: RunName, charges: [Stage: Int] = [:]) throws -> SessionStore.Run {
    try store.beginRun(
      name: name, method: "ultra-ra", seed: 3, configuration: "{}", totalSteps: 1_000, charges: charges, now: 5)
  }

  private func fork(_ store: SessionStore, _ name: RunName, of parent: RunName, at step: Int) throws -> SessionStore.Run
  {
    try store.beginFork(
      SessionStore.Branch(run: name, parent: parent, step: step, kind: .fork, time: 7), method: "ultra-ra", seed: 9,
      configuration: "{}", totalSteps: 900,
      checkpoint: CheckpointRecord(run: name, step: step, file: "\(name)-\(step)", digest: "aa", time: 7))
  }

  @Test func aForkCountsItsOwnStepsAndItsParentsCharges() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try begin(store, "ultra-ra", charges: [.collect: 5])
    try store.advanceRun("ultra-ra", to: 600, checkpoint: ("ultra-ra-600", "bb"), now: 6)
    let run = try fork(store, "bolder", of: "ultra-ra", at: 400)
    #expect(run.step == 400 && run.totalSteps == 900 && run.state == .running && run.seed == 9)
    #expect(run.checkpoint == "bolder-400" && run.digest == "aa")
    #expect(try store.charges(of: "bolder") == [.collect: 5])
    try store.advanceRun("bolder", to: 700, now: 8)
    #expect(try store.stepsSpent(run: "bolder") == [.refine: 300])
    #expect(try store.stepsSpent() == [.refine: 900])
    _ = try fork(store, "boldest", of: "bolder", at: 500)
    #expect(try store.root(of: "boldest") == "ultra-ra" && store.root(of: "ultra-ra") == "ultra-ra")
    #expect(throws: SessionStoreError.self) { try fork(store, "bolder", of: "ultra-ra", at: 400) }
    #expect(throws: SessionStoreError.unknownRun("gone")) { try fork(store, "new", of: "gone", at: 1) }
  }

  @Test func aForkOfARunThatBeginsAnewIsOneOfTheEarlierRun() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try begin(store, "ultra-ra")
    _ = try fork(store, "bolder", of: "ultra-ra", at: 400)
    try store.restartRun(named: "ultra-ra")
    #expect(try store.branches()["bolder"]?.parent == "ultra-ra~1")
    try store.restartRun(named: "bolder")
    #expect(try store.branches()["bolder~1"]?.step == 400 && store.branches()["bolder"] == nil)
    #expect(try store.damage().map(\.what).allSatisfy { $0.hasPrefix("checkpoint") })
  }

  /// A run of four checkpoints, 100 steps apart, whose alpha was turned at step 300.
  private func run(_ store: SessionStore) throws {
    _ = try begin(store, "ultra-ra", charges: [.collect: 5])
    for number in 1...4 {
      let (step, time) = (100 * number, Double(10 + number))
      let record = CheckpointRecord(
        run: "ultra-ra", step: step, file: "f\(number)", digest: sha256Hex([UInt8(number)]), time: time)
      try AtomicFile.write([UInt8(number)], to: store.checkpointDirectory + "/" + record.file)
      _ = try store.addCheckpoint(record, keeping: 10)
      var events: [EngineEvent] = [
        .metrics(run: "ultra-ra", step: step, values: ["losses/entropy": Double(number)]),
        .checkpointed(run: "ultra-ra", step: step, file: record.file, digest: record.digest),
      ]
      if number == 3 { events.insert(.alphaChanged(run: "ultra-ra", step: step, old: 1, new: 2), at: 1) }
      try store.append(events: events, now: time)
    }
  }

  private func evaluation(_ file: String) -> SessionStore.Evaluation {
    SessionStore.Evaluation(
      run: "ultra-ra", checkpoint: file, games: 2, mean: 1, low: 0, high: 2, returns: [0, 2], environmentSteps: 9,
      seed: 1)
  }

  @Test func whatComesAfterARollbackIsKept() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try run(store)
    _ = try fork(store, "early", of: "ultra-ra", at: 100)
    _ = try fork(store, "late", of: "ultra-ra", at: 300)
    for file in ["f2", "f4"] { try store.addEvaluation(evaluation(file), now: 19) }
    let target = try #require(try store.checkpoints(of: "ultra-ra").first { $0.step == 200 })
    #expect(try store.rollBack("ultra-ra", to: target, actor: "a person", now: 20) == "ultra-ra~1")

    let again = try #require(try store.run(named: "ultra-ra"))
    #expect(again.step == 200 && again.state == .running && again.checkpoint == "f2" && again.digest == target.digest)
    #expect(again.totalSteps == 1_000 && again.startedAt == 5)
    let kept = try #require(try store.run(named: "ultra-ra~1"))
    #expect(kept.step == 400 && kept.checkpoint == "f4" && kept.id != again.id)
    #expect(try store.runs().prefix(2).map(\.name) == ["ultra-ra~1", "ultra-ra"])
    #expect(try store.metrics(run: "ultra-ra").map(\.step) == [100, 200])
    #expect(try store.metrics(run: "ultra-ra~1").map(\.step) == [300, 400])
    #expect(try store.checkpoints(of: "ultra-ra").map(\.step) == [100, 200])
    #expect(try store.checkpoints(of: "ultra-ra~1").map(\.step) == [300, 400])
    #expect(try store.evaluations().map(\.run) == ["ultra-ra", "ultra-ra~1"])
    #expect(try store.charges(of: "ultra-ra") == [.collect: 5] && store.charges(of: "ultra-ra~1") == [.collect: 5])
    #expect(try store.turnedRuns() == ["ultra-ra~1"])
    let events = try store.events()
    #expect(
      events.filter { $0.run == "ultra-ra" }.map(\.kind) == ["checkpointed", "checkpointed", "rolledBack"])
    #expect(
      events.last?.event
        == .rolledBack(run: "ultra-ra", step: 200, from: 400, kept: "ultra-ra~1", actor: "a person"))
    let branches = try store.branches()
    #expect(branches["ultra-ra~1"]?.parent == "ultra-ra" && branches["ultra-ra~1"]?.kind == .rollback)
    #expect(branches["ultra-ra~1"]?.step == 200)
    #expect(branches["early"]?.parent == "ultra-ra" && branches["late"]?.parent == "ultra-ra~1")
  }

  @Test func stepsOfARollbackAreCountedOnceEach() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try run(store)
    func back(to step: Int) throws {
      let target = try #require(try store.checkpoints(of: "ultra-ra").first { $0.step == step })
      _ = try store.rollBack("ultra-ra", to: target, actor: "a person", now: 20)
    }
    try back(to: 200)
    #expect(try store.stepsSpent(run: "ultra-ra") == [.refine: 200])
    #expect(try store.stepsSpent(run: "ultra-ra~1") == [.refine: 200])
    // In one entry, which the next one cuts.
    try store.advanceRun("ultra-ra", to: 350, now: 21)
    #expect(try store.stepsSpent() == [.refine: 550])
    try back(to: 100)
    #expect(try store.stepsSpent(run: "ultra-ra") == [.refine: 100])
    #expect(try store.stepsSpent(run: "ultra-ra~2") == [.refine: 250])
    #expect(try store.branches()["ultra-ra~1"]?.parent == "ultra-ra~2", "what it left is there now")
    #expect(try store.stepsSpent() == [.refine: 550])
    #expect(try store.damage().isEmpty)
  }
}
