import Algorithms
import Networks
import RLCore
import Testing
import Threads

/// What must stop a run, and what must be said aloud.
@Suite struct FailureTests {
  @Test func aStepThatFailsEndsItsEpisodeAndIsCounted() throws {
    let run = try contextRun(.small()) { game in
      game.poison = .reward
      game.poisonStep = 5
    }
    // Eight environments fail at their fifth, tenth and fifteenth step of sixteen.
    let metrics = try run.advance()
    #expect(metrics[.failedEpisodes] == 24 && metrics[.episodicLength] == 5)
    let ends = (0..<run.rollout.count).filter { run.rollout.terminated[$0] != 0 }
    #expect(ends.map { $0 / 8 } == [4, 9, 14].flatMap { [Int](repeating: $0, count: 8) })
    for sample in ends { #expect(run.rollout.rewards.base[sample] == 0 && run.rollout.truncated[sample] == 0) }
    #expect(run.rollout.rewards.isFinite && run.network.parameters.isFinite && run.step == 128)
    let alerts = run.alerts()
    #expect(alerts.map(\.title) == ["failed episodes"] && run.alerts().isEmpty)
    #expect(alerts.first?.detail.contains("24 of 24 episodes failed") == true)
    #expect(alerts.first?.detail.contains("the reward is not finite") == true)
  }

  @Test func moreThanOneFailureInAHundredStopsTheRun() throws {
    let run = try contextRun(.small()) { $0.poison = .reward }
    for _ in 0..<4 { _ = try run.advance() }
    let before = run.weights
    let reason = "the reward is not finite"
    #expect(throws: EnvironmentError.failsOften(failed: 128, episodes: 128, reason: reason)) { try run.advance() }
    #expect(run.weights == before && run.step == 512, "nothing is learnt from the update that stopped")
    let text = EnvironmentError.failsOften(failed: 128, episodes: 128, reason: reason).description
    #expect(text.contains("128 of 128") && text.contains(reason) && text.contains("last good checkpoint is kept"))
  }

  @Test func anEpisodeThatFailsNowAndThenIsLostAndNoMore() throws {
    let configuration = PPOConfiguration.small { $0.totalSteps = 128 * 40 }
    func run() throws -> PPO {
      try contextRun(configuration) { game in
        game.poison = .reward
        game.poisonEvery = 150
      }
    }
    let whole = try run()
    var last: [MetricName: Double] = [:]
    while !whole.isFinished { last = try whole.advance() }
    let failed = try #require(last[.failedEpisodes])
    #expect((1...9).contains(failed), "\(failed) of 640 episodes")
    // What was counted is part of the checkpoint.
    let first = try run()
    for _ in 0..<30 { _ = try first.advance() }
    let second = try PPO.resume(
      try first.policy(),
      entry: ContextGame.entry {
        $0.poison = .reward
        $0.poisonEvery = 150
      }, pool: WorkerPool(threads: 2))
    while !second.isFinished { _ = try second.advance() }
    #expect(second.fingerprint == whole.fingerprint)
  }

  @Test(arguments: Activation.allCases) func anObservationThatIsNotFiniteEndsItsEpisode(activation: Activation) throws {
    let run = try contextRun(.small { $0.activation = activation }) { game in
      game.poison = .observation
      game.poisonStep = 3
    }
    #expect(try run.advance()[.failedEpisodes] == 40)
    #expect((0..<run.rollout.count).allSatisfy { run.rollout.rows.isFinite(row: $0, count: 4) })
    #expect(run.alerts().first?.detail.contains("the observation is not finite") == true)
  }

  @Test func aRewardOfAGuideThatIsNotFiniteStopsTheRun() throws {
    let run = try contextRun(
      .small { settings in
        settings.guidance.shapesRewards = true
        settings.guidance.rewardTarget = .state
      }, table: (0..<4).map { contextEntry($0, action: $0, id: $0) })
    run.alpha = .infinity
    #expect(throws: EnvironmentError.notFinite(quantity: "the reward", step: 1)) { try run.advance() }
    #expect(run.network.parameters.isFinite)
  }

  @Test func aLossThatIsNotFiniteIsNamed() throws {
    let run = try contextRun(.small())
    run.network.parameters.base[7] = .infinity
    let error = #expect(throws: EnvironmentError.self) { try run.advance() }
    guard case .notFinite(let quantity, let step)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(quantity.hasPrefix("losses/") && step == 128)
  }

  @Test func aCriticalStateThatCannotBeTakenUpIsNamed() throws {
    var damaged = contextEntry(2, action: 0, id: 12)
    damaged.state.removeLast()
    let run = try contextRun(.small { $0.guidance.restartProbability = 1 }, table: [damaged])
    let error = #expect(throws: RestartError.self) { try run.advance() }
    #expect(error?.suggestion == 12)
    #expect(error?.description.contains("suggestion 12") == true && error?.description.contains("39 bytes") == true)
    #expect(run.network.parameters.isFinite && run.step == 0)
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

  @Test func aTableThatIsHardlyMetIsSaid() throws {
    func alerts(_ context: Int) throws -> [[String]] {
      var entry = contextEntry(context, action: 0)
      if context > 3 { entry.features = [9, 0, 0, 0] }
      let run = try contextRun(.small { $0.guidance.shapesRewards = true }, table: [entry])
      return try (0..<8).map { _ in
        _ = try run.advance()
        return run.alerts().map(\.title)
      }
    }
    #expect(try alerts(4).map(\.count) == [0, 0, 0, 0, 1, 0, 0, 0])
    #expect(try alerts(4)[4] == ["guidance hardly acts"])
    #expect(try alerts(1).allSatisfy(\.isEmpty))
  }
}
