import Algorithms
import Networks
import RLCore
import Numerics
import Testing
import Threads

/// Tasks that can be learnt are learnt: SB3's identity test, for both kinds of observation and every trunk.
@Suite struct LearningTests {
  private func settings(_ configure: (inout PPOConfiguration) -> Void) -> PPOConfiguration {
    .small { settings in
      settings.environments = 16
      settings.stepsPerUpdate = 32
      settings.totalSteps = 30_000
      settings.epochs = 4
      settings.minibatches = 4
      settings.learningRate = 5e-3
      settings.discount = 0.5
      configure(&settings)
    }
  }

  private func learn(
    _ settings: PPOConfiguration, game: @escaping @Sendable (inout ContextGame) -> Void
  ) throws -> Double {
    let run = try contextRun(settings, game: game)
    while !run.isFinished { _ = try run.advance() }
    let evaluation = try EvaluateJob(
      name: "evaluate", checkpoint: try run.policy(), entry: ContextGame.entry(game), games: 40, seed: 5,
      samples: false, pool: WorkerPool(threads: 1))
    while !evaluation.isFinished { _ = try evaluation.advance() }
    return evaluation.interval.mean / Double(evaluation.environmentSteps / 40)
  }

  @Test(arguments: [true, false], Activation.allCases)
  func learnsTheIdentityFromDenseObservations(sharesTrunk: Bool, activation: Activation) throws {
    let settings = settings {
      $0.sharesTrunk = sharesTrunk
      $0.activation = activation
    }
    #expect(try learn(settings) { $0.length = 8 } > 0.9)
  }

  @Test(arguments: [[], [2], [2, 4], [PoolingBlock(width: 2, height: 2, isSmooth: true)]] as [[PoolingBlock]])
  func learnsTheIdentityFromSparseObservations(
    pooling: [PoolingBlock]
  ) throws {
    let settings = settings {
      $0.pooling = pooling
      $0.hidden = [16, 16]
    }
    #expect(try learn(settings) { $0.isSparse = true } > 0.9)
  }

  @Test func learnsThroughTruncationAndNormalisers() throws {
    let settings = settings {
      $0.normalisesObservations = true
      $0.normalisesRewards = true
    }
    let share = try learn(settings) { game in
      game.ending = .truncates
      game.payoff = 50
    }
    #expect(share > 45)
  }

  @Test func theValueOfATruncatedStepCountsAndOfATerminatedOneDoesNot() throws {
    // Paid 1 at every right step and asked for nothing else, V tends to the discounted sum of what is still to come.
    func value(_ ending: ContextGame.Ending) throws -> Double {
      let settings = settings { settings in
        settings.discount = 0.9
        settings.totalSteps = 60_000
      }
      let run = try contextRun(
        settings,
        game: { game in
          game.ending = ending
          game.length = 1
        })
      while !run.isFinished { _ = try run.advance() }
      let rollout = run.rollout
      return (0..<rollout.count).reduce(0) { $0 + Double(rollout.values.base[$1]) } / Double(rollout.count)
    }
    #expect(try value(.terminates).isApproximatelyEqual(to: 1, absoluteTolerance: 0.3))
    #expect(try value(.truncates) > 3)
  }
}
