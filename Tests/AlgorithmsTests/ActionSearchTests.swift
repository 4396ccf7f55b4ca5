import Algorithms
import Networks
import RLCore
import Numerics
import Testing
import Threads

/// The search for a better action at a state.
@Suite struct ActionSearchTests {
  private func planner(
    _ entry: EnvironmentEntry, _ configure: (inout ActionSearchConfiguration) -> Void = { _ in }
  ) throws -> ActionSearch {
    let run = try PPO(
      name: "base", entry: entry,
      configuration: .small {
        $0.sharesTrunk = false
        $0.normalisesRewards = true
      }, seed: 1, pool: WorkerPool(threads: 1))
    _ = try run.advance()
    var configuration = ActionSearchConfiguration()
    configure(&configuration)
    return try ActionSearch(checkpoint: try run.policy(), entry: entry, configuration: configuration, seed: 3)
  }

  /// A state of the game that shows a target in the upper right corner.
  private func corner() -> (state: [UInt8], target: SIMD2<Float>) {
    for seed in UInt64(1)... {
      var game = ReachGame()
      game.reset(seed: seed)
      var row: [Float] = [0, 0]
      row.withUnsafeMutableBytes { if let base = $0.baseAddress { game.observe(into: base) } }
      if row[0] > 0.5, row[1] > 0.5 { return (game.capture(), SIMD2(row[0], row[1])) }
    }
    return ([], .zero)
  }

  @Test func findsAnActionNearTheTarget() throws {
    let (state, target) = corner()
    let planner = try planner(ReachGame.entry()) {
      $0.population = 40
      $0.rounds = 4
      $0.elites = 6
      $0.hold = 1
      $0.horizon = 1
    }
    let finding = try planner.improve(.continuous([-1, -1]), at: .state(state[...]), number: 1)
    guard case .continuous(let action) = finding.action else {
      Issue.record("a discrete action")
      return
    }
    #expect(
      action[0].isApproximatelyEqual(to: target.x, absoluteTolerance: 0.2)
        && action[1].isApproximatelyEqual(to: target.y, absoluteTolerance: 0.2), "\(action) for \(target)")
    // From the far corner the cost was at least 2 · 1.5².
    #expect(finding.gain > 4)
    #expect(finding.environmentSteps == 40 * 4 + 1)
  }

  @Test func triesEveryDiscreteAction() throws {
    let planner = try planner(ContextGame.entry()) {
      $0.hold = 1
      $0.horizon = 1
    }
    let state = ContextGame.state(context: 2)
    let finding = try planner.improve(.discrete(0), at: .state(state[...]), number: 1)
    #expect(finding.action == .discrete(2))
    #expect(finding.gain.isApproximatelyEqual(to: 1, absoluteTolerance: 1e-6))
    #expect(finding.environmentSteps == 4)
  }

  @Test func keepsTheRecordedActionWhereNothingIsBetter() throws {
    let planner = try planner(ContextGame.entry()) {
      $0.hold = 1
      $0.horizon = 1
    }
    let finding = try planner.improve(.discrete(2), at: .state(ContextGame.state(context: 2)[...]), number: 1)
    #expect(finding.action == .discrete(2) && finding.gain == 0)
  }

  @Test func theSameSeedFindsTheSame() throws {
    let (state, _) = corner()
    let planner = try planner(ReachGame.entry())
    let first = try planner.improve(.continuous([0, 0]), at: .state(state[...]), number: 4)
    #expect(try planner.improve(.continuous([0, 0]), at: .state(state[...]), number: 4) == first)
    #expect(try planner.improve(.continuous([0, 0]), at: .state(state[...]), number: 5) != first)
  }

  @Test func aStateOfAnotherSizeIsAnError() throws {
    #expect(throws: EnvironmentError.self) {
      try planner(ReachGame.entry()).improve(.continuous([0, 0]), at: .state([1, 2, 3]), number: 1)
    }
  }
}
