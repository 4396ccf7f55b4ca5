import Networks
import RLCore
import Testing
import Threads

@testable import Algorithms

/// The search for sequences, where what they are worth is known.
@Suite struct SegmentSearchTests {
  /// A policy of one update, with V and rewards of different scales.
  private func policy(_ entry: EnvironmentEntry) throws -> PolicyCheckpoint {
    let run = try PPO(
      name: "base", entry: entry,
      configuration: .small {
        $0.sharesTrunk = false
        $0.normalisesRewards = true
      }, seed: 1, pool: WorkerPool(threads: 1))
    _ = try run.advance()
    return try run.policy()
  }

  private func search(
    _ entry: EnvironmentEntry, threads: Int = 1, seed: UInt64 = 5,
    _ configure: (inout SearchConfiguration) -> Void = { _ in }
  ) throws -> SegmentSearch {
    var configuration = SearchConfiguration()
    (configuration.segment, configuration.horizon) = (4, 6)
    configure(&configuration)
    return try SegmentSearch(
      checkpoint: try policy(entry), entry: entry, configuration: configuration, seed: seed,
      pool: WorkerPool(threads: threads))
  }

  private func state(_ game: LedgeGame) -> Moment { .state(game.capture()[...]) }

  @Test func aRolloutIsItsRewardsAndTheValueAtItsEnd() throws {
    let entry = ReachGame.entry()
    let policy = try policy(entry)
    let search = try search(entry) { ($0.segment, $0.horizon) = (3, 3) }
    let values = try RecordedValues(policy)
    #expect(values.discount == 0.9 && values.rewardScale != 1)
    for (played, left) in [(0, 3), (8, 2)] {
      // With two steps left before the limit the rollout is cut there, and V counts all the same.
      var game = ReachGame()
      game.reset(seed: 4)
      for _ in 0..<played {
        _ = try [Float(0), 0].withUnsafeBufferPointer { try game.step(try #require($0.baseAddress)) }
      }
      let start = game.capture()
      let actions: [[Float]] = [[0.5, -0.25], [-1, 0.125], [0, 1]]
      let rollout = try search.play(
        SegmentProposal(given: actions.map { .continuous($0) }), steps: 3, .state(start[...]), 77)
      game.reseed(77)
      var (expected, weight) = (0.0, 1.0)
      for action in actions.prefix(left) {
        let outcome = try action.withUnsafeBufferPointer { try game.step(try #require($0.baseAddress)) }
        expected += weight * Double(outcome.reward)
        weight *= 0.9
      }
      let player = PolicyPlayer(
        entry: entry, network: try policy.makeNetwork(), generator: SeededGenerator(seed: 0), samples: false)
      try player.environments.visit(0, .state(game.capture()[...]), for: "a test looks at the end")
      player.decide()
      expected += weight * values.rewardScale * Double(player.value)
      #expect(abs(rollout.total - expected) < 1e-5 && rollout.steps == left)
      #expect(rollout.actions == actions.prefix(left).map { .continuous($0) })
    }
  }

  @Test func afterAFallThereIsNothing() throws {
    let search = try search(LedgeGame.entry())
    // Three steps to the edge, each of which pays 1: 1 + 0.9 + 0.81 and no value.
    let rollout = try search.play(
      SegmentProposal(given: [Action](repeating: .continuous([1]), count: 4)), steps: 4, state(LedgeGame(3)), 1)
    #expect(abs(rollout.total - 2.71) < 1e-6 && rollout.steps == 3 && rollout.actions.count == 3)
  }

  @Test func theSearchSpendsWhatItSaysAndFindsWhatIsBetter() throws {
    // Far from the edge each step pays its action: to go on is better than to stand.
    let search = try search(LedgeGame.entry()) { ($0.sequences, $0.rollouts, $0.leastShare) = (16, 64, 0) }
    let still = [Action](repeating: .continuous([0]), count: 4)
    let finding = try search.improve(still, warm: [], at: state(LedgeGame(1_000)), number: 1)
    #expect(finding.environmentSteps == (64 + 2 * 8) * 6 && finding.environmentSteps == search.most(reaching: 0))
    #expect(search.most(reaching: 10) == (64 + 2 * 8) * 16)
    let gain = try #require(finding.gain)
    #expect(finding.actions.count == 4 && gain.low <= gain.mean && gain.mean <= gain.high)
    // Nothing pays more than 1 in each step, and all sequences that are left have met the same luck after it.
    let best = [Action](repeating: .continuous([1]), count: 4)
    let again = try search.improve(still, warm: best, at: state(LedgeGame(1_000)), number: 1)
    #expect(again.actions == best && again.isWorth && again.searchedGain > 0)
  }

  @Test func whatTheEpisodeDidIsNoSuggestion() throws {
    let search = try search(LedgeGame.entry())
    let best = [Action](repeating: .continuous([1]), count: 4)
    let finding = try search.improve(best, warm: [], at: state(LedgeGame(1_000)), number: 1)
    #expect(finding.gain == nil && !finding.isWorth && finding.searchedGain <= 0)
    #expect(finding.environmentSteps == 24 * 6, "nothing is measured of it")
  }

  @Test func theLowerBoundAndTheLeastShareBothCount() {
    func judged(_ advised: [Double], _ policy: [Double], _ share: Double) -> SegmentSearch.Finding {
      var finding = SegmentSearch.Finding(actions: [])
      finding.judge(advised, against: policy, leastShare: share)
      return finding
    }
    // Differences of 2, 4, 3, 3: a mean of 3, a variance of 2/3, t = 3.182 with 3 degrees of freedom.
    let (advised, policy) = ([3.0, 5, 4, 4], [1.0, 1, 1, 1])
    let finding = judged(advised, policy, 3)
    let half = 3.182 * (2.0 / 3 / 4).squareRoot()
    #expect(abs((finding.gain?.low ?? 0) - (3 - half)) < 1e-9 && abs((finding.gain?.high ?? 0) - (3 + half)) < 1e-9)
    #expect(finding.gain?.mean == 3 && finding.policyReturn == 1 && finding.isWorth)
    #expect(!judged(advised, policy, 3.01).isWorth, "sure, and too little")
    #expect(!judged([10, -8], [0, 0], 0).isWorth, "much, and not sure")
    #expect(judged(advised.map { $0 - 5 }, policy.map { $0 - 5 }, 0.7).isWorth, "a share of the size of a loss: 3 of 4")
    #expect(!judged(advised.map { $0 - 5 }, policy.map { $0 - 5 }, 0.8).isWorth)
    #expect(!judged([1, 1], [-.infinity, 0], 0).isWorth, "a simulation that fails says nothing")
  }

  @Test func freshRolloutsAreNotThoseOfTheSearch() throws {
    let search = try search(LedgeGame.entry())
    var seen: Set<UInt64> = []
    for number in 1...4 {
      for play in 0..<64 {
        for purpose in [SegmentSearch.Purpose.proposing, .choosing, .measuring] {
          #expect(seen.insert(search.draws(purpose, number, play)).inserted)
        }
      }
    }
  }

  /// Where rewards are luck, whatever is done, the chosen sequence was lucky; fresh rollouts know nothing of that.
  @Test func theWinnersLuckIsNotBelieved() throws {
    let search = try search(LuckGame.entry()) {
      ($0.segment, $0.horizon, $0.leastShare) = (4, 4, 0)
    }
    let recorded = [Action](repeating: .discrete(0), count: 4)
    let found = try (1...60).map {
      try search.improve(recorded, warm: [], at: .state(LuckGame().capture()[...]), number: $0)
    }.filter { $0.gain != nil }
    let searched = found.map(\.searchedGain).reduce(0, +) / Double(found.count)
    let fresh = found.compactMap { $0.gain?.mean }.reduce(0, +) / Double(found.count)
    #expect(found.count > 20 && searched > 0.1, "\(searched) of \(found.count)")
    #expect(abs(fresh) < 0.4 && fresh < searched, "\(fresh) after \(searched)")
    #expect(found.count(where: \.isWorth) <= found.count / 5)
  }

  @Test(arguments: [2, 4]) func threadsMakeNoDifference(threads: Int) throws {
    func find(_ threads: Int, seed: UInt64 = 5, number: Int = 3) throws -> SegmentSearch.Finding {
      var game = ReachGame()
      game.reset(seed: 4)
      return try search(ReachGame.entry(), threads: threads, seed: seed).improve(
        [Action](repeating: .continuous([0, 0]), count: 4), warm: [.continuous([0.5, 0.5])],
        at: .state(game.capture()[...]), number: number)
    }
    let one = try find(1)
    #expect(try find(threads) == one && find(1) == one)
    #expect(try find(1, seed: 6) != one && find(1, number: 4) != one)
  }

  @Test func settingsThatDoNotFitTogetherAreRefused() {
    #expect(throws: InvalidSettingError.self) { try search(LedgeGame.entry()) { $0.segment = 7 } }
    #expect(throws: InvalidSettingError.self) { try search(LedgeGame.entry()) { $0.rollouts = 23 } }
    #expect(throws: Never.self) { try SearchConfiguration().check() }
  }
}

/// A step pays its action, within ±1, until so many paying steps have led over the edge.
struct LedgeGame: Restorable, Sendable {
  private var left: Int32
  private var generator = SeededGenerator(seed: 0)

  init(_ left: Int32 = 1_000) { self.left = left }

  var spec: EnvironmentSpec {
    EnvironmentSpec(
      id: "Ledge", observation: .dense(dimension: 1), action: .box(low: [-1], high: [1]), stepLimit: 1_000,
      returnRange: nil)
  }

  mutating func reset(seed: UInt64?) { left = 1_000 }

  mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome {
    if action[0] > 0 { left -= 1 }
    return StepOutcome(reward: action[0], terminated: left <= 0, truncated: false)
  }

  func observe(into row: UnsafeMutableRawPointer) { row.assumingMemoryBound(to: Float.self)[0] = 0.5 }

  mutating func reseed(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  func capture() -> [UInt8] {
    var writer = ByteWriter()
    writer.write(left)
    return writer.bytes
  }

  mutating func restore(_ state: some Collection<UInt8>) throws {
    guard state.count == 4 else { throw EnvironmentError.stateSize(expected: 4, found: state.count) }
    var reader = ByteReader(state)
    left = reader.read(Int32.self)
  }

  static func entry() -> EnvironmentEntry { EnvironmentEntry(summary: "ledge", make: { LedgeGame() }) }
}

/// Pays a number drawn from ±1 that another action would have drawn otherwise, and that no action raises.
private struct LuckGame: Restorable, Sendable {
  private var generator = SeededGenerator(seed: 0)

  var spec: EnvironmentSpec {
    EnvironmentSpec(
      id: "Luck", observation: .dense(dimension: 1), action: .discrete(names: ["zero", "one", "two", "three"]),
      stepLimit: 1_000, returnRange: nil)
  }

  mutating func reset(seed: UInt64?) { generator = SeededGenerator(seed: seed ?? 0) }

  mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome {
    for _ in 0..<Int(action[0]) { _ = generator.next() }
    return StepOutcome(reward: 2 * generator.uniformFloat() - 1, terminated: false, truncated: false)
  }

  func observe(into row: UnsafeMutableRawPointer) { row.assumingMemoryBound(to: Float.self)[0] = 1 }

  mutating func reseed(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  func capture() -> [UInt8] {
    var writer = ByteWriter()
    writer.write(generator)
    return writer.bytes
  }

  mutating func restore(_ state: some Collection<UInt8>) throws {
    guard state.count == 32 else { throw EnvironmentError.stateSize(expected: 32, found: state.count) }
    var reader = ByteReader(state)
    generator = reader.readGenerator()
  }

  static func entry() -> EnvironmentEntry { EnvironmentEntry(summary: "luck", make: { LuckGame() }) }
}
