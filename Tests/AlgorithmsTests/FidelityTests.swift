import Algorithms
import Foundation
import Numerics
import RLCore
import Testing
import Threads

/// Fidelity, against a game in which it is known what hangs on a step.
@Suite struct FidelityTests {
  /// Scores the same steps of every episode.
  private struct Marked: StepScorer {
    let name = "marked"
    let steps: Set<Int>

    func scores(of episode: Episode) -> [Double] { episode.steps.indices.map { steps.contains($0) ? 1 : 0 } }
  }

  /// Ten steps of which the first `paid` pay for their right action.
  private struct EarlyGame: Environment {
    var paid = 3
    private var steps = 0

    init(paid: Int) { self.paid = paid }

    var spec: EnvironmentSpec {
      EnvironmentSpec(
        id: "Early", observation: .dense(dimension: 1), action: .discrete(names: ["right", "wrong"]), stepLimit: 10)
    }

    mutating func reset(seed: UInt64?) { steps = 0 }

    mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome {
      let pays = steps < paid && action[0] == 0
      steps += 1
      return StepOutcome(reward: pays ? 1 : 0, terminated: steps == 10, truncated: false)
    }

    func observe(into row: UnsafeMutableRawPointer) { row.storeBytes(of: Float(steps), as: Float.self) }
  }

  private func job(
    _ scorer: any StepScorer, threads: Int = 1, paid: Int = 3,
    _ configure: (inout FidelityConfiguration) -> Void = { _ in }
  ) throws -> FidelityJob {
    let entry = EnvironmentEntry(summary: "early", make: { EarlyGame(paid: paid) })
    let run = try PPO(
      name: "base", entry: entry,
      configuration: .small {
        $0.learningRate = 0.02
        $0.epochs = 8
      }, seed: 1, pool: WorkerPool(threads: 1))
    while !run.isFinished { _ = try run.advance() }
    var configuration = FidelityConfiguration()
    configuration.episodes = 60
    configure(&configuration)
    let job = try FidelityJob(
      scorer: scorer, checkpoint: try run.policy(), entry: entry, configuration: configuration, seed: 2,
      pool: WorkerPool(threads: threads))
    while !job.isFinished { _ = try job.advance() }
    return job
  }

  @Test func theScoreIsTheChangeAgainstTheLength() throws {
    let job = try job(Marked(steps: [0, 1, 2]))
    #expect(job.results.map(\.share) == [0.1, 0.2, 0.3, 0.4])
    for (place, result) in job.results.enumerated() {
      // The window begins with the first step; the fourth highest is the first of those that are not marked.
      let window = Double(place + 1)
      #expect(result.length.isApproximatelyEqual(to: window / 10, absoluteTolerance: 1e-12))
      #expect(result.range == 3, "all right and all wrong were both seen")
      // A random action is wrong once in two.
      let changed = min(window, 3) / 2
      #expect(result.change.isApproximatelyEqual(to: changed, absoluteTolerance: 0.35), "\(result)")
      let expected = log(result.change / 3) - log(window / 10)
      #expect(result.score.isApproximatelyEqual(to: expected, absoluteTolerance: 1e-12))
    }
    #expect(job.observedRange == 3)
    let wide = job.results(range: 6)
    for (one, other) in zip(job.results, wide) {
      #expect((one.score - other.score).isApproximatelyEqual(to: log(2), absoluteTolerance: 1e-12), "one range for all")
    }
    #expect(job.environmentSteps == 60 * 50, "each episode once, and once more for each share")
  }

  @Test func whatNothingHangsOnHasTheFloor() throws {
    let results = try job(Marked(steps: [5, 6, 7, 8])) { $0.range = 3 }.results
    for result in results {
      #expect(result.change == 0 && result.range == 3)
      #expect(result.score.isApproximatelyEqual(to: log(1e-3) - log(result.length), absoluteTolerance: 1e-12))
    }
    let good = try job(Marked(steps: [0, 1, 2, 3])) { $0.range = 3 }.results
    #expect(zip(good, results).allSatisfy { $0.score > $1.score + 3 }, "higher is better")
    let even = try job(Marked(steps: [0]), paid: 0).results
    #expect(even.allSatisfy { $0.range == 0 && $0.score.isFinite })
  }

