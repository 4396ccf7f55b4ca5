import Algorithms
import RLCore
import Threads

/// How far the work of training can be shared out, counted on one thread: what its pieces and the work between them allow
/// on a number of threads, whether or not the machine has as many.
struct TrainingWork {
  /// Environment steps per second, if threads were handed their work for nothing and shared no resource.
  let stepsPerSecond: Double
  /// The share of one thread's time that is no work of any loop.
  let serialShare: Double
  /// Loops that threads share, in an update.
  let loopsPerUpdate: Double

  /// Counts the work of training by `settings` for about `seconds`, cut as for `threads` threads.
  init(_ settings: SessionSettings, threads: Int, seconds: Double) throws {
    let entry = try Catalogs.standard.environment(settings.environment, settings: settings.environmentSettings)
    let profile = LoopProfile()
    let run = try PPO(
      name: "bench", entry: entry, configuration: TrainingMeasurement.endless(settings.training), seed: settings.seed,
      pool: WorkerPool(pretending: threads, profile: profile))
    _ = try run.advance()
    let clock = ContinuousClock()
    let (start, firstStep, before) = (clock.now, run.step, profile.totals)
    var updates = 0.0
    repeat {
      _ = try run.advance()
      updates += 1
    } while (clock.now - start).seconds < seconds
    let elapsed = (clock.now - start).seconds
    let found = profile.totals.since(before)
    stepsPerSecond = Double(run.step - firstStep) / found.seconds(insteadOf: elapsed)
    serialShare = max(0, 1 - found.work / elapsed)
    loopsPerUpdate = Double(found.loops) / updates
  }
}
