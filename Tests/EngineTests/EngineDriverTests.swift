import Engine
import RLCore
import Testing
import Threads

@Suite struct EngineDriverTests {
  @Test func aRunIsReportedFromStartToEnd() throws {
    let outside = Outside()
    try outside.driver().drive(FakeJob(units: 3))
    #expect(
      outside.milestones == [
        .started(run: "fake", step: 0), .checkpointed(run: "fake", step: 30, file: "fake-30", digest: "digest [3]"),
        .finished(run: "fake", step: 30),
      ])
    let steps = outside.events.compactMap { if case .metrics("fake", let step, _) = $0 { step } else { nil } }
    #expect(steps == [10, 20, 30])
    #expect(outside.stored == [[3]])
    #expect(outside.wakeCount > 0)
  }

  @Test func metricsKeepTheirNames() throws {
    let outside = Outside()
    try outside.driver().drive(FakeJob(units: 1))
    let values = try #require(
      outside.events.compactMap { if case .metrics(_, _, let values) = $0 { values } else { nil } }.first)
    #expect(values["charts/episodic_return"] == 10 && values["losses/value_loss"] == 0.25)
    #expect(try #require(values["charts/SPS"]) > 0)
  }

  @Test func whereTheTimeWentAddsUpAndIsNotGuessed() throws {
    let outside = Outside()
    let job = FakeJob(units: 2)
    job.phases = PhaseTiming()
    // More than the clock can have counted: shares are of what went by, and never more than all of it.
    for unit in 1...2 { job.script[unit] = { job.phases?.rollout += .seconds(unit == 1 ? 1_000 : 0) } }
    try outside.driver().drive(job)
    let recorded = outside.events.compactMap { if case .metrics(_, _, let values) = $0 { values } else { nil } }
    #expect(recorded.map { $0["charts/playing_share"] } == [1, 0])
    #expect(recorded.map { $0["charts/other_share"] } == [0, 1])
    #expect(recorded.map { $0["charts/learning_share"] } == [0, 0])
    try outside.driver().drive(FakeJob(name: "other", units: 1))
    let last = outside.events.compactMap { if case .metrics(_, _, let values) = $0 { values } else { nil } }.last
    #expect(last?["charts/playing_share"] == nil)
  }

  @Test func alphaChangesBetweenUnitsAndIsAcknowledged() throws {
    let outside = Outside()
    let job = FakeJob(units: 4)
    job.script[2] = { outside.commands.send(.setAlpha(0.125)) }
    try outside.driver().drive(job)
    #expect(job.alphas == [0.5, 0.5, 0.125, 0.125])
    let order = outside.events.compactMap { event -> String? in
      switch event {
      case .metrics(_, let step, _): "metrics \(step)"
      case .alphaChanged(_, let step, let old, let new, let cause): "alpha \(step) \(old) \(new) \(cause?.words ?? "")"
      default: nil
      }
    }
    #expect(order == ["metrics 10", "metrics 20", "alpha 20 0.5 0.125 by a person", "metrics 30", "metrics 40"])
  }

  @Test func alphaIsRampedEvenlyAndToldOnce() throws {
    let outside = Outside()
    let job = FakeJob(units: 5)
    job.script[1] = { outside.commands.send(.rampAlpha(to: 1, over: 20)) }
    let driver = outside.driver()
    try driver.drive(job)
    #expect(job.alphas == [0.5, 0.5, 0.75, 1, 1])
    let told = outside.events.filter { if case .alphaChanged = $0 { true } else { false } }
    #expect(told == [.alphaChanged(run: "fake", step: 30, old: 0.5, new: 1, cause: .ramp)])
    #expect(driver.requestedAlpha == 1, "the next run begins with it")
    #expect(driver.requestedTarget == job.alphaTarget, "where it acts on the same")
    let other = FakeJob(units: 1)
    driver.requestedTarget = AlphaTarget.allCases.first { $0 != other.alphaTarget }
    try driver.drive(other)
    #expect(other.alphas == [0.5], "where r_LLM acts on something else its size means nothing")
  }

  @Test func aRampEndsWhereAlphaIsSet() throws {
    let outside = Outside()
    let job = FakeJob(units: 4)
    job.script[1] = { outside.commands.send(.rampAlpha(to: 1, over: 1_000)) }
    job.script[2] = { outside.commands.send(.setAlpha(0.125)) }
    try outside.driver().drive(job)
    #expect(job.alphas[2...] == [0.125, 0.125])
  }

  @Test func aSingleUnitIsDoneWhilePaused() throws {
    let outside = Outside()
    let job = FakeJob(units: 4)
    job.script[1] = { for command in [EngineCommand.pause, .step] { outside.commands.send(command) } }
    job.script[2] = { outside.commands.send(.resume) }
    try outside.driver().drive(job)
    let order = outside.events.compactMap { event -> String? in
      switch event {
      case .metrics(_, let step, _): "metrics \(step)"
      case .paused(_, let step, let isPaused): "\(isPaused ? "paused" : "resumed") \(step)"
      default: nil
      }
    }
    #expect(order == ["metrics 10", "paused 10", "metrics 20", "resumed 20", "metrics 30", "metrics 40"])
  }

  @Test func commandsAreAcknowledgedInTheirOrder() throws {
    let outside = Outside()
    let job = FakeJob(units: 2)
    job.script[1] = {
      for command in [EngineCommand.setAlpha(1), .pause, .checkpoint, .resume, .setAlpha(2, by: .anotherWindow)] {
        outside.commands.send(command)
      }
    }
    try outside.driver().drive(job)
    #expect(
      Array(outside.milestones.prefix(6)) == [
        .started(run: "fake", step: 0), .alphaChanged(run: "fake", step: 10, old: 0.5, new: 1, cause: .person),
        .paused(run: "fake", step: 10, isPaused: true),
        .checkpointed(run: "fake", step: 10, file: "fake-10", digest: "digest [1]"),
        .paused(run: "fake", step: 10, isPaused: false),
        .alphaChanged(run: "fake", step: 10, old: 1, new: 2, cause: .anotherWindow),
      ])
    #expect(job.alphas == [0.5, 2])
  }

  @Test func anAlphaOfAnotherTimeIsTakenUp() throws {
    let outside = Outside()
    let driver = outside.driver()
    driver.requestedAlpha = 2
    let job = FakeJob(units: 1)
    try driver.drive(job)
    #expect(
      outside.milestones.prefix(2).last
        == .alphaChanged(run: "fake", step: 0, old: 0.5, new: 2, cause: .carriedOver))
    #expect(job.alphas == [2])
  }

  @Test func nothingIsDoneWhilePaused() throws {
    let outside = Outside()
    outside.react { event in
      if case .paused(_, _, true) = event { outside.commands.send(.resume) }
    }
    let job = FakeJob(units: 5)
    job.script[3] = { outside.commands.send(.pause) }
    try outside.driver().drive(job)
    #expect(
      outside.milestones.contains(.paused(run: "fake", step: 30, isPaused: true))
        && outside.milestones.contains(.paused(run: "fake", step: 30, isPaused: false)))
    #expect(job.isFinished)
  }

  @Test func stopWritesACheckpointAndEndsTheDrive() throws {
    let outside = Outside()
    let job = FakeJob(units: 9)
    job.script[4] = { outside.commands.send(.stop) }
    #expect(throws: EngineStopped.self) { try outside.driver().drive(job) }
    #expect(job.step == 40 && outside.stored == [[4]])
    #expect(
      outside.milestones.last == .checkpointed(run: "fake", step: 40, file: "fake-40", digest: "digest [4]"))
  }

  @Test func aStopWhilePausedDoesNotPauseTheNextJob() throws {
    let outside = Outside()
    let driver = outside.driver()
    let job = FakeJob(units: 9)
    job.script[1] = {
      outside.commands.send(.pause)
      outside.commands.send(.stop)
    }
    #expect(throws: EngineStopped.self) { try driver.drive(job) }
    try driver.drive(FakeJob(name: "next", units: 2))
    #expect(outside.milestones.last == .finished(run: "next", step: 20))
  }

  @Test func aFailureIsRecordedAndTheLastCheckpointStays() throws {
    let outside = Outside()
    let job = FakeJob(units: 9)
    job.script[2] = { outside.commands.send(.checkpoint) }
    job.script[5] = { throw FakeJob.Broken() }
    #expect(throws: FakeJob.Broken.self) { try outside.driver().drive(job) }
    #expect(outside.stored == [[2]])
    #expect(outside.milestones.last == .failed(run: "fake", step: 40, message: "it broke"))
  }

  @Test func aCheckpointThatCannotBeWrittenIsAFailureThatIsNamed() throws {
    let outside = Outside()
    outside.fill()
    #expect(throws: Outside.Full.self) { try outside.driver().drive(FakeJob(units: 1)) }
    #expect(outside.milestones.last == .failed(run: "fake", step: 10, message: "the disk is full"))
  }

  @Test func checkpointsAreWrittenAsTimePasses() throws {
    let outside = Outside()
    let driver = outside.driver()
    driver.checkpointInterval = .zero
    try driver.drive(FakeJob(units: 3))
    #expect(outside.stored == [[1], [2], [3]], "the last one is not written twice")
  }

  @Test func aJobWithoutCheckpointsHasNone() throws {
    let outside = Outside()
    let job = FakeJob(units: 2)
    job.keepsCheckpoints = false
    try outside.driver().drive(job)
    #expect(outside.milestones == [.started(run: "fake", step: 0), .finished(run: "fake", step: 20)])
  }

  @Test func alertsFollowTheMetricsOfTheirUnit() throws {
    let outside = Outside()
    let job = FakeJob(units: 2)
    job.script[1] = { job.pendingAlerts = [("look", "closely")] }
    try outside.driver().drive(job)
    #expect(
      outside.milestones.filter { if case .alert = $0 { true } else { false } } == [
        .alert(run: "fake", step: 10, title: "look", detail: "closely")
      ])
  }

  @Test func whatIsNotAnAlphaChangesNothing() throws {
    let outside = Outside()
    let job = FakeJob(units: 3)
    job.script[1] = {
      outside.commands.send(.setAlpha(.nan))
      outside.commands.send(.setAlpha(.infinity))
    }
    try outside.driver().drive(job)
    #expect(job.alphas == [0.5, 0.5, 0.5])
  }
}
