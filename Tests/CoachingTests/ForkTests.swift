import Algorithms
import Coaching
import Engine
import RLCore
import SessionStore
import Testing
import Threads

/// Runs that go on from a checkpoint of another one.
@Suite struct ForkTests {
  /// A base of four updates of 512 steps, each of which left a checkpoint.
  private func trained() throws -> Desk {
    var settings = try Desk.pong()
    settings.training.totalSteps = 2_048
    settings.checkpointsKept = 10
    let desk = try Desk(settings)
    desk.coach.driver.checkpointInterval = .zero
    _ = try desk.coach.train()
    return desk
  }

  private func perform(_ desk: Desk, _ order: ForkOrder) throws -> SessionStore.Run {
    try order.perform(by: desk.coach) { _ in }
  }

  private func losses(_ store: SessionStore, _ run: RunName, after step: Int) throws -> [Double] {
    try store.metrics(run: run, name: .policyLoss).filter { $0.step > step }.map(\.value)
  }

  private func message(_ body: () throws -> Void) -> String {
    do { try body() } catch { return "\(error)" }
    return ""
  }

  @Test func aForkWithoutChangesIsTheRunBitForBit() throws {
    let desk = try trained()
    let run = try perform(desk, try ForkOrder(from: "base@1024", as: "again"))
    #expect(run.step == 2_048 && run.totalSteps == 2_048 && run.state == .finished && run.method == "ppo")
    #expect(try losses(desk.store, "again", after: 0) == losses(desk.store, .base, after: 1_024))
    #expect(try desk.store.stepsSpent() == [.train: 2_048, .refine: 1_024])
    #expect(try desk.store.checkpoints(of: .base).map(\.step) == [512, 1_024, 1_536, 2_048], "they stay its own")
    let report = try RefineReport(session: "one", run: run, store: desk.store)
    #expect(report.parent == .base && report.parentStep == 1_024 && report.environmentSteps == 2_048)
    #expect(report.lines.contains { $0.contains("forked from base at step 1024") })
    // What is there goes on, and has nothing left to do.
    var said: [String] = []
    let again = try ForkOrder(from: "base@512", as: "again").perform(by: desk.coach) { said.append($0) }
    #expect(again.digest == run.digest && said.count == 1 && said[0].contains("forked from base@1024"))
    #expect(try desk.store.damage().isEmpty)
  }

  @Test func moreStepsAnotherSeedAndOtherSettings() throws {
    let desk = try trained()
    let order = try ForkOrder(from: "base", as: "longer", changes: ["steps=3_072", "seed=77", "learningRate=0.01"])
    let run = try perform(desk, order)
    #expect(run.step == 3_072 && run.seed == 77)
    #expect(try desk.store.policy(of: "longer").configuration.learningRate == 0.01)
    _ = try perform(desk, try ForkOrder(from: "base@1536", as: "plain"))
    _ = try perform(desk, try ForkOrder(from: "base@1536", as: "other", changes: ["seed=77"]))
    #expect(try losses(desk.store, "plain", after: 0) != losses(desk.store, "other", after: 0))
    #expect(try desk.store.policy(of: .base).configuration.learningRate != 0.01)
  }

  @Test func aGuidedRunIsForkedWithItsTableAndAnotherAlpha() async throws {
    let desk = try Desk.played()
    _ = try await desk.identify("offline")
    _ = try desk.coach.accept(by: .all)
    desk.coach.settings.checkpointsKept = 10
    desk.coach.driver.checkpointInterval = .zero
    desk.coach.settings.refinement.totalSteps = try desk.store.guidanceSteps() + 1_024
    let parent = try desk.coach.refine(try MethodCatalog.methods.entry("ultra-ra"))
    let first = try #require(try desk.store.checkpoints(of: "ultra-ra").first)
    #expect(first.step < parent.step)
    // An alpha that was asked for of other runs is not the fork's.
    desk.coach.driver.requestedAlpha = 0.25
    let order = try ForkOrder(from: "ultra-ra@\(first.step)", as: "bolder", changes: ["alpha=0.875"])
    let run = try perform(desk, order)
    #expect(desk.coach.driver.requestedAlpha == 0.25)
    #expect(run.step == parent.step && run.method == "ultra-ra")
    #expect(try desk.store.metrics(run: "bolder", name: .alpha).map(\.value).allSatisfy { $0 == 0.875 })
    #expect(try desk.store.charges(of: "bolder") == desk.store.charges(of: "ultra-ra"))
    _ = try desk.coach.evaluate("bolder", games: 2)
    let comparison = try Comparison.whole(desk.store, settings: desk.coach.settings)
    let row = try #require(comparison.rows.first { $0.method == "bolder" })
    #expect(row.origin == RunPoint(run: "ultra-ra", step: first.step) && row.note.hasPrefix("from ultra-ra@"))
    #expect(row.environmentSteps == run.step + row.guidanceSteps && row.guidanceSteps > 0)
  }

  @Test func aForkThatIsStoppedGoesOn() throws {
    let order = try ForkOrder(from: "base@512", as: "again", changes: ["seed=5"])
    let whole = try trained()
    let expected = try perform(whole, order)
    let desk = try trained()
    desk.commands.send(.stop)
    #expect(throws: EngineStopped.self) { try perform(desk, order) }
    let again = try desk.reopened()
    let run = try perform(again, order)
    #expect(run.digest == expected.digest && run.state == .finished)
  }

  @Test func whatIsLeftOfAForkIsAStageThatIsNotDone() throws {
    let desk = try trained()
    let coach = desk.coach
    func refining() throws -> Double? {
      let history = SessionHistory(store: desk.store, settings: coach.settings)
      return try history.stages().first { $0.stage == .refine }?.fraction
    }
    desk.coach.settings.methods = []
    let run = try ForkOrder(from: "base@512", as: "again").begin(
      in: desk.store, entry: coach.entry, methods: MethodCatalog.methods, pool: coach.pool, now: 1)
    #expect(run.state == .running && run.step == 512)
    #expect(try refining() == 0)
    _ = try coach.goOn("again")
    #expect(try refining() == 1)
  }

  @Test func whatCannotBeIsSaid() throws {
    let desk = try trained()
    for name in ["", "base", "ultra-ra", "a/b", "a~1", ".hidden", "a b"] {
      #expect(throws: InvalidSettingError.self, "\(name)") { try ForkOrder(from: "base", as: name) }
    }
    for change in ["hidden=8,8", "environments=2", "alpha=paper", "seed=-1", "steps=0"] {
      #expect(throws: InvalidSettingError.self, "\(change)") {
        try ForkOrder(from: "base", as: "x", changes: [change])
      }
    }
    func said(_ from: String, _ changes: [String] = []) -> String {
      message { _ = try perform(desk, try ForkOrder(from: from, as: "x", changes: changes)) }
    }
    #expect(said("base@7").contains("has no checkpoint at step 7, only at 512, 1024, 1536, 2048"))
    #expect(said("base").contains("has nothing left to do at step 2048"))
    #expect(said("nobody").contains("no run 'nobody'"))
    #expect(said("base@512", ["alpha=0.5"]).contains("ppo uses none"))
    #expect(said("base@512", ["epoch=3"]).contains("epochs"))
    #expect(try desk.store.run(named: "x") == nil)
  }
}
