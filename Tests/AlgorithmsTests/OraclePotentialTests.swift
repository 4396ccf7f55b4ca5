import Networks
import RLCore
import Testing
import Threads

@testable import Algorithms

/// The teacher's values as a potential: what is added is a difference that sums up, and nothing is cut off it.
@Suite struct OraclePotentialTests {
  /// Contexts are drawn whatever is done, so that the very episodes of a run can be played beside it: those of one
  /// environment, each with the context after its last step.
  private func episodes(of environment: Int, _ ending: ContextGame.Ending, _ count: Int) -> [[Int]] {
    func context(_ game: ContextGame) -> Int {
      var reader = ByteReader(game.capture())
      return Int(reader.read(Int32.self))
    }
    var game = ContextGame { $0.ending = ending }
    game.reset(seed: SeededGenerator.derived(seed: 3, stream: 10_000 + UInt64(environment)))
    return (0..<count).map { _ in
      var contexts = [context(game)]
      for _ in 0..<8 {
        _ = game.step([0])
        contexts.append(context(game))
      }
      game.reset(seed: nil)
      return contexts
    }
  }

  @Test(arguments: [ContextGame.Ending.terminates, .truncates], [false, true])
  func whatIsAddedSumsToADifferenceOfPotentials(ending: ContextGame.Ending, normalised: Bool) throws {
    let teacher = try OracleFixture.trained { $0.normalisesRewards = normalised }
    let unit = try #require(try OracleFixture.material(teacher).teacher?.valueUnit)
    let potential = try OracleFixture.values(teacher).map { unit * $0 }
    #expect(Set(potential).count == 4)
    let (weight, discount) = (2.0, 0.9)
    let run = try OracleFixture.run(
      "oracle-potential", try OracleFixture.material(teacher), entry: ContextGame.entry { $0.ending = ending },
      .small { $0.oracle.weight = weight })
    let metrics = try run.advance()
    var size = 0.0
    for environment in 0..<8 {
      for (number, contexts) in episodes(of: environment, ending, 2).enumerated() {
        var (sum, factor) = (0.0, 1.0)
        for step in 0..<8 {
          let sample = (number * 8 + step) * 8 + environment
          #expect(run.contexts[sample] == contexts[step])
          let own = run.storedActions[sample] == contexts[step] ? 1.0 : 0
          let extra = Double(run.rollout.rewards.base[sample]) - own
          let isTerminal = step == 7 && ending == .terminates
          let next = isTerminal ? 0 : potential[contexts[step + 1]]
          #expect(abs(extra - weight * (discount * next - potential[contexts[step]])) < 1e-4)
          sum += factor * extra
          factor *= discount
          size += abs(extra)
        }
        // factor is γ^T now.
        let last = ending == .terminates ? 0 : factor * potential[contexts[8]]
        #expect(abs(sum - weight * (last - potential[contexts[0]])) < 1e-4)
      }
    }
    #expect(abs((metrics[.shapedRewardSize] ?? .nan) - size / 128) < 1e-4)
    #expect(metrics[.episodicReturn] != metrics[.shapedReturn])
  }

  @Test func valuesOfATeacherAreBroughtToRewardsOfTheEnvironment() throws {
    let plain = try OracleFixture.trained()
    let normalised = try OracleFixture.trained { $0.normalisesRewards = true }
    func unit(_ policy: PolicyCheckpoint) throws -> Double? {
      try OracleTeacher(policy, digest: "", for: ContextGame.entry()).valueUnit
    }
    let variance = try normalised.training.rewardStatistics.variance[0]
    #expect(try unit(plain) == 1)
    #expect(try unit(normalised) == (variance + 1e-8).squareRoot() && variance != 1)
  }

  @Test func aPolicyWithoutItsTrainingDoesNotSayItsUnit() throws {
    let (tensors, metadata) = try Safetensors.decode(try contextRun(.small()).checkpoint() ?? [])
    let bare = try PolicyCheckpoint(
      bytes: Safetensors.encode(
        tensors.sorted { $0.key < $1.key }.map(\.value).filter { !$0.name.hasPrefix("training.") },
        metadata: metadata.filter { $0.key != "training.state" }))
    let material = OracleMaterial(teacher: try OracleTeacher(bare, digest: "", for: ContextGame.entry()))
    let error = #expect(throws: InvalidSettingError.self) {
      try OracleFixture.run("oracle-potential", material, .small())
    }
    #expect(error?.key == "oracle.teacher")
    #expect(throws: Never.self) { try OracleFixture.run("oracle-actions", material, .small()) }
  }

  @Test func normalisedRewardsAreNotClipped() throws {
    let normalised = PPOConfiguration.small { $0.normalisesRewards = true }
    // So much is known of rewards before that the first large ones lie far out.
    let base = try contextRun(
      .small {
        $0.normalisesRewards = true
        $0.totalSteps = 128 * 120
      }, seed: 8)
    while !base.isFinished { _ = try base.advance() }
    let teacher = try OracleFixture.trained()
    let potential = try OracleFixture.values(teacher)
    var settings = normalised
    settings.oracle.weight = 1_000
    let run = try OracleFixture.run(
      "oracle-potential", try OracleFixture.material(teacher), start: try base.policy(), settings)
    #expect(run.guide?.keepsRewardsWhole == true)
    _ = try run.advance()
    let deviation = (run.rewardStatistics.variance[0] + 1e-8).squareRoot()
    for (sample, context) in run.contexts.enumerated() {
      let isLast = run.rollout.terminated[sample] != 0
      let next = isLast ? 0 : potential[run.contexts[sample + 8]]
      let own = run.storedActions[sample] == context ? 1.0 : 0
      let raw = own + 1_000 * (0.9 * next - potential[context])
      #expect(abs(Double(run.rollout.rewards.base[sample]) * deviation - raw) < 1e-3 * max(1, abs(raw)))
    }
    #expect((0..<128).contains { abs(run.rollout.rewards.base[$0]) > 10 })
    settings.oracle.weight = 0
    let idle = try OracleFixture.run(
      "oracle-potential", try OracleFixture.material(teacher), start: try base.policy(), settings)
    #expect(idle.guide?.keepsRewardsWhole == false)
  }
}
