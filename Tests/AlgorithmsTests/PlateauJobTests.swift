import Algorithms
import RLCore
import Testing
import Threads

/// PPO goes on from a copy of a policy, to see whether that gains anything.
@Suite struct PlateauJobTests {
  private func job(
    window: Int, threads: Int = 1, game: @escaping @Sendable (inout ContextGame) -> Void = { _ in }
  ) throws -> PlateauJob {
    let settings = PPOConfiguration.small {
      $0.learningRate = 0.02
      $0.totalSteps = 128
    }
    return try PlateauJob(
      checkpoint: contextRun(settings, game: game).policy(), entry: ContextGame.entry(game), configuration: settings,
      window: window, seed: 4, pool: WorkerPool(threads: threads))
  }

  @Test func aPolicyThatLearnsIsNotStuck() throws {
    let job = try job(window: 1_024)
    #expect(job.totalSteps == 3_072 && job.result == nil)
    var rates: Set<Double> = []
    while !job.isFinished { rates.insert(try job.advance()[.learningRate] ?? .nan) }
    #expect(rates == [0.02], "the rate does not fall")
    #expect(job.step == 3_072 && job.returns.map(\.count) == [128, 128, 128], "an episode has eight steps")
    let test = try #require(job.result)
    #expect(test.episodes == 384 && test.gainPerThousandSteps > 0 && !test.isStuck)
  }

  @Test func aPolicyThatIsPaidNothingIsStuck() throws {
    let job = try job(window: 256) { $0.payoff = 0 }
    while !job.isFinished { _ = try job.advance() }
    let test = try #require(job.result)
    #expect(test.isStuck && test.gain == 0 && test.meanReturn == 0)
  }

  @Test func withoutEpisodesNothingCanBeTold() throws {
    let job = try job(window: 128) { $0.length = 100 }
    while !job.isFinished { _ = try job.advance() }
    #expect(job.result == nil && job.returns == [[], [], []])
  }

  @Test func aWindowIsWholeUpdates() {
    let settings = PPOConfiguration.small()
    #expect([1, 100, 191, 192, 1_000].map { PlateauJob.window($0, settings) } == [128, 128, 128, 256, 1_024])
  }

  @Test func threadsChangeNothing() throws {
    let found = try [1, 3].map { threads in
      let job = try job(window: 128, threads: threads)
      while !job.isFinished { _ = try job.advance() }
      return job.returns
    }
    #expect(found[0] == found[1] && found[0][0].count == 16)
  }
}
