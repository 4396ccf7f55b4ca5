import Algorithms
import Environments
import Networks
import RLCore
import Numerics
import Testing
import Threads

/// Recording and evaluating.
@Suite struct JobTests {
  private func pongPolicy() throws -> PolicyCheckpoint {
    let run = try PPO(
      name: "base", entry: try shortPong(), configuration: .smallPong(), seed: 2, pool: WorkerPool(threads: 1))
    _ = try run.advance()
    return try run.policy()
  }

  private func collect(_ count: Int, seed: UInt64 = 6) throws -> CollectJob {
    let job = try CollectJob(checkpoint: try pongPolicy(), entry: try shortPong(), count: count, seed: seed)
    while !job.isFinished { _ = try job.advance() }
    return job
  }

  @Test func recordedEpisodesReplayExactly() throws {
    let job = try collect(3)
    #expect(job.episodes.map(\.id) == [1, 2, 3])
    #expect(job.environmentSteps == job.episodes.map(\.steps.count).reduce(0, +))
    let shard = try shortPong().makeShard(1)
    let states = try #require(shard.restorable)
    for episode in job.episodes {
      #expect(episode.states.count == (episode.steps.count + 1) * episode.stateBytes)
      shard.reset(0, seed: episode.seed)
      #expect(states.capture(0) == Array(episode.state(before: 0)), "the seed gives the first state")
      for (index, step) in episode.steps.enumerated() {
        // From the stored state alone, not from the step before.
        try states.restore(0, state: episode.state(before: index))
        let outcome = step.action.values.withUnsafeBufferPointer { values in
          values.baseAddress.map { shard.step(0, action: $0) }
        }
        #expect(outcome?.reward == step.reward)
        #expect(states.capture(0) == Array(episode.state(before: index + 1)))
        #expect(outcome?.isOver == (index == episode.steps.count - 1))
        if index == episode.steps.count - 1 { #expect(outcome?.terminated == episode.terminated) }
        #expect(
          step.probabilities.reduce(0, +).isApproximatelyEqual(to: 1, absoluteTolerance: 1e-5) && step.value.isFinite)
      }
    }
  }

  @Test func anEpisodeDependsOnTheSeedAndItsNumberAlone() throws {
    #expect(try collect(2).episodes == Array(collect(4).episodes.prefix(2)))
    #expect(try collect(1, seed: 6).episodes != collect(1, seed: 7).episodes)
  }

  @Test func evaluationIsTheSameForAnyNumberOfThreads() throws {
    let policy = try pongPolicy()
    let results = try (1...3).map { threads -> EvaluateJob in
      let job = try EvaluateJob(
        name: "evaluate", checkpoint: policy, entry: try shortPong(), games: 45, seed: 3, samples: true,
        pool: WorkerPool(threads: threads))
      var metric: Double?
      while !job.isFinished { metric = try job.advance()[.episodicReturn] }
      #expect(job.returns.count == 45 && job.step == 45)
      #expect(metric == job.interval.mean && job.interval.low <= job.interval.mean)
      return job
    }
    #expect(results[0].returns == results[1].returns && results[0].returns == results[2].returns)
    #expect(results[0].environmentSteps == results[1].environmentSteps)
    #expect(Set(results[0].returns).isSubset(of: [-1, 0, 1]) && Set(results[0].returns).count > 1)
  }

  @Test func evaluationCountsTheEnvironmentAlone() throws {
    // Trained under overrides of every state and a large α, it is judged on its own actions and on r_env.
    let run = try contextRun(
      .small { settings in
        settings.guidance.overridesActions = true
        settings.guidance.shapesRewards = true
        settings.guidance.alpha = 100
        settings.learningRate = 1e-9
      }, table: (0..<4).map { contextEntry($0, action: $0, id: $0) })
    let metrics = try run.advance()
    #expect(metrics[.episodicReturn] == 8 && metrics[.shapedReturn] == 808)
    let job = try EvaluateJob(
      name: "evaluate", checkpoint: try run.policy(), entry: ContextGame.entry(), games: 200, seed: 1, samples: true,
      pool: WorkerPool(threads: 1))
    while !job.isFinished { _ = try job.advance() }
    #expect(
      job.interval.mean.isApproximatelyEqual(to: 2, absoluteTolerance: 0.5), "an untrained policy is right once in four"
    )
  }

  @Test func theMostProbableActionNeedsNoChance() throws {
    let policy = try pongPolicy()
    func play(samples: Bool, seed: UInt64) throws -> [[UInt8]] {
      let player = PolicyPlayer(
        entry: try shortPong(), network: try policy.makeNetwork(), generator: SeededGenerator(seed: seed),
        samples: samples)
      player.environments.reset(0, seed: 1)
      let states = try #require(player.environments.restorable)
      return (0..<40).map { _ in
        _ = player.act()
        return states.capture(0)
      }
    }
    #expect(try play(samples: false, seed: 1) == play(samples: false, seed: 2))
    #expect(try play(samples: true, seed: 1) != play(samples: true, seed: 2))
  }
}
