import ArgumentParser
import Coaching

/// What the way to Python adds to a step.
struct BridgeBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bridge", abstract: "What a step of Gymnasium's environments costs, by itself and over the bridge.",
    discussion: """
      Own is a loop of Python around the bare environment, bridged the same steps asked for from here, both by random \
      actions on one environment, starts of episodes included. JSON keys: \(BridgeMeasurement.keys).
      """)

  @Argument(help: "Environment ids. Default: \(BridgeMeasurement.usual.joined(separator: ", ")).")
  var environments: [String] = []
  @Option(help: "Steps of each.", transform: wholeNumber) var steps = 5_000
  @OptionGroup var bridge: BridgeOptions
  @OptionGroup var options: BenchOptions

  func validate() throws {
    guard (1...10_000_000).contains(steps) else { throw ValidationError("--steps must be from 1 to 10000000") }
  }

  func run() throws {
    try Output.result(json: options.json) {
      try BridgeMeasurement(
        environments.isEmpty ? BridgeMeasurement.usual : environments, steps: steps, settings: bridge.settings(and: []))
    }
  }
}
