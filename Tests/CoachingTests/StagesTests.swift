import Algorithms
import Coaching
import Engine
import RLCore
import SessionStore
import Testing
import Threads

/// The stages do what the commands and the workbench ask of them, in this process.
@Suite struct StagesTests {
  @Test func trainingEndsWithAStoredCheckpoint() throws {
    let desk = try Desk()
    let run = try desk.coach.train()
    #expect(run.state == .finished && run.step == 1_024)
    let policy = try desk.store.policy(of: "base")
    #expect(policy.step == 1_024)
    #expect(run.digest?.count == 64)
    #expect(try desk.coach.train().digest == run.digest, "a finished run is not trained again")
  }

  @Test(arguments: [(100, true), (500, false), (1_024, false)]) func wholeUpdatesAreSaidWhereTheyAreManyMore(
    steps: Int, isSaid: Bool
  ) throws {
    let desk = try Desk()
    var said: [String] = []
    desk.coach.notice = { said.append($0) }
    desk.coach.settings.training.totalSteps = steps
    _ = try desk.coach.train()
    #expect(said == (isSaid ? ["base trains 512 steps and not 100, since an update takes 512"] : []))
  }

  @Test func whatAStopLeavesIsGoneOnWithBitForBit() throws {
    let whole = try Desk()
    let expected = try whole.coach.train()

    let stopped = try Desk()
    stopped.commands.send(.stop)
    #expect(throws: EngineStopped.self) { try stopped.coach.train() }
    let again = try stopped.reopened()
    #expect(try again.store.run(named: "base")?.state == .running)
    #expect(try again.coach.train().digest == expected.digest)
  }

  @Test func episodesAreRecordedOnce() throws {
    let desk = try Desk()
    _ = try desk.coach.train()
    try desk.coach.collect(2)
    try desk.coach.collect(2)
    let summaries = try desk.store.episodeSummaries()
    #expect(summaries.count == 2)
    let spent = try desk.store.stepsSpent()[.collect]
    #expect(spent == summaries.reduce(0) { $0 + $1.length })
  }

  @Test func aStageSaysWhatIsMissing() throws {
    let desk = try Desk()
    let error = try #require(throws: CoachError.self) { try desk.coach.collect(1) }
    #expect("\(error)".contains("sidecoach train"))
  }

  @Test func thePipelineRunsEveryStageAndCompares() async throws {
    let desk = try Desk()
    let pipeline = Pipeline(coach: desk.coach, reviewer: .policy(.all), gate: desk.gate)
    var finished: [Stage] = []
    pipeline.observer = { event in
      guard case .stages(let stages) = event else { return }
      for stage in stages where stage.state == .done && !finished.contains(stage.stage) { finished.append(stage.stage) }
    }
    try await onThread { try pipeline.run() }
    #expect(finished == Stage.allCases)
    let verdicts = try desk.store.currentVerdicts()
    #expect(try desk.store.suggestions().allSatisfy { verdicts[$0.id] != nil })
    let comparison = try Comparison(store: desk.store, settings: desk.coach.settings)
    #expect(comparison.environment == "Pong")
    #expect(comparison.rows.map(\.method).first == "base")
    #expect(comparison.rows.map(\.method).contains("ppo"))
    #expect(comparison.checkpointDigest == comparison.rows.last?.digest)
  }

  @Test func aStopEndsThePipelineBeforeItsNextStage() throws {
    let desk = try Desk()
    desk.gate.stop()
    let pipeline = Pipeline(coach: desk.coach, reviewer: .policy(.all), gate: desk.gate)
    #expect(throws: EngineStopped.self) { try pipeline.run() }
    #expect(try desk.store.runs().isEmpty)
  }

  @Test func settingsAreReadBackAsTheyWereStored() throws {
    var settings = try Desk.pong(seed: 9)
    settings.training.learningRate = 0.125
    let desk = try Desk(settings)
    let again = try desk.reopened()
    #expect(again.coach.settings == settings)
  }
}
