import Advisors
import Algorithms
import Coaching
import Engine
import Foundation
import RLCore
import SessionStore
import Synchronization
import Testing

/// Every environment step is counted once, with what came of it, whatever ends the work.
@Suite struct LedgerStagesTests {
  @Test func episodesThatAllFailAreCounted() throws {
    var catalogs = Catalogs.standard
    catalogs.environments = catalogs.environments.adding([Brittle.line])
    var settings = try SessionSettings(environment: "Brittle", seed: 1, catalogs: catalogs)
    settings.training.totalSteps = 1_024
    let desk = try Desk(settings, catalogs: catalogs)
    _ = try desk.coach.train()
    Brittle.isBroken.withLock { $0 = true }
    defer { Brittle.isBroken.withLock { $0 = false } }
    let error = try #require(throws: EnvironmentError.self) { try desk.coach.collect(2) }
    #expect("\(error)".contains("it broke"))
    #expect(try desk.store.episodeSummaries().isEmpty)
    #expect(try desk.store.stepsSpent()[.collect] == 6)
    // Once its cause is mended the stage is done as if nothing had been.
    Brittle.isBroken.withLock { $0 = false }
    try desk.coach.collect(2)
    #expect(try desk.store.episodeSummaries().count == 2)
    #expect(try desk.store.stepsSpent()[.collect] == 26)
  }

  /// A desk with suggestions that wait for evidence.
  private func advised() async throws -> Desk {
    let desk = try Desk.played()
    _ = try await desk.identify("offline")
    return desk
  }

  @Test func eachMeasurementIsStoredWithItsSteps() async throws {
    let desk = try await advised()
    let job = try #require(try desk.coach.advice.measurement(pool: desk.coach.pool))
    #expect(job.totalSteps > 2)
    for count in 1...2 {
      _ = try job.advance()
      let stored = try desk.store.evidence()
      #expect(stored.count == count)
      let steps = stored.values.reduce(0) { $0 + $1.environmentSteps }
      #expect(try steps > 0 && desk.store.stepsSpent()[.verify] == steps)
    }
    // What cannot be stored is not measured on.
    desk.store.close()
    #expect(throws: SessionStoreError.self) { try job.advance() }
    let again = try desk.reopened()
    try again.coach.verify()

    let whole = try await advised()
    try whole.coach.verify()
    #expect(try again.store.evidence() == whole.store.evidence())
    #expect(try again.store.stepsSpent() == whole.store.stepsSpent())
  }

  @Test func whatASearchFindsIsThereWithItsStepsAndMarksOrNotAtAll() async throws {
    let desk = try Desk.played()
    let store = desk.store
    let asked = try desk.coach.advice.consultation(advisor: "planner", identifier: "random", pool: desk.coach.pool)
    var seen: [(spent: Int?, asked: Int)] = []
    let outcome = try await desk.coach.advice.run(
      asked,
      onStored: { _ in
        let spent = try? store.stepsSpent()[.identify]
        seen.append((spent, (try? store.asked(asked.mark(.told)).count) ?? 0))
      })
    #expect(!outcome.suggestions.isEmpty)
    #expect(seen.count == 1 && seen.first?.spent == asked.environmentSteps && seen.first?.asked == 2)
    #expect(try store.ledger().filter { $0.stage == .identify }.map(\.steps) == [asked.environmentSteps])
  }

  @Test func guidanceIsChargedToTheMethodsThatUseIt() async throws {
    let desk = try await advised()
    try desk.coach.verify()
    _ = try desk.coach.accept(by: .all)
    let spent = try desk.store.stepsSpent()
    let guidance = try desk.store.guidanceSteps()
    #expect(guidance == (spent[.collect] ?? 0) + (spent[.verify] ?? 0) && guidance > 0)
    desk.coach.settings.refinement.totalSteps = guidance + 1_000
    let budget = desk.coach.settings.refinement.roundedSteps
    let guided = try desk.coach.refine(try MethodCatalog.methods.entry("ultra-ra"))
    #expect(guided.step == (budget - guidance) / 512 * 512 && guided.step + guidance <= budget)
    let report = try RefineReport(session: "one", run: guided, store: desk.store)
    #expect(report.charged.collect == spent[.collect] && report.charged.verify == spent[.verify])
    #expect(report.charged.total == guidance && report.budget == guided.step + guidance)
    #expect(report.lines.contains { $0.contains("guidance charged \(guidance) of \(report.budget) steps") })
    let plain = try desk.coach.refine(try MethodCatalog.methods.entry("ppo"))
    #expect(plain.step == budget)
    let uncharged = try RefineReport(session: "one", run: plain, store: desk.store)
    #expect(uncharged.charged.total == 0 && uncharged.budget == budget)
    #expect(try desk.store.stepsSpent()[.refine] == plain.step + guided.step)
    // What guidance costs later is not this run's.
    try desk.coach.collect(3)
    #expect(try RefineReport(session: "one", run: guided, store: desk.store).charged.total == guidance)
  }

  @Test func scratchTakesTheStepsOfBaseAndRefinement() throws {
    let desk = try Desk.played()
    let base = try #require(try desk.store.run(named: .base))
    let run = try desk.coach.refine(try MethodCatalog.methods.entry("scratch"))
    #expect(base.step == 1_024 && run.step == base.step + desk.coach.settings.refinement.totalSteps)
    #expect(try desk.store.charges(of: run.name).values.reduce(0, +) == 0)
  }

  @Test func whereGuidanceHasUsedTheBudgetThatIsSaid() async throws {
    let desk = try await advised()
    _ = try desk.coach.accept(by: .all)
    try desk.store.spend(LedgerEntry(stage: .collect, steps: 600, time: 0))
    desk.coach.settings.refinement.totalSteps = 512
    var said: [String] = []
    desk.coach.notice = { said.append($0) }
    let run = try desk.coach.refine(try MethodCatalog.methods.entry("ultra-r"))
    #expect(run.step == 512)
    #expect(said.count == 1 && said[0].contains("--steps gives more"))
  }
}
