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
}
