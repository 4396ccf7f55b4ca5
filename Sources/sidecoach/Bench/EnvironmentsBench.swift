import ArgumentParser
import Coaching

/// How fast the built-in environments run on one core.
struct EnvironmentsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environments", abstract: "Pong's speed on one core, with and without observations.",
    discussion: """
      Actions are random and drawn beforehand. Heap growth is what a step leaves allocated, and should be 0. JSON keys: \(EnvironmentsMeasurement.keys).
      """)

  @Option(help: "Seconds for each figure.") var seconds = 2.0
  @OptionGroup var options: BenchOptions

  func validate() throws { try BenchOptions.check(seconds: seconds) }

  func run() throws { try Output.result(json: options.json) { try EnvironmentsMeasurement(seconds: seconds) } }
}
