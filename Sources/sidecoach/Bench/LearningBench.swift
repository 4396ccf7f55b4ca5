import ArgumentParser
import Coaching

/// How well training learns: several seeds from scratch, each evaluated at its end.
struct LearningBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learning", abstract: "Train several seeds from scratch and say how well they play at the end.",
    discussion: """
      Each seed trains on one thread, as many seeds side by side as there are threads; a seed's result does not depend \
      on that. After its last update the policy plays whole episodes without learning, taking its most probable action \
      (the mean of a Gaussian) unless --sampled is given. The score is the interquartile mean over seeds of the mean \
      return, with a 95 % percentile bootstrap over seeds. JSON keys: \(LearningMeasurement.keys).
      """)

  @Option(name: .customLong("env"), help: "Environment id.") var environment = "Hopper-v5"
  @Option(help: "Seeds, from 1 on. Default: 5.", transform: wholeNumber) var seeds = 5
  @Option(help: "Environment steps of each seed. Default: the environment's preset.", transform: wholeNumber) var steps:
    Int?
  @Option(help: "Episodes of each evaluation. Default: 50.", transform: wholeNumber) var episodes = 50
  @Flag(help: "Draw actions in the evaluation instead of taking the most probable.") var sampled = false
  @OptionGroup var training: TrainingOptions
  @OptionGroup var options: BenchOptions

  func validate() throws {
    guard (1...1000).contains(seeds) else { throw ValidationError("--seeds must be from 1 to 1000") }
    guard training.threadCounts.count == 1 else { throw ValidationError("--threads takes one number here") }
    guard episodes >= 1, steps ?? 1 >= 1 else { throw ValidationError("--episodes and --steps must be 1 or more") }
  }

  func run() throws {
    try Output.result(json: options.json) {
      let settings = try training.sessionSettings(environment, steps: steps)
      try settings.check()
      return try LearningMeasurement(
        settings, seeds: seeds, episodes: episodes, samples: sampled, threads: training.threadCounts[0],
        // At once and on standard error: a pipe shows standard output only at the end.
        onRow: { Output.note("done: \($0.line)\n") })
    }
  }
}
