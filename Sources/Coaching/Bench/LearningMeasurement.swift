import Algorithms
package import Experiments
package import RLCore
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
    let grid = Grid(
      (1...max(1, seeds)).map { LearningCell(seed: $0, settings: settings, episodes: episodes, samples: samples) })
    let pool = WorkerPool(threads: min(seeds, threads))
    rows = try grid.outcomes(sharedBy: { pool.run($0, $1) }, onOutcome: { onRow($1) })
    environment = settings.environment
    steps = settings.training.roundedSteps
    self.episodes = episodes
    let score = Estimate.interquartileMean(of: rows.map { $0.mean ?? .nan })
    interquartileMean = score.value
    low = score.low
    high = score.high
  }

  package static var keys: String {
    """
    environment, steps, episodes, interquartileMean, low, high, rows (seed, mean, low, high, environmentSteps, seconds, \
    checkpointDigest)
    """
  }

  /// The rows as a table.
  package var table: ResultTable<Row> {
    ResultTable(
      rows,
      columns: [
        .whole("seed") { $0.seed }, .number("mean", decimals: 1) { $0.mean },
        .interval("95 % interval", decimals: 1, low: { $0.low }, high: { $0.high }),
        .whole("steps", key: "environmentSteps") { $0.environmentSteps },
        .number("seconds", decimals: 0) { $0.seconds },
      ])
  }

  package var lines: [String] {
    let (mean, low, high) = (interquartileMean ?? .nan, low ?? .nan, high ?? .nan)
    return table.lines + [
      "\(environment), \(rows.count) seeds of \(steps) steps, \(episodes) episodes each: interquartile mean "
        + "\(Numerals.fixed(mean, 1)), 95 % [\(Numerals.fixed(low, 1)), \(Numerals.fixed(high, 1))]"
    ]
  }
}

/// One seed from scratch to its evaluation, on one thread.
private struct LearningCell: Cell, Sendable {
  var seed: Int
  var settings: SessionSettings
  var episodes: Int
  var samples: Bool

  var label: String { "seed \(seed)" }

  func outcome() throws -> LearningMeasurement.Row {
    let clock = ContinuousClock()
    let start = clock.now
    let entry = try Catalogs.standard.environment(settings.environment, settings: settings.environmentSettings)
    let pool = WorkerPool(threads: 1)
    let run = try PPO(
      name: RunName.base.rawValue, entry: entry, configuration: settings.training, seed: UInt64(seed), pool: pool)
    while !run.isFinished { _ = try run.advance() }
    let seconds = (clock.now - start).seconds
    let bytes = run.checkpoint() ?? []
    let evaluation = try EvaluateJob(
      name: "evaluate", checkpoint: try PolicyCheckpoint(bytes: bytes), entry: entry, games: episodes,
      seed: UInt64(seed), samples: samples, pool: pool)
    while !evaluation.isFinished { _ = try evaluation.advance() }
    let interval = evaluation.interval
    return LearningMeasurement.Row(
      seed: seed, mean: interval.mean, low: interval.low, high: interval.high, environmentSteps: run.step,
      seconds: seconds, checkpointDigest: sha256Hex(bytes))
  }
}
