import Algorithms
import ArgumentParser
import Coaching
import Threads

/// Benchmarks, each figure printed with the limit it is compared against.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure speed, each figure beside the limit it is compared against.",
    discussion: "Figures vary by 10 to 20 % between runs on a shared machine; compare on a quiet one, and twice.",
    subcommands: [
      EnvironmentsBench.self, KernelsBench.self, TrainingBench.self, LearningBench.self, PlanningBench.self,
      BridgeBench.self, ReplayBench.self, WorkbenchBench.self, SoakBench.self, MonkeyBench.self,
    ])
}

/// What every benchmark takes.
struct BenchOptions: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print one JSON object on standard output and nothing else there.")
  var json = false

  /// Refuses lengths that nobody means.
  static func check(seconds: Double) throws {
    guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds must be above 0 and at most 3600") }
  }

  /// The same for what goes on for longer.
  static func check(minutes: Double) throws {
    guard minutes > 0, minutes <= 10_080 else { throw ValidationError("--minutes must be above 0 and at most 10080") }
  }
}

/// How the benchmarks of training train.
struct TrainingOptions: ParsableArguments {
  @Option(help: "Threads; training takes several as in 1,2,4. Default: one per processor.", transform: wholeNumbers)
  var threads: [Int]?
  @Option(name: .customLong("set"), help: "A setting as key=value; a wrong key lists the valid ones.")
  var settings: [String] = []

  var threadCounts: [Int] { threads ?? [WorkerPool.processorCount] }

  func validate() throws {
    guard threadCounts.allSatisfy((1...1024).contains), Set(threadCounts).count == threadCounts.count else {
      throw ValidationError("--threads must be from 1 to 1024, each once")
    }
  }

  /// The preset of `environment` with seed 1, these settings and so many steps.
  func sessionSettings(_ environment: String, steps: Int? = nil) throws -> SessionSettings {
    try SessionSettings(environment: environment, seed: 1, steps: steps, changes: settings)
  }
}
