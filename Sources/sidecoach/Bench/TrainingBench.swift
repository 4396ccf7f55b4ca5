import Algorithms
import ArgumentParser
import Coaching
import Environments
import Networks
import RLCore
import Threads

/// How fast training runs, against what the environments alone and the processors alone could do.
struct TrainingBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training", abstract: "PPO end to end, beside the environments' and the processors' own limits.",
    discussion: """
      Raw is the same number of environments stepped by random actions on the same threads, neither observed nor learnt \
      from. An update's operations are those of the layers' products (padding, activations and Adam left out; for a \
      sparse layer the words of a row), peak is multiply-adds in registers on all threads. JSON keys: \
      environment, threads, rawPhysicsStepsPerSecond, endToEndStepsPerSecond, shareOfRawPhysics, \
      rolloutStepsPerSecond, updateStepsPerSecond, updateGigaflops, peakGigaflops, peakMemoryBytes.
      """)

  @Option(name: .customLong("env"), help: "Environment id.") var environment = "Pong"
  @Option(help: "Seconds to measure for, about.") var seconds = 10.0
  @Option(help: "Threads. Default: one per processor.") var threads: Int?
  @Option(name: .customLong("set"), help: "A setting as key=value; a wrong key lists the valid ones.")
  var settings: [String] = []
  @OptionGroup var options: BenchOptions

  func validate() throws {
    guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds must be above 0 and at most 3600") }
    guard threads ?? 1 >= 1, threads ?? 1 <= 1024 else { throw ValidationError("--threads must be from 1 to 1024") }
  }

  func run() throws {
    do {
      var plan = SessionSettings(environment: environment, seed: 1)
      try plan.apply(settings)
      let entry = try Catalog.environment(environment, settings: plan.environmentSettings)
      let pool = WorkerPool(threads: threads ?? WorkerPool.processorCount)
      report(try TrainingMeasurement(plan: plan, entry: entry, pool: pool, seconds: seconds))
    } catch { throw Failure.exit(error) }
  }

  private func report(_ measured: TrainingMeasurement) {
    let memory = Stopwatch.peakMemoryBytes()
    guard !options.json else {
      Output.json([
        "environment": environment, "threads": measured.threads,
        "rawPhysicsStepsPerSecond": Output.number(measured.raw),
        "endToEndStepsPerSecond": Output.number(measured.endToEnd),
        "shareOfRawPhysics": Output.number(measured.endToEnd / measured.raw),
        "rolloutStepsPerSecond": Output.number(measured.rollout),
        "updateStepsPerSecond": Output.number(measured.update),
        "updateGigaflops": Output.number(measured.updateRate / 1e9),
        "peakGigaflops": Output.number(measured.peak / 1e9), "peakMemoryBytes": memory,
      ])
      return
    }
    print("\(environment), \(measured.threads) threads, \(measured.updates) updates of \(measured.batch) steps")
    let raw = "random actions, nothing else"
    func steps(_ name: String, _ value: Double, _ limit: Double?, _ against: String) -> BenchFigure {
      BenchFigure(name: name, value: value / 1e3, unit: "K/s", limit: limit.map { $0 / 1e3 }, against: against)
    }
    BenchTable.show([
      steps("raw environment steps", measured.raw, nil, "-"),
      steps("rollout only", measured.rollout, measured.raw, raw),
      steps("update only", measured.update, nil, "-"),
      steps("end to end", measured.endToEnd, measured.raw, raw),
      BenchFigure(
        name: "update arithmetic", value: measured.updateRate / 1e9, unit: "GF/s", limit: measured.peak / 1e9,
        against: "multiply-adds in registers, all threads"),
    ])
    print("peak memory \(BenchTable.digits(Double(memory) / 1_048_576)) MiB")
  }
}

/// The measurements, taken one after the other in one run.
struct TrainingMeasurement {
  /// Threads in use.
  let threads: Int
  /// Updates measured.
  let updates: Int
  /// Environment steps an update.
  let batch: Int
  /// Environment steps per second, nothing else done.
  let raw: Double
  /// Environment steps per second of playing.
  let rollout: Double
  /// Environment steps per second of learning.
  let update: Double
  /// Environment steps per second of everything.
  let endToEnd: Double
  /// Floating-point operations per second of learning.
  let updateRate: Double
  /// Floating-point operations per second in registers.
  let peak: Double

  init(plan: SessionSettings, entry: EnvironmentEntry, pool: WorkerPool, seconds: Double) throws {
    var configuration = plan.training
    // The run must outlast the measurement, and no update may stop early, or the operations could not be counted.
    configuration.totalSteps = 1_000_000_000_000
    configuration.targetKL = 0
    threads = pool.threads
    batch = configuration.batchSize
    let run = try PPO(name: "bench", entry: entry, configuration: configuration, seed: plan.seed, pool: pool)
    peak = KernelBenchmark.peak(pool: pool)
    raw = RawSteps(entry: entry, configuration: configuration).rate(pool: pool, seconds: seconds / 4)

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
    let learning = (run.timing.update - before.update).seconds
    updates = count
    endToEnd = steps / elapsed
    rollout = steps / (run.timing.rollout - before.rollout).seconds
    update = steps / learning
    let rows = ObservedRows(entry: entry, count: 4096)
    var cells = rows.meanCells
    if case .sparse = entry.spec.observation { cells = rows.meanWords(run.network) }
    let operations = Self.operations(of: run.network.shape, cells: cells)
    updateRate = operations * steps * Double(configuration.epochs) / learning
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