  @Test(arguments: [false, true]) func threadsChangeNothing(samples: Bool) throws {
    let results = try (1...3).map { threads in
      try job(RandomIdentifier(seed: 3), threads: threads) { $0.samples = samples }.results
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  /// Four episodes, judged over a range of 8: mean change 2, mean window 0.2.
  private func fidelity(
    changes: [Double] = [1, 1, 3, 3], lengths: [Double] = [0.2, 0.2, 0.2, 0.2], range: Double = 8, floor: Double = 1e-3
  ) throws -> Fidelity {
    let record = FidelityRecord(share: 0.2, changes: changes, lengths: lengths)
    return try #require(record.summary).fidelity(range: range, floor: floor)
  }

  @Test func theIntervalIsThatOfALogarithmOfARatio() throws {
    let even = try fidelity()
    // The parts are -1/2, -1/2, 1/2, 1/2: squares of 1 in all, over three degrees and four episodes. Student's t is 3.182.
    let half = 3.182 * (1.0 / 3 / 4).squareRoot()
    let score = log(2.0 / 8) - log(0.2)
    #expect(even.share == 0.2 && even.change == 2 && even.range == 8)
    #expect(even.score.isApproximatelyEqual(to: score, absoluteTolerance: 1e-12))
    #expect(even.low.isApproximatelyEqual(to: score - half, absoluteTolerance: 1e-12))
    #expect(even.high.isApproximatelyEqual(to: score + half, absoluteTolerance: 1e-12))
    // Windows in proportion to the changes: every episode has the same ratio, and nothing varies.
    let level = try fidelity(lengths: [0.1, 0.1, 0.3, 0.3])
    #expect(level.low.isApproximatelyEqual(to: score, absoluteTolerance: 1e-9))
    #expect(level.high.isApproximatelyEqual(to: score, absoluteTolerance: 1e-9))
    // The other way round the parts are -1, -1, 1, 1.
    let against = try fidelity(lengths: [0.3, 0.3, 0.1, 0.1])
    #expect((against.high - against.low).isApproximatelyEqual(to: 4 * half, absoluteTolerance: 1e-9))
  }

  @Test func noEndOfAnIntervalLiesBelowTheFloor() throws {
    let least = log(0.25) - log(0.2)
    let wide = try fidelity(changes: [0, 0, 0, 8], floor: 0.25)
    #expect(wide.low.isApproximatelyEqual(to: least, absoluteTolerance: 1e-12) && wide.high > least + 1)
    let none = try fidelity(changes: [0, 0, 0, 0], floor: 0.25)
    #expect(none.low == none.high && none.low.isApproximatelyEqual(to: least, absoluteTolerance: 1e-12))
    let single = try fidelity(changes: [2], lengths: [0.2], floor: 0.1)
    #expect(single.low == single.high && single.low.isApproximatelyEqual(to: least, absoluteTolerance: 1e-12))
    let even = try fidelity(range: 0, floor: 0.25)
    #expect(even.score.isApproximatelyEqual(to: least, absoluteTolerance: 1e-12), "returns that are all the same")
    #expect(FidelityRecord(share: 0.2, changes: [], lengths: []).summary == nil)
  }

  @Test func recordsAreWhatTheResultsAreWorkedFrom() throws {
    let job = try job(Marked(steps: [0, 1, 2]))
    #expect(job.records.map(\.share) == [0.1, 0.2, 0.3, 0.4])
    for (record, result) in zip(job.records, job.results(range: 5)) {
      #expect(record.changes.count == 60 && record.lengths.count == 60)
      #expect(record.summary?.fidelity(range: 5, floor: 1e-3) == result)
      #expect(result.low < result.score && result.score < result.high && result.high - result.low < 2)
    }
  }

  @Test func aShareOfNothingIsRefused() throws {
    for share in [0, -0.1, 1.5, .nan] {
      #expect(throws: InvalidSettingError.self) { try job(Marked(steps: [])) { $0.shares = [share] } }
    }
  }
}
