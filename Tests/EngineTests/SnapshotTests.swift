import Engine
import RLCore
import Testing
import Threads

@Suite struct SnapshotTests {
  @Test func theLatestSnapshotWins() throws {
    let outside = Outside()
    try outside.driver().drive(FakeJob(units: 7))
    let snapshot = try #require(outside.snapshots.take())
    #expect(snapshot.run == "fake" && snapshot.step == 70 && snapshot.totalSteps == 70)
    #expect(snapshot.metrics[.valueLoss] == 0.25 && snapshot.alpha == 0.5)
    #expect(snapshot.environmentReturn.map(\.step) == [10, 20, 30, 40, 50, 60, 70])
    #expect(snapshot.environmentReturn.map(\.value) == [10, 20, 30, 40, 50, 60, 70])
    #expect(snapshot.shapedReturn.map(\.value) == [-10, -20, -30, -40, -50, -60, -70])
    #expect(snapshot.frame != nil && !snapshot.isPaused)
    #expect(outside.snapshots.take() == nil)
  }

  @Test func generationsCountUpAndCurvesStayBounded() throws {
    let outside = Outside()
    let driver = outside.driver()
    var generations: [Int] = []
    var longest = 0
    driver.onProgress = { snapshot in
      generations.append(snapshot.generation)
      longest = max(longest, snapshot.environmentReturn.count, snapshot.shapedReturn.count)
    }
    try driver.drive(FakeJob(units: 3_000))
    #expect(generations.count > 3_000)
    #expect(zip(generations, generations.dropFirst()).allSatisfy { $0 < $1 })
    #expect(longest > 200 && longest <= 512)
  }

  @Test func snapshotsAreThinnedOutInTime() throws {
    let outside = Outside()
    let driver = outside.driver()
    driver.snapshotInterval = .seconds(3_600)
    var count = 0
    driver.onProgress = { _ in count += 1 }
    let job = FakeJob(units: 100)
    try driver.drive(job)
    #expect(count == 2, "the first and the last are always shown")
    #expect(job.exhibits == 2, "the picture moves with the snapshots and not with the units")
  }

  @Test func alphaMarksShowWhereItChanged() throws {
    let outside = Outside()
    let job = FakeJob(units: 6)
    job.script[2] = { outside.commands.send(.setAlpha(0.75)) }
    job.script[4] = { outside.commands.send(.setAlpha(0)) }
    try outside.driver().drive(job)
    let snapshot = try #require(outside.snapshots.take())
    #expect(snapshot.alphaMarks == [CurvePoint(step: 20, value: 0.75), CurvePoint(step: 40, value: 0)])
    #expect(snapshot.alpha == 0)
  }

  @Test func aPauseIsSeenAtOnce() throws {
    let outside = Outside()
    let driver = outside.driver()
    driver.snapshotInterval = .seconds(3_600)
    var seen: [Bool] = []
    driver.onProgress = { seen.append($0.isPaused) }
    outside.react { event in
      if case .paused(_, _, true) = event { outside.commands.send(.resume) }
    }
    let job = FakeJob(units: 2)
    job.script[1] = { outside.commands.send(.pause) }
    try driver.drive(job)
    #expect(seen == [false, true, false, false])
  }

  @Test func anotherRunStartsItsOwnCurves() throws {
    let outside = Outside()
    let driver = outside.driver()
    try driver.drive(FakeJob(units: 5))
    try driver.drive(FakeJob(name: "second", units: 2))
    let snapshot = try #require(outside.snapshots.take())
    #expect(snapshot.run == "second" && snapshot.environmentReturn.count == 2)
  }

  @Test func aRunThatIsDoneOnceMoreBeginsAnew() throws {
    let outside = Outside()
    let driver = outside.driver()
    try driver.drive(FakeJob(units: 5))
    try driver.drive(FakeJob(units: 3))
    #expect(try #require(outside.snapshots.take()).environmentReturn.map(\.step) == [10, 20, 30])
  }

  @Test func aRunTakenUpAgainKeepsItsCurves() throws {
    let outside = Outside()
    let driver = outside.driver()
    var generations: [Int] = []
    driver.onProgress = { generations.append($0.generation) }
    try driver.drive(FakeJob(name: "other", units: 4))
    var earlier = RunRecorder()
    earlier.append(step: 1, time: 0, values: [.episodicReturn: 1, .shapedReturn: 2])
    driver.preload(run: "fake", earlier)
    try driver.drive(FakeJob(units: 2))
    let snapshot = try #require(outside.snapshots.take())
    #expect(snapshot.environmentReturn.map(\.step) == [1, 10, 20])
    #expect(snapshot.shapedReturn.first?.value == 2)
    #expect(zip(generations, generations.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func everyMetricHasACurveOnEveryAxis() throws {
    let outside = Outside()
    let driver = outside.driver()
    var clock = 100.0
    driver.time = {
      clock += 2
      return clock
    }
    try driver.drive(FakeJob(units: 4))
    let snapshot = try #require(outside.snapshots.take())
    #expect(Set(snapshot.curves.keys) == [.episodicReturn, .shapedReturn, .valueLoss, .stepsPerSecond])
    let moments = try #require(snapshot.curves[.valueLoss]).map(\.moment)
    #expect(moments.map(\.step) == [10, 20, 30, 40])
    #expect(zip(moments, moments.dropFirst()).allSatisfy { $1.wallSeconds - $0.wallSeconds == 2 })
    #expect(zip(moments, moments.dropFirst()).allSatisfy { $1.processSeconds > $0.processSeconds })
  }

  @Test func checkpointsAndAlertsAreMarked() throws {
    let outside = Outside()
    let job = FakeJob(units: 3)
    job.script[2] = { job.pendingAlerts = [("look", "closely")] }
    job.script[3] = { outside.commands.send(.checkpoint) }
    try outside.driver().drive(job)
    let marks = try #require(outside.snapshots.take()).marks
    #expect(marks.map(\.kind) == [.alert("look"), .checkpoint])
    #expect(marks.map(\.moment.step) == [20, 30])
  }
}
