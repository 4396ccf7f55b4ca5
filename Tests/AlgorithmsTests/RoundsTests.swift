import Glibc
import Networks
import Numerics
import RLCore
import Testing
import Threads

@testable import Algorithms

/// Rounds: what a run shows of what it has just played, and how it goes on with another table.
@Suite struct RoundsTests {
  private func entry(_ context: Int, action: Int, id: Int, stateValue: Double? = nil) -> GuidanceEntry {
    var entry = contextEntry(context, action: action, id: id)
    entry.stateValue = stateValue
    return entry
  }

  private func run(
    _ name: String, _ table: [GuidanceEntry], _ configure: (inout PPOConfiguration) -> Void = { _ in }
  ) throws -> PPO {
    let method = try MethodCatalog.methods.entry(name)
    var configuration = PPOConfiguration.small {
      $0.guidance.rounds = 2
      $0.guidance.overrideProbability = 1
      configure(&$0)
    }
    method.configure(&configuration)
    let entry = ContextGame.entry()
    return try PPO(
      name: name, entry: entry, configuration: configuration,
      guide: method.guide(GuidanceTable(entries: table), entry: entry, configuration: configuration), seed: 3,
      pool: WorkerPool(threads: 1))
  }

  private func guide(_ run: PPO) throws -> CoachedPPO { try #require(run.guide as? CoachedPPO) }

  @Test func anUpdateThatIsRecordedIsTheSame() throws {
    let plain = try contextRun(.small())
    let recorded = try contextRun(.small())
    for _ in 0..<3 {
      let expected = try plain.advance()
      #expect(try recorded.advanceRecorded(windows: 4, length: 6).metrics == expected)
    }
    #expect(recorded.weights == plain.weights)
  }

  @Test func windowsCanBeGoneBackInto() throws {
    let run = try contextRun(.small { $0.stepsPerUpdate = 12 }, game: { $0.length = 8 })
    let windows = try run.advanceRecorded(windows: 100, length: 6).windows
    // Eight environments of twelve steps: an episode of eight and one of four that is cut.
    #expect(windows.count == 16 && windows.count { $0.steps.count == 6 } == 8)
    let shard = ContextGame.entry().makeShard(1)
    for window in windows {
      #expect(window.states.count == (window.steps.count + 1) * window.stateBytes && window.environment == "Context")
      try shard.visit(0, window.moment(before: 0), for: "a test goes back")
      for (place, step) in window.steps.enumerated() {
        #expect(shard.restorable?.capture(0) == Array(window.state(before: place)))
        #expect(step.probabilities.count == 4 && step.probabilities.reduce(0, +).isApproximatelyEqual(to: 1))
        let outcome = step.action.values.withUnsafeBufferPointer { values in
          values.baseAddress.map { shard.step(0, action: $0) }
        }
        #expect(outcome?.reward == step.reward)
      }
      #expect(shard.restorable?.capture(0) == Array(window.state(before: window.steps.count)))
    }
  }

  @Test func theWindowsOfTheLargestValueDropsComeFirst() throws {
    let run = try contextRun(.small { $0.normalisesRewards = true })
    for _ in 0..<4 { _ = try run.advance() }
    let all = try run.advanceRecorded(windows: 100, length: 8).windows
    let values = try RecordedValues(run.policy().training)
    // A window that holds a whole episode has its largest drop in it; statistics have moved since by nothing.
    let drops = all.map { window in values.differences(of: window).map { -$0 }.max() ?? 0 }
    #expect(drops == drops.sorted(by: >) && (drops.first ?? 0) > (drops.last ?? 0))
    let again = try contextRun(.small { $0.normalisesRewards = true })
    for _ in 0..<4 { _ = try again.advance() }
    #expect(try again.advanceRecorded(windows: 2, length: 8).windows == Array(all.prefix(2)))
  }

  @Test(arguments: [(0, 0), (3, 0), (6, 3), (8, 5), (11, 6)])
  func aWindowHasMostOfItsStepsBeforeWhatItShows(step: Int, first: Int) throws {
    let steps = (0..<12).map { EpisodeStep(action: .discrete(0), reward: Float($0), value: 0, probabilities: []) }
    let whole = Episode(
      id: 1, environment: "Context", seed: 0, steps: steps, stateBytes: 1, states: (0...12).map { UInt8($0) },
      terminated: true)
    let window = whole.window(about: step, length: 6)
    #expect(window.steps.map(\.reward) == (0..<6).map { Float($0 + first) })
    #expect(window.states == (0...6).map { UInt8($0 + first) } && window.terminated == (first == 6))
    #expect(whole.window(about: step, length: 40) == whole)
  }

  @Test func anEntryThatIsNotMetInTwoRoundsIsRetired() throws {
    // No state has two contexts at once.
    var never = entry(0, action: 1, id: 9)
    never.features = [1, 1, 0, 0]
    let run = try run("coach-a", [entry(2, action: 0, id: 5), never])
    let guide = try guide(run)
    _ = try run.advance()
    #expect(guide.endRound() == [])
    try guide.adopt(GuidanceTable(entries: [entry(2, action: 0, id: 5), never]), spent: 10)
    _ = try run.advance()
    #expect(guide.endRound() == [9])
    try guide.adopt(GuidanceTable(entries: [entry(2, action: 0, id: 5)]), spent: 5)
    _ = try run.advance()
    #expect(guide.endRound() == [9], "what was retired stays so")
    #expect(guide.use.spent == 15)
  }

  @Test func roundsSpendWhatIsDueAndEndWhereNothingComesOfThem() throws {
    let table = [entry(2, action: 0, id: 5)]
    let run = try run("coach-a", table)
    let guide = try guide(run)
    #expect(guide.roundBudget(of: 1_000, at: 0.25) == 250)
    try guide.adopt(GuidanceTable(entries: table + [entry(3, action: 0, id: 6)]), spent: 200)
    #expect(guide.roundBudget(of: 1_000, at: 0.25) == 50 && guide.roundBudget(of: 1_000, at: 0.1) == 0)
    for _ in 0..<3 { try guide.adopt(GuidanceTable(entries: table), spent: 0) }
    #expect(guide.roundBudget(of: 1_000, at: 1) == 0)
    try guide.adopt(GuidanceTable(entries: table + [entry(1, action: 0, id: 7)]), spent: 0)
    #expect(guide.roundBudget(of: 1_000, at: 1) == 800, "news begins it again")
  }

  @Test func aRunGoesOnBitForBitAfterAnotherTableCame() throws {
    let tables = [[entry(2, action: 0, id: 5)], [entry(3, action: 1, id: 6), entry(2, action: 0, id: 5)]]
    func play(stop: Int?) throws -> PPO {
      var run = try run("coach-ra", tables[0]) {
        $0.guidance.alpha = 1
        $0.guidance.hold = 3
        $0.guidance.buffer = 4
      }
      for update in 0..<6 {
        _ = try run.advance()
        if update == 2 { try guide(run).adopt(GuidanceTable(entries: tables[1]), spent: 7) }
        if update == stop {
          run = try PPO.resume(run.policy(), entry: ContextGame.entry(), pool: WorkerPool(threads: 1))
        }
      }
      return run
    }
    let whole = try play(stop: nil)
    for stop in [1, 2, 4] {
      let resumed = try play(stop: stop)
      #expect(resumed.weights == whole.weights)
      #expect(try guide(resumed).use == guide(whole).use)
    }
  }

  @Test func anOverrideIsHeldOnWhereItsEntryStays() throws {
    let run = try run("coach-a", [entry(2, action: 0, id: 5), entry(3, action: 1, id: 6)]) {
      $0.guidance.hold = 1_000
      $0.stepsPerUpdate = 12
    }
    _ = try run.advance()
    let guide = try guide(run)
    func held() -> [Int] {
      guide.parts.flatMap { part in part.held.map { $0 < 0 ? 0 : guide.table.entries[$0].suggestion } }
    }
    let before = held()
    #expect(before.contains(5) && before.contains(6))
    try guide.adopt(GuidanceTable(entries: [entry(1, action: 1, id: 8), entry(3, action: 1, id: 6)]), spent: 0)
    #expect(held() == before.map { $0 == 6 ? 6 : 0 })
    #expect(guide.parts.allSatisfy { part in zip(part.held, part.remaining).allSatisfy { ($0 >= 0) == ($1 > 0) } })
  }

  @Test func potentialsTelescopeWhereRoundsChangeThem() throws {
    let first = [entry(0, action: 0, id: 1, stateValue: 0.5), entry(1, action: 0, id: 2, stateValue: -1)]
    let second = [entry(0, action: 0, id: 1, stateValue: -0.75), entry(3, action: 0, id: 3, stateValue: 1)]
    // An episode of eight steps lies over two rollouts of four.
    let run = try run("coach-r", first) {
      $0.guidance.credit = .potential
      $0.guidance.alpha = 2
      $0.stepsPerUpdate = 4
    }
    let width = run.rollout.environments
    var sums = [Double](repeating: 0, count: width)
    var begun: [Int] = []
    for rollout in 0..<2 {
      _ = try run.advance()
      if rollout == 0 { begun = Array(run.contexts.prefix(width)) }
      for sample in 0..<run.rollout.count {
        let own: Float = run.storedActions[sample] == run.contexts[sample] ? 1 : 0
        let weight = pow(0.9, Double(rollout * 4 + sample / width))
        sums[sample % width] += weight * Double(run.rollout.rewards.base[sample] - own)
      }
      if rollout == 0 { try guide(run).adopt(GuidanceTable(entries: second), spent: 0) }
    }
    // α (γ^T Φ(s_T) − Φ_0(s_0)), with Φ of a terminal state 0 and of the first one as it was on arrival.
    for (sum, context) in zip(sums, begun) {
      #expect(sum.isApproximatelyEqual(to: -2 * [0.5, -1, 0, 0][context], absoluteTolerance: 1e-5))
    }
  }

  @Test func aRatingThatItsEvidenceContradictsDoesNotCount() throws {
    var better = entry(2, action: 0, id: 5)
    (better.reward, better.gain) = (-0.8, 2)
    var unmeasured = entry(3, action: 0, id: 6)
    unmeasured.reward = -0.8
    let advice = CoachedAdvice(GuidanceTable(entries: [better, unmeasured]), GuidanceConfiguration(), width: 1)
    #expect(advice.rewards == [0, -0.8])
  }
}
