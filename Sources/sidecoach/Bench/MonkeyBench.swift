import ArgumentParser
import Coaching
import WorkbenchHost

/// Whether the workbench stands whatever is pressed.
struct MonkeyBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monkey",
    abstract: "Press random keys, click and change the screen's size, and see whether it stands.",
    discussion: """
      It works on a copy of a session in a temporary place, on a screen in memory; the session itself is only read. \
      Nothing trains there and nobody is asked for advice. What ends the program would end this: standard error then has \
      the seed, with which it comes again. JSON keys: \(MonkeyMeasurement.keys).
      """)

  @Option(help: "For how long.") var minutes = 10.0
  @Option(help: "Seed of everything that is done.") var seed: UInt64 = 1
  @Option(name: .shortAndLong, help: "Session to copy, a name or path. Default: the one that ships.") var session:
    String?
  @Option(name: .customLong("sessions"), help: "Directory that holds the sessions.") var directory = "sessions"
  @OptionGroup var options: BenchOptions

  func validate() throws { try BenchOptions.check(minutes: minutes) }

  func run() throws {
    try Output.result(json: options.json) {
      try MonkeyMeasurement(
        minutes: minutes, seed: seed, source: try session.map { try SessionOpening.path($0, in: directory) },
        onProgress: { Output.note($0 + "\n") })
    }
  }
}
