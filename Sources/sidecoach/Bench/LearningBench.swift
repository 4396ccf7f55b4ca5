import Algorithms
import ArgumentParser
import Canvas
import Coaching
import Foundation
import Networks
import RLCore
import SessionStore
import Synchronization
import Threads

/// How well training learns: several seeds from scratch, each evaluated at its end.
struct LearningBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learning", abstract: "Train several seeds from scratch and say how well they play at the end.",
    discussion: """
      Each seed trains on one thread, as many seeds side by side as there are threads; a seed's result does not depend \
      on that. After its last update the policy plays whole episodes without learning, taking its most probable action \
      (the mean of a Gaussian) unless --sampled is given. The score is the interquartile mean over seeds of the mean \
      return, with a 95 % percentile bootstrap over seeds. JSON keys: environment, steps, episodes, interquartileMean, \
      low, high, rows (seed, mean, low, high, environmentSteps, seconds, checkpointDigest).
      """)

  @Option(name: .customLong("env"), help: "Environment id.") var environment = "Hopper-v5"
  @Option(help: "Seeds, from 1 on.") var seeds = 5
  @Option(help: "Environment steps of each seed. Default: the environment's preset.") var steps: Int?
  @Option(help: "Episodes of each evaluation.") var episodes = 50
  @Flag(help: "Draw actions in the evaluation instead of taking the most probable.") var sampled = false
  @Option(help: "Threads. Default: one per processor.") var threads: Int?
  @Option(name: .customLong("set"), help: "A setting as key=value; a wrong key lists the valid ones.")
  var settings: [String] = []
  @OptionGroup var options: BenchOptions

  func validate() throws {
    guard (1...1000).contains(seeds) else { throw ValidationError("--seeds must be from 1 to 1000") }
    guard episodes >= 1, steps ?? 1 >= 1 else { throw ValidationError("--episodes and --steps must be 1 or more") }
    guard threads ?? 1 >= 1, threads ?? 1 <= 1024 else { throw ValidationError("--threads must be from 1 to 1024") }
  }

  /// What came of one seed.
  private struct Row: Sendable {
    var seed: Int
    var mean: Double
    var low: Double
    var high: Double
    var steps: Int
    var seconds: Double
    var digest: String
  }

  func run() throws {
    do {
      var plan = SessionSettings(environment: environment, seed: 1)
      if let steps { plan.training.totalSteps = steps }
      try plan.apply(settings)
      try plan.check()
      let outcomes = Mutex([Int: Result<Row, any Error>]())
      WorkerPool(threads: min(seeds, threads ?? WorkerPool.processorCount)).run(seeds) { index in
        let outcome = Result { try train(index + 1, plan) }
        // At once and on standard error: a pipe shows standard output only at the end.
        if case .success(let row) = outcome { Output.note("done: \(Self.line(row))\n") }
        outcomes.withLock { $0[index] = outcome }
      }
      report(try outcomes.withLock { $0 }.sorted { $0.key < $1.key }.map { try $0.value.get() }, plan)
    } catch { throw Failure.exit(error) }
  }

  private func train(_ seed: Int, _ plan: SessionSettings) throws -> Row {
    let clock = ContinuousClock()
    let start = clock.now
    let entry = try Catalog.environment(environment, settings: plan.environmentSettings)
    let pool = WorkerPool(threads: 1)
    let run = try PPO(name: "base", entry: entry, configuration: plan.training, seed: UInt64(seed), pool: pool)
    while !run.isFinished { _ = try run.advance() }
    let seconds = (clock.now - start).seconds
    let bytes = run.checkpoint() ?? []
    let evaluation = try EvaluateJob(
      name: "evaluate", checkpoint: try PolicyCheckpoint(bytes: bytes), entry: entry, games: episodes,
      seed: UInt64(seed), samples: sampled, pool: pool)
    while !evaluation.isFinished { _ = try evaluation.advance() }
    let interval = evaluation.interval
    return Row(
      seed: seed, mean: interval.mean, low: interval.low, high: interval.high, steps: run.step, seconds: seconds,
      digest: sha256Hex(bytes))
  }

  private static func line(_ row: Row) -> String {
    "seed \(row.seed): \(fixed(row.mean, 1)) [\(fixed(row.low, 1)), \(fixed(row.high, 1))], \(row.steps) steps in "
      + "\(fixed(row.seconds, 0)) s"
  }

  private func report(_ rows: [Row], _ plan: SessionSettings) {
    let means = rows.map(\.mean)
    var generator = SeededGenerator(seed: 1)
    let score = interquartileMean(means)
    let interval = bootstrapInterval(means, generator: &generator, interquartileMean)
    guard !options.json else {
      Output.json([
        "environment": environment, "steps": plan.training.roundedSteps, "episodes": episodes,
        "interquartileMean": Output.number(score), "low": Output.number(interval.low),
        "high": Output.number(interval.high),
        "rows": rows.map { row in
          [
            "seed": row.seed, "mean": Output.number(row.mean), "low": Output.number(row.low),
            "high": Output.number(row.high), "environmentSteps": row.steps, "seconds": Output.number(row.seconds),
            "checkpointDigest": row.digest,
          ] as [String: Any]
        },
      ])
      return
    }
    for row in rows { print(Self.line(row)) }
    print(
      "\(environment), \(rows.count) seeds of \(plan.training.roundedSteps) steps, \(episodes) episodes each: "
        + "interquartile mean \(fixed(score, 1)), 95 % [\(fixed(interval.low, 1)), \(fixed(interval.high, 1))]")
  }
}
