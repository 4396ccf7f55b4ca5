import ArgumentParser

/// Benchmarks, each figure printed with the limit it is compared against.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure speed, each figure beside the limit it is compared against.",
    discussion: """
      Figures vary by 10 to 20 % between runs on a shared machine; compare on a quiet one, and twice.
      """,
    subcommands: [
      EnvironmentsBench.self, KernelsBench.self, TrainingBench.self, LearningBench.self, PlanningBench.self,
    ])
}

/// What every benchmark takes.
struct BenchOptions: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print one JSON object on standard output and nothing else there.")
  var json = false
}
