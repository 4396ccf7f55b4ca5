import Algorithms
import Networks
import RLCore
import Testing
import Threads

/// What must stop a run, and what must be said aloud.
@Suite struct FailureTests {
  @Test func aRewardThatIsNotANumberStopsTheRunBeforeItTeaches() throws {
    let run = try contextRun(.small()) { game in
      game.poison = .reward
      game.poisonStep = 5
    }
    let before = run.weights
    // Eight environments reach their fifth step together: steps 33 to 40 of the run.
    #expect(throws: FailedStep.reward) { try run.advance() }
    #expect(run.network.parameters.isFinite && run.step == 0)
    #expect(run.weights == before)
    let text = EnvironmentError.notFinite(quantity: "the reward", step: 33).description
    #expect(text.contains("the reward") && text.contains("step 33") && text.contains("last good checkpoint is kept"))
  }

  @Test(arguments: Activation.allCases) func anObservationThatIsNotFiniteStopsTheRun(activation: Activation) throws {
    let run = try contextRun(.small { $0.activation = activation }) { game in
      game.poison = .observation
      game.poisonStep = 3
    }
    #expect(throws: FailedStep.observation) { try run.advance() }
  }

  @Test func aWeightThatIsNotFiniteStopsTheRun() throws {
    let run = try contextRun(.small())
    run.network.parameters.base[7] = .nan
    #expect(throws: EnvironmentError.self) { try run.advance() }
  }

  @Test func collectingAndMeasuringStopWhereEveryEpisodeFails() throws {
    let policy = try contextRun(.small()).policy()
    let bad = ContextGame.entry { $0.poison = .reward }
    let collect = try CollectJob(checkpoint: policy, entry: bad, count: 1, seed: 1)
    let reason = "the reward is not finite"
    #expect(throws: EnvironmentError.failsOften(failed: 1, episodes: 1, reason: reason)) { try collect.advance() }
    #expect(collect.episodes.first?.steps.count == 5 && collect.episodes.first?.steps.last?.reward == 0)
    let evaluate = try EvaluateJob(
      name: "e", checkpoint: policy, entry: bad, games: 3, seed: 1, samples: true, pool: WorkerPool(threads: 1))
    #expect(throws: EnvironmentError.failsOften(failed: 3, episodes: 3, reason: reason)) { try evaluate.advance() }
    let good = try CollectJob(checkpoint: policy, entry: ContextGame.entry(), count: 1, seed: 1)
    _ = try good.advance()
    let suggestion = Suggestion(
      id: 8, episode: 1, step: 2, action: .discrete(0), reward: 1, rationale: "", confidence: 1, advisor: "test")
    let evidence = try EvidenceJob(
      suggestions: [suggestion], episodes: [1: try #require(good.episodes.first)], checkpoint: policy, entry: bad,
      configuration: EvidenceConfiguration(), seed: 1, pool: WorkerPool(threads: 2))
    let rollouts = evidence.failures
    #expect(throws: EnvironmentError.self) { try evidence.advance() }
    #expect(rollouts.episodes == 0 && evidence.failures.failed == evidence.failures.episodes)
  }

  @Test func oneActionForDistinctStatesIsSaidOnce() throws {
    func alerts(_ table: [GuidanceEntry]) throws -> [String] {
      let run = try contextRun(.small { $0.guidance.overridesActions = true }, table: table)
      return try (0..<3).flatMap { _ in
        _ = try run.advance()
        return run.alerts().map(\.title)
      }
    }
    let same = (0..<12).map { contextEntry($0 % 4, action: 1, id: $0) }
    #expect(try alerts(same) == ["one action for distinct states"])
    let distinct = (0..<12).map { contextEntry($0 % 4, action: $0 % 4, id: $0) }
    #expect(try alerts(distinct) == [])
    #expect(try alerts(Array(same.prefix(5))) == [], "a handful proves nothing")
  }

  @Test func guidanceThatOutweighsTheEnvironmentIsSaid() throws {
    func alerts(alpha: Double) throws -> [[String]] {
      let run = try contextRun(
        .small { settings in
          settings.guidance.shapesRewards = true
          settings.guidance.rewardTarget = .state
          settings.guidance.alpha = alpha
        }, table: (0..<4).map { contextEntry($0, action: $0, id: $0) })
      return try (0..<8).map { _ in
        let metrics = try run.advance()
        #expect(abs((metrics[.shapedRewardSize] ?? .nan) - alpha) < 1e-6)
        return run.alerts().map(\.title)
      }
    }
    // After five updates in a row, and once.
    #expect(try alerts(alpha: 3).map(\.count) == [0, 0, 0, 0, 1, 0, 0, 0])
    #expect(try alerts(alpha: 3)[4] == ["r_LLM outweighs r_env"])
    #expect(try alerts(alpha: 0.01).allSatisfy(\.isEmpty))
  }
}
