@testable import Coaching
import Experiments
import RLCore
import SessionStore
import Testing

@Suite struct ComparisonTests {
  private func comparison(_ session: ComparedSession) throws -> Comparison {
    try Comparison.whole(session.store, settings: session.desk.coach.settings)
  }

  /// By hand: ultra-ra has 7, 8, 7, 8 over ppo, 7.5 ± 3.182 · 0.57735 / 2; base has −6, −6, −5, −7, −6 ± 3.182 · 0.8165 / 2.
  @Test func everyMethodIsComparedWithTheContinuedTraining() throws {
    let found = try comparison(try .full())
    #expect(found.rows.map(\.method) == ["base", "ppo", "ultra-ra"])
    #expect(found.baseline == "ppo" && found.foremost == "ultra-ra" && found.rows[1].difference == nil)
    #expect(found.finding == "ultra-ra is 7.50 points above ppo (95 % 6.58 to 8.42, 4 paired games).")
    #expect(found.meaning(of: found.rows[2]) == found.finding)
    #expect(
      found.meaning(of: found.rows[0]) == "base is 6.00 points below ppo (95 % 4.70 to 7.30, 4 paired games).")
    #expect(
      found.meaning(of: found.rows[1])
        == "The others are compared with ppo. ppo is 6.00 points above base (95 % 4.70 to 7.30, 4 paired games).")
    #expect(found.advice.contains("One seed says little") && found.advice.contains("sidecoach experiment"))
  }

  @Test func whatGuidanceCostAndDidIsBesideIt() throws {
    let rows = try comparison(try .full()).rows
    let guided = rows[2]
    #expect(guided.environmentSteps == 400 && guided.guidanceSteps == 100 && guided.guidanceShare == 0.25)
    #expect(guided.hitRate == 0.5 && guided.shapedShare == 0.25)
    #expect(guided.accepted == AcceptedEvidence(count: 1, meanDifference: 0.5, verified: 1))
    #expect(guided.alpha == Comparison.Alpha(first: 0.5, last: 0.1, isTurned: false))
    #expect(guided.note == "α 0.50 to 0.10, 1 accepted" && rows[0].note == "before" && rows[1].note.isEmpty)
    #expect(rows[1].guidanceShare == nil && rows[1].accepted == nil && rows[1].environmentSteps == 400)
    let session = try ComparedSession.full()
    try session.store.append(events: [.alphaChanged(run: "ultra-ra", step: 200, old: 0.5, new: 0.4)], now: 2)
    #expect(try comparison(session).rows[2].note == "α 0.50 to 0.10, turned by hand, 1 accepted")
  }

  @Test func withoutTheContinuedTrainingTheBaseIsCompared() throws {
    let session = try ComparedSession()
    #expect(try comparison(session).finding.isEmpty && comparison(session).advice.contains("sidecoach refine"))
    try session.run(.base, "ppo", steps: 1_000, returns: [])
    try session.play(.base, [1, 2, 3, 2])
    var found = try comparison(session)
    #expect(found.finding == "base alone was evaluated: there is nothing to compare it with.")
    #expect(found.foremost == "base" && found.advice.contains("--method ppo"))
    // Not among the session's methods, and with games of another seed.
    try session.run("coach-a", "coach-a", steps: 400, returns: [])
    try session.play("coach-a", [11, 12, 13, 12], seed: 2)
    found = try comparison(session)
    #expect(found.rows.map(\.method) == ["base", "coach-a"] && found.baseline == "base")
    #expect(found.finding.hasPrefix("coach-a is 10.0 points above base (95 % ") && found.finding.contains("not paired"))
    #expect(found.advice.contains("--method ppo"))
    let planned = try Comparison(store: session.store, settings: session.desk.coach.settings)
    #expect(planned.rows.map(\.method) == ["base"], "what the session set out to compare, and no more")
  }

  @Test func theContinuedTrainingAloneIsHeldAgainstTheBase() throws {
    let session = try ComparedSession()
    try session.run(.base, "ppo", steps: 1_000, returns: [])
    try session.play(.base, [1, 2, 3, 2])
    try session.run("ppo", "ppo", steps: 400, returns: [])
    try session.play("ppo", [1, 2, 3, 2])
    let found = try comparison(session)
    #expect(found.foremost == "ppo" && found.advice.contains("ultra-ra"))
    #expect(found.finding == "ppo is not told apart from base: 0 points (95 % 0 to 0, 4 paired games).")
  }

  @Test func theBestOfSeveralIsSaidToBeThat() throws {
    let session = try ComparedSession.full()
    try session.run("ultra-a", "ultra-a", steps: 300, returns: [], charges: [.collect: 60])
    try session.play("ultra-a", [-6, -7, -5, -6])
    let found = try comparison(session)
    #expect(found.foremost == "ultra-ra" && found.finding.hasSuffix("4 paired games); the best of 2."))
  }

  @Test func curvesCountEveryStep() throws {
    let session = try ComparedSession.full()
    let curves = try SessionCurves(session.store)
    func steps(_ run: RunName) -> [Double]? { curves.lines.first { $0.run == run }?.points.map(\.step) }
    #expect(steps(.base) == [500, 1_000])
    #expect(steps("ppo") == [1_200, 1_400])
    #expect(steps("ultra-ra") == [1_200, 1_400], "what its guidance cost comes first")
    // Of the base no more steps than the longest refinement took.
    #expect(curves.shown[.base]?.map(\.step) == [1_000])
    #expect(curves.shown["ultra-ra"]?.map(\.value) == [-8, 1])
    _ = try session.store.restartRun(named: "ppo")
    #expect(try SessionCurves(session.store).lines.map(\.run) == [.base, "ultra-ra"], "a superseded run is left out")
  }

  @Test func aRunThatTookAnothersPlaceIsToldByItsName() {
    #expect(RunName("ppo").superseded(2).isSuperseded)
    for name in ["ppo", "base", "a~b", "ultra-ra~"] { #expect(!RunName(name).isSuperseded, "\(name)") }
  }
}
