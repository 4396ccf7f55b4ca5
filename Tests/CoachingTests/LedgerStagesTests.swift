import Advisors
import Algorithms
import Coaching
import Engine
import Foundation
import RLCore
import SessionStore
import Synchronization
import TestSupport
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

  private struct Full: Error {}

  @Test func episodesThatCannotBeStoredAreCountedOnceTheyAre() throws {
    let desk = try Desk()
    _ = try desk.coach.train()
    let full = try Coach(
      store: desk.store, settings: desk.coach.settings, threads: 1, ports: EnginePorts(settle: { throw Full() }),
      writer: desk.writer)
    #expect(throws: Full.self) { try full.collect(2) }
    #expect(try desk.store.episodeSummaries().isEmpty && desk.store.stepsSpent()[.collect] == nil)
    try desk.coach.collect(2)
    let played = try desk.store.episodeSummaries().reduce(0) { $0 + $1.length }
    #expect(try desk.store.stepsSpent()[.collect] == played)
  }

  @Test(
    .enabled(if: SmallDisk.isAllowed, Comment(rawValue: SmallDisk.skipMessage)), arguments: [0, 16_384, 49_152])
  func aFullDiskMakesNoStagePayTwice(room: Int) async throws {
    let whole = try Desk.played()
    _ = try await whole.identify("planner")
    try whole.coach.verify()

    let path = NSTemporaryDirectory() + "sidecoach-full-" + UUID().uuidString
    let disk = try SmallDisk(at: path, size: "16m")
    defer {
      disk.remove()
      try? FileManager.default.removeItem(atPath: path)
    }
    var desk = try Desk(in: path)
    _ = try desk.coach.train()
    let stages: [(Desk) async throws -> Void] = [
      { try $0.coach.collect($0.coach.settings.episodes) }, { _ = try await $0.identify("planner") },
      { try $0.coach.verify() },
    ]
    for stage in stages {
      try disk.fill(leaving: room)
      // Where the room is enough there is nothing left to do.
      try? await stage(desk)
      disk.empty()
      desk = try desk.reopened()
      try await stage(desk)
    }
    #expect(try desk.store.stepsSpent() == whole.store.stepsSpent())
    #expect(try desk.store.suggestions().count == whole.store.suggestions().count)
    #expect(try desk.store.evidence() == whole.store.evidence())
  }

  /// Takes environment steps for each answer, and is stopped at one of them.
  private final class Searcher: Advisor {
    let name = "searcher"
    let summary = "Says the same about every state, for a price."
    let isStandIn = true
    let judgesRewards = false
    private let price: Int
    private let end: Int?
    private let answers = Mutex(0)

    init(price: Int, stoppedAt end: Int? = nil) {
      self.price = price
      self.end = end
    }

    var environmentSteps: Int { price * answers.withLock { $0 } }

    func suggestions(at states: [CriticalState], in context: AdviceContext) async throws -> Answer<[Suggestion]> {
      let number = answers.withLock { answers in
        answers += 1
        return answers
      }
      if number == end { throw CancellationError() }
      return Answer(
        states.map {
          Suggestion(
            episode: $0.episode, step: $0.step, action: .discrete(1), reward: 0.25, rationale: "as always",
            confidence: 0.75, advisor: name)
        })
    }
  }

  @Test(arguments: [0, 10]) func aSearchThatEndsHalfWayIsPaidOnceItIsDone(price: Int) async throws {
    let desk = try Desk.played()
    let stage = desk.coach.advice
    let random = try stage.consultation(advisor: "planner", identifier: "random", pool: desk.coach.pool).identifier
    let stopped = Consultation(identifier: random, advisor: Searcher(price: price, stoppedAt: 2))
    await #expect(throws: CancellationError.self) { try await stage.run(stopped) }
    // What cost nothing is there; what was searched for comes with its steps.
    #expect(try desk.store.suggestions().isEmpty == (price > 0))
    #expect(try desk.store.stepsSpent()[.identify] == nil)
    let whole = Consultation(identifier: random, advisor: Searcher(price: price))
    _ = try await stage.run(whole)
    let places = try desk.store.suggestions().map { [$0.episode, $0.step] }
    #expect(!places.isEmpty && Set(places).count == places.count)
    #expect(try desk.store.stepsSpent()[.identify] == (price > 0 ? whole.environmentSteps : nil))
  }

  @Test func episodesThatFailAreReported() throws {
    var catalogs = Catalogs.standard
    catalogs.environments = catalogs.environments.adding([Brittle.rareLine])
    var settings = try SessionSettings(environment: "RarelyBrittle", seed: 1, catalogs: catalogs)
    settings.training.totalSteps = 1_024
    settings.refinement.totalSteps = 1_024
    let desk = try Desk(settings, catalogs: catalogs)
    let trained = try TrainReport(session: "one", run: try desk.coach.train(), store: desk.store)
    let (failed, episodes) = (try #require(trained.failedEpisodes), try #require(trained.episodes))
    #expect(failed > 0 && episodes > 10 * failed)
    #expect(trained.lastFailure?.contains("it broke") == true)
    #expect(trained.lines.contains { $0.hasPrefix("\(failed) of \(episodes) episodes failed") })
    let run = try desk.coach.refine(try MethodCatalog.methods.entry("ppo"))
    let refined = try RefineReport(session: "one", run: run, store: desk.store)
    #expect((refined.failedEpisodes ?? 0) > 0 && refined.lines.contains { $0.contains("it broke") })
    var said: [String] = []
    desk.coach.notice = { said.append($0) }
    let recorded = try desk.coach.collect(60)
    #expect(recorded.failed > 0 && recorded.episodes == 60)
    #expect(said.count == 1 && said[0].hasPrefix("\(recorded.failed) of 60 episodes failed"))
    let report = try CollectReport(session: "one", store: desk.store, recorded: recorded)
    #expect(report.failedEpisodes == recorded.failed)
    // None is recorded the second time.
    #expect(try desk.coach.collect(60) == FailedEpisodes())
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
    #expect(try !again.coach.verify(edits: true), "all is measured")
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
    // What was asked for counts, and not what it is in whole updates.
    let guidance = try desk.store.guidanceSteps()
    for (steps, isSaid) in [(guidance, true), (guidance + 1, false)] {
      said = []
      desk.coach.settings.refinement.totalSteps = steps
      try desk.store.restartRun(named: "ultra-r")
      let run = try desk.coach.refine(try MethodCatalog.methods.entry("ultra-r"))
      #expect(run.step == 512)
      #expect(said.isEmpty != isSaid, "\(said)")
      if isSaid { #expect(said[0].contains("\(guidance) steps") && said[0].contains("\(guidance + 512) in all")) }
    }
  }
}
