import ArgumentParser
import Coaching

/// How fast training runs, against what the environments alone and the processors alone could do.
struct TrainingBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "training", abstract: "PPO end to end, beside the environments' and the processors' own limits.",
    discussion: """
      Raw is the same number of environments stepped by random actions on the same threads, neither observed nor learnt \
      from. An update's operations are those of the layers' products (padding, activations and Adam left out; for a \
      sparse layer the words of a row), peak is multiply-adds in registers on all threads. JSON keys: \(TrainingMeasurement.keys).

      Several numbers of threads, as in --threads 1,2,4,8,16, print a curve beside the ideal one, and what the work allows \
      by counting it on one thread: each loop as long as its longest share, and all between the loops. That leaves out \
      handing loops over (there are so many in an update) and what processors share, so that it is a bound. JSON keys: \(TrainingScaling.keys).
      """)

  @Option(name: .customLong("env"), help: "Environment id.") var environment = "Pong"
  @Option(help: "Seconds to measure for, about; for each number of threads.") var seconds = 10.0
  @OptionGroup var training: TrainingOptions
  @OptionGroup var options: BenchOptions

  func validate() throws { try BenchOptions.check(seconds: seconds) }

  func run() throws {
    let (settings, threads) = (try training.sessionSettings(environment), training.threadCounts)
    guard threads.count > 1 else {
      return try Output.result(json: options.json) {
        try TrainingMeasurement(settings, threads: threads[0], seconds: seconds)
      }
    }
    try Output.result(json: options.json) { try TrainingScaling(settings, threads: threads, seconds: seconds) }
  }
}
