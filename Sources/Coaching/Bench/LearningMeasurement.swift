import Algorithms
package import RLCore
import Synchronization
import Threads

/// How well training learns, several seeds from scratch, each evaluated at its end: what `bench learning` prints.
package struct LearningMeasurement: Printable {
  /// What came of one seed.
  package struct Row: Encodable, Sendable {
    /// The seed.
    package let seed: Int
    /// Mean return of the last policy over the episodes, and its 95 % interval.
    @OrNull package private(set) var mean: Double?
    /// The interval's lower end.
    @OrNull package private(set) var low: Double?
    /// The interval's upper end.
    @OrNull package private(set) var high: Double?
    /// Steps of the training.
    package let environmentSteps: Int
    /// How long it took.
    @OrNull package private(set) var seconds: Double?
    /// SHA-256 of the last checkpoint.
    package let checkpointDigest: String

    /// The row as text.
    package var line: String {
      let (mean, low, high) = (mean ?? .nan, low ?? .nan, high ?? .nan)
      return "seed \(seed): \(Numerals.fixed(mean, 1)) [\(Numerals.fixed(low, 1)), \(Numerals.fixed(high, 1))], "
        + "\(environmentSteps) steps in \(Numerals.fixed(seconds ?? .nan, 0)) s"
    }
  }

  /// The environment's id.
  package let environment: String
  /// Steps of each seed.
  package let steps: Int
  /// Episodes of each evaluation.
  package let episodes: Int
  /// The interquartile mean over seeds of the mean return, and its 95 % percentile bootstrap over seeds.
  @OrNull package private(set) var interquartileMean: Double?
  /// The interval's lower end.
  @OrNull package private(set) var low: Double?
  /// The interval's upper end.
  @OrNull package private(set) var high: Double?
  /// One row a seed.
  package let rows: [Row]

  /// Trains `seeds` seeds by `settings`, each on one thread and as many side by side as there are `threads`; a seed's
  /// result does not depend on that.
  ///
  /// - Parameters:
  ///   - samples: draws actions in the evaluation instead of taking the most probable.
  ///   - onRow: told of each seed when it is done, from any thread.
  package init(
    _ settings: SessionSettings, seeds: Int, episodes: Int, samples: Bool, threads: Int,
    onRow: @escaping @Sendable (Row) -> Void
  ) throws {
    let outcomes = Mutex([Int: Result<Row, any Error>]())
    WorkerPool(threads: min(seeds, threads)).run(seeds) { index in
      let outcome = Result { try Row(seed: index + 1, settings, episodes: episodes, samples: samples) }
      if case .success(let row) = outcome { onRow(row) }
      outcomes.withLock { $0[index] = outcome }
    }
    rows = try outcomes.withLock { $0 }.sorted { $0.key < $1.key }.map { try $0.value.get() }
    environment = settings.environment
    steps = settings.training.roundedSteps
    self.episodes = episodes
    let means = rows.map { $0.mean ?? .nan }
    var generator = SeededGenerator(seed: 1)
    interquartileMean = RLCore.interquartileMean(means)
    (low, high) = bootstrapInterval(means, generator: &generator, RLCore.interquartileMean)
  }

  package static var keys: String {
    """
    environment, steps, episodes, interquartileMean, low, high, rows (seed, mean, low, high, environmentSteps, seconds, \
    checkpointDigest)
    """
  }

  package var lines: [String] {
    let (mean, low, high) = (interquartileMean ?? .nan, low ?? .nan, high ?? .nan)
    return rows.map(\.line) + [
      "\(environment), \(rows.count) seeds of \(steps) steps, \(episodes) episodes each: interquartile mean "
        + "\(Numerals.fixed(mean, 1)), 95 % [\(Numerals.fixed(low, 1)), \(Numerals.fixed(high, 1))]"
    ]
  }
}

extension LearningMeasurement.Row {
  /// Trains and evaluates one seed.
  init(seed: Int, _ settings: SessionSettings, episodes: Int, samples: Bool) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let entry = try Catalogs.standard.environment(settings.environment, settings: settings.environmentSettings)
    let pool = WorkerPool(threads: 1)
    let run = try PPO(name: "base", entry: entry, configuration: settings.training, seed: UInt64(seed), pool: pool)
    while !run.isFinished { _ = try run.advance() }
    let seconds = (clock.now - start).seconds
    let bytes = run.checkpoint() ?? []
    let evaluation = try EvaluateJob(
      name: "evaluate", checkpoint: try PolicyCheckpoint(bytes: bytes), entry: entry, games: episodes,
      seed: UInt64(seed), samples: samples, pool: pool)
    while !evaluation.isFinished { _ = try evaluation.advance() }
    let interval = evaluation.interval
    self.init(
      seed: seed, mean: interval.mean, low: interval.low, high: interval.high, environmentSteps: run.step,
      seconds: seconds, checkpointDigest: sha256Hex(bytes))
  }
}
