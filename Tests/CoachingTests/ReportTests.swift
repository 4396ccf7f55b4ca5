import Algorithms
import Coaching
import Engine
import Foundation
import RLCore
import SessionStore
import Testing

/// What commands print with `--json` has the keys that their help lists.
@Suite struct ReportTests {
  /// Every key of an object and of what it holds; the names of actions are values, not keys.
  private func keys(_ value: Any) -> Set<String> {
    if let object = value as? [String: Any] {
      return object.reduce(into: Set(object.keys)) { found, pair in
        if pair.key != "byAction" { found.formUnion(keys(pair.value)) }
      }
    }
    return (value as? [Any])?.reduce(into: []) { $0.formUnion(keys($1)) } ?? []
  }

  private func expectDocumented<Result: Printable>(_ result: Result) throws {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(result))
    let text = Result.keys.replacing(/\(of [^)]*\)/, with: "").replacing("(list of paths)", with: "")
    let documented = Set(text.split { !$0.isLetter }.map(String.init)).subtracting(["list", "of"])
    let found = keys(object)
    #expect(found == documented, "\(Result.self): \(found.symmetricDifference(documented).sorted())")
    #expect(!result.lines.isEmpty)
  }

  @Test func aRollbackSaysWhatItsHelpSays() throws {
    var settings = try Desk.pong()
    settings.checkpointsKept = 2
    let desk = try Desk(settings)
    desk.coach.driver.checkpointInterval = .zero
    _ = try desk.coach.train()
    let report = RollbackReport(session: "one", try desk.coach.rollBack(.base, to: 512))
    try expectDocumented(report)
    #expect(report.lines[0] == "base goes on from step 512; what it did from there to step 1024 is kept as base~1")
  }

  @Test func theStagesSayWhatTheirHelpSays() async throws {
    let desk = try Desk()
    try expectDocumented(try TrainReport(session: "one", run: try desk.coach.train(), store: desk.store))
    try desk.coach.collect(2)
    try expectDocumented(try CollectReport(session: "one", store: desk.store))
    let asked = try desk.coach.advice.consultation(advisor: "offline", pool: desk.coach.pool)
    let found = try await onThread { try desk.coach.identify(asked) }
    let identified = try IdentifyReport(session: "one", asked: asked, found: found, coach: desk.coach)
    #expect(identified.suggestions > 0 && identified.byAction.values.reduce(0, +) == identified.suggestions)
    #expect(identified.quality.first?.advisor == "offline")
    try expectDocumented(identified)
    try desk.coach.verify()
    let verified = VerifyReport(session: "one", evidence: Array(try desk.store.evidence().values))
    #expect(verified.measured == identified.suggestions)
    try expectDocumented(verified)
    let counts = try desk.coach.accept(by: .all)
    try expectDocumented(ReviewReport(session: "one", policy: .all, decided: counts))
    let refined = try RefineReport(
      session: "one", run: try desk.coach.refine(try MethodCatalog.methods.entry("ultra-ra")), store: desk.store)
    #expect(refined.alpha == desk.coach.settings.refinement.guidance.alpha)
    try expectDocumented(refined)
    let played = try desk.coach.evaluate("base", games: 2)
    #expect(played.returns.count == 2)
    try expectDocumented(EvaluateReport(session: "one", environment: "Pong", played))
    let measured = FidelityMeasurement(
      identifier: "random", episodes: 2,
      summaries: [FidelityRecord(share: 0.1, changes: [1, 2], lengths: [0.1, 0.1]).summary].compactMap(\.self),
      range: 4,
      environmentSteps: 20, identifierSteps: 0)
    try expectDocumented(FidelityReport(environment: "Pong", [measured], floor: 1e-3))
    let file = try #require(try desk.store.run(named: "base")?.checkpoint)
    try expectDocumented(try CheckpointReport(path: desk.store.checkpointDirectory + "/" + file))
  }

  @Test func whatStandsBesideTheStagesSaysWhatItsHelpSays() throws {
    try expectDocumented(PromptsReport(prompts: ["identify.txt"]))
    let terminal = DoctorFindings.Terminal(
      term: "xterm", isInteractive: true, colors: 256, codeset: "UTF-8", supportsUnicode: true, noColor: false,
      problem: "no cursor")
    let place = NSTemporaryDirectory()
    let findings = try DoctorFindings(sessions: place, terminal: terminal)
    try expectDocumented(findings)
    #expect(findings.problems.contains("no cursor") && !findings.isHealthy)
    #expect(findings.lines.contains("problem: no cursor"))
    #expect(findings.sessionsWritable)
  }

  @Test func benchmarksSayWhatTheirHelpSays() throws {
    try expectDocumented(try EnvironmentsMeasurement(seconds: 0.01))
    let settings = try Desk.pong()
    let measured = try TrainingMeasurement(settings, threads: 1, seconds: 0.01)
    try expectDocumented(measured)
    #expect((measured.shareOfRawPhysics ?? 0) > 0 && (measured.peakMemoryBytes ?? 0) > 1_000_000)
    let scaling = try TrainingScaling(settings, threads: [1, 2], seconds: 0.02)
    try expectDocumented(scaling)
    #expect(scaling.rows.map(\.threads) == [1, 2] && scaling.rows.allSatisfy { ($0.endToEndStepsPerSecond ?? 0) > 0 })
    let first = try #require(scaling.rows.first)
    #expect(first.idealStepsPerSecond == first.endToEndStepsPerSecond && first.shareOfIdeal == 1)
    // Counting the work of one thread for one thread gives what it takes: at most all of it is shared.
    #expect(first.countedGain == 1 && (first.serialShare ?? -1) >= 0 && (first.loopsPerUpdate ?? 0) > 1)
    #expect(scaling.rows.allSatisfy { ($0.countedStepsPerSecond ?? 0) > 0 })
    let learnt = try LearningMeasurement(settings, seeds: 2, episodes: 2, samples: false, threads: 1) { _ in }
    try expectDocumented(learnt)
    #expect(learnt.rows.map(\.seed) == [1, 2] && learnt.rows.allSatisfy { $0.environmentSteps == 1_024 })
    // A seed's result does not depend on what trains beside it.
    let beside = try LearningMeasurement(settings, seeds: 2, episodes: 2, samples: false, threads: 2) { _ in }
    #expect(beside.rows.map(\.checkpointDigest) == learnt.rows.map(\.checkpointDigest))
  }
}
