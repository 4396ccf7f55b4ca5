import Algorithms
import Networks
package import RLCore
import Threads

/// How fast training runs, beside what the environments alone and the processors alone could do: what `bench training`
/// prints. The measurements are taken one after the other in one run.
package struct TrainingMeasurement: Printable {
  /// The environment's id.
  package let environment: String
  /// Threads in use.
  package let threads: Int
  /// Environment steps per second, nothing else done.
  @OrNull package private(set) var rawPhysicsStepsPerSecond: Double?
  /// Environment steps per second of everything.
  @OrNull package private(set) var endToEndStepsPerSecond: Double?
  /// End to end over raw.
  @OrNull package private(set) var shareOfRawPhysics: Double?
  /// Environment steps per second of playing.
  @OrNull package private(set) var rolloutStepsPerSecond: Double?
  /// Environment steps per second of learning.
  @OrNull package private(set) var updateStepsPerSecond: Double?
  /// Floating-point operations per second of learning, in thousands of millions.
  @OrNull package private(set) var updateGigaflops: Double?
  /// Floating-point operations per second in registers, in thousands of millions.
  @OrNull package private(set) var peakGigaflops: Double?
  /// The greatest memory that the process has had, in bytes.
  @OrNull package private(set) var peakMemoryBytes: Int?

  /// Updates measured.
  private let updates: Int
  /// Environment steps an update.
  private let batch: Int

  private enum CodingKeys: String, CodingKey {
    case environment, threads, rawPhysicsStepsPerSecond, endToEndStepsPerSecond, shareOfRawPhysics
    case rolloutStepsPerSecond, updateStepsPerSecond, updateGigaflops, peakGigaflops, peakMemoryBytes
  }

  /// Measures training by `settings` on `threads` threads for about `seconds`.
  package init(_ settings: SessionSettings, threads: Int, seconds: Double) throws {
    let entry = try Catalogs.standard.environment(settings.environment, settings: settings.environmentSettings)
    let pool = WorkerPool(threads: threads)
    let configuration = Self.endless(settings.training)
    environment = settings.environment
    self.threads = pool.threads
    batch = configuration.batchSize
    let run = try PPO(name: "bench", entry: entry, configuration: configuration, seed: settings.seed, pool: pool)
    let peak = KernelBenchmark.peak(pool: pool)
    let raw = RawSteps(entry: entry, configuration: configuration).rate(pool: pool, seconds: seconds / 4)

    _ = try run.advance()
    let (before, firstStep) = (run.timing, run.step)
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    repeat {
      _ = try run.advance()
      count += 1
    } while (clock.now - start).seconds < seconds * 3 / 4
    let elapsed = (clock.now - start).seconds
    let steps = Double(run.step - firstStep)
    let learning = (run.timing.update - before.update) / .seconds(1)
    updates = count
    let endToEnd = steps / elapsed
    let rows = ObservedRows(entry: entry, count: 4096)
    var cells = rows.meanCells
    if case .sparse = entry.spec.observation { cells = rows.meanWords(run.network) }
    let operations = Self.operations(of: run.network.shape, cells: cells)
    rawPhysicsStepsPerSecond = raw
    endToEndStepsPerSecond = endToEnd
    shareOfRawPhysics = endToEnd / raw
    rolloutStepsPerSecond = steps / ((run.timing.rollout - before.rollout) / .seconds(1))
    updateStepsPerSecond = steps / learning
    updateGigaflops = operations * steps * Double(configuration.epochs) / learning / 1e9
    peakGigaflops = peak / 1e9
    peakMemoryBytes = PeakMemory.bytes()
  }

  /// The same training, which outlasts any measurement; no update of it stops early, or the operations could not be counted.
  static func endless(_ configuration: PPOConfiguration) -> PPOConfiguration {
    var configuration = configuration
    configuration.totalSteps = 1_000_000_000_000
    configuration.targetKL = 0
    return configuration
  }

  package static var keys: String {
    """
    environment, threads, rawPhysicsStepsPerSecond, endToEndStepsPerSecond, shareOfRawPhysics, rolloutStepsPerSecond, \
    updateStepsPerSecond, updateGigaflops, peakGigaflops, peakMemoryBytes
    """
  }

  package var lines: [String] {
    let raw = "random actions, nothing else"
    func steps(_ name: String, _ value: Double?, _ limit: Double?, _ against: String) -> BenchFigure {
      BenchFigure(
        name: name, value: (value ?? .nan) / 1e3, unit: "K/s", limit: limit.map { $0 / 1e3 }, against: against)
    }
    let figures = [
      steps("raw environment steps", rawPhysicsStepsPerSecond, nil, "-"),
      steps("rollout only", rolloutStepsPerSecond, rawPhysicsStepsPerSecond, raw),
      steps("update only", updateStepsPerSecond, nil, "-"),
      steps("end to end", endToEndStepsPerSecond, rawPhysicsStepsPerSecond, raw),
      BenchFigure(
        name: "update arithmetic", value: updateGigaflops ?? .nan, unit: "GF/s", limit: peakGigaflops,
        against: "multiply-adds in registers, all threads"),
    ]
    let memory = peakMemoryBytes.map { "\(Numerals.significant(Double($0) / 1_048_576)) MiB" } ?? "not known here"
    return ["\(environment), \(threads) threads, \(updates) updates of \(batch) steps"]
      + BenchFigure.table(figures).lines + ["peak memory \(memory)"]
  }

  /// Operations for one sample of one gradient step: two for each weight that is used forwards, two for its gradient
  /// and, beyond the first layer, two for the gradient by its input.
  static func operations(of shape: NetworkShape, cells: Double) -> Double {
    var total = 4 * cells * Double(shape.inputWidth)
    for tower in 0..<shape.towers {
      let widths = shape.hidden + [shape.outputs(of: tower)]
      for (inputs, outputs) in zip(widths, widths.dropFirst()) { total += 6 * Double(inputs * outputs) }
    }
    return total
  }
}

/// Environments stepped by random actions, cut into pieces as a rollout is.
private struct RawSteps {
  let shards: [any EnvironmentShard]
  let actions: RandomActions

  init(entry: EnvironmentEntry, configuration: PPOConfiguration) {
    let count = configuration.environments / configuration.rolloutShards
    shards = (0..<configuration.rolloutShards).map { piece in
      let shard = entry.makeShard(count)
      for index in 0..<count { shard.reset(index, seed: UInt64(piece * count + index)) }
      return shard
    }
    actions = RandomActions(space: entry.spec.action)
  }

  func rate(pool: WorkerPool, seconds: Double) -> Double {
    let steps = 256
    let total = shards.count * (shards.first?.count ?? 0) * steps
    return Stopwatch.rate(seconds: seconds) {
      pool.run(shards.count) { piece in
        let shard = shards[piece]
        var next = piece * 97
        for _ in 0..<steps {
          for index in 0..<shard.count {
            if shard.step(index, action: actions.base + next * actions.width).isOver { shard.reset(index, seed: nil) }
            next = (next + 1) & (RandomActions.count - 1)
          }
        }
      }
      return total
    }
  }
}
