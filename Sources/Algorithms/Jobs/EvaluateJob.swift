import Networks
public import RLCore
public import Threads

/// Plays whole games with guidance off and counts the environment's reward alone. One unit is a round of games.
public final class EvaluateJob: EngineJob {
  /// The run's name on screen.
  public let name: String
  /// Games finished.
  public private(set) var step = 0
  /// Games to play.
  public let totalSteps: Int
  /// The return of each game, in the order of their seeds.
  public private(set) var returns: [Double] = []
  /// How many of them failed; such a game counts with what it had earned.
  public private(set) var failures = FailedEpisodes()
  /// Environment steps taken.
  public private(set) var environmentSteps = 0
  private let entry: EnvironmentEntry
  private let network: PolicyNetwork
  private let seed: UInt64
  private let samples: Bool
  private let pool: WorkerPool
  private static let round = 20

  /// Evaluates the policy in `checkpoint` over `games` games; game n depends on `seed` and n alone.
  ///
  /// - Parameter samples: draw actions as in training (true, CleanRL's protocol), or take the most probable.
  public init(
    name: String, checkpoint: PolicyCheckpoint, entry: EnvironmentEntry, games: Int, seed: UInt64, samples: Bool,
    pool: WorkerPool
  ) throws {
    try checkpoint.check(entry)
    self.name = name
    self.entry = entry
    self.seed = seed
    self.samples = samples
    self.pool = pool
    network = try checkpoint.makeNetwork()
    totalSteps = games
  }

  /// Every game is played.
  public var isFinished: Bool { step >= totalSteps }

  /// Plays up to twenty games on all threads.
  public func advance() throws -> [MetricName: Double] {
    let count = min(Self.round, totalSteps - step)
    let first = step
    let results = UnsafeMutableBufferPointer<Game>.allocate(capacity: count)
    results.initialize(repeating: Game())
    defer {
      results.deinitialize()
      results.deallocate()
    }
    pool.run(count) { index in results[index] = play(UInt64(first + index)) }
    for result in results {
      returns.append(result.total)
      environmentSteps += result.steps
      failures.add(episodes: 1, failed: result.failure == nil ? 0 : 1, failure: result.failure)
    }
    step += count
    if isFinished { try failures.checkEnd() } else { try failures.check() }
    var metrics: [MetricName: Double] = [.episodicReturn: returns.reduce(0, +) / Double(returns.count)]
    if failures.failed > 0 { metrics[.failedEpisodes] = Double(failures.failed) }
    return metrics
  }

  /// Games that failed, once all are played.
  public func alerts() -> [(title: String, detail: String)] { isFinished ? [failures.alert].compactMap(\.self) : [] }

  private struct Game {
    var total = 0.0
    var steps = 0
    var failure: (any Error)?
  }

  private func play(_ game: UInt64) -> Game {
    let player = PolicyPlayer(
      entry: entry, network: network, generator: SeededGenerator(seed: seed, stream: 60_000 + game), samples: samples)
    player.environments.reset(0, seed: SeededGenerator.derived(seed: seed, stream: 50_000 + game))
    var played = Game()
    while true {
      let outcome = player.act()
      played.total += Double(outcome.reward)
      played.steps += 1
      if outcome.hasFailed { played.failure = player.environments.failure(0) ?? FailedStep.reward }
      if outcome.isOver { return played }
    }
  }

  /// Mean return and the ends of its 95 % interval.
  public var interval: (mean: Double, low: Double, high: Double) { meanInterval(returns) }
}
