import ArgumentParser
import Threads
import WorkbenchHost

/// Whether the workbench leaks while training goes on.
struct SoakBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soak", abstract: "Work at a session that trains for an hour, and see whether memory grows.",
    discussion: """
      A small policy learns Pong in a session of its own, which lies in a temporary place and goes in the end, while \
      somebody presses random keys by a seed, ten a second, on a screen in memory. Nobody is asked for advice. Every \
      minute tells resident memory, open descriptors and threads; drift is the median of the last third over that of the \
      first one, a quarter of warming up left out. JSON keys: \(SoakMeasurement.keys).
      """)

  @Option(help: "For how long.") var minutes = 60.0
  @Option(help: "Seed of training and keys.") var seed: UInt64 = 1
  @Option(help: "Threads of training. Default: one per processor.", transform: wholeNumber) var threads: Int?
  @OptionGroup var options: BenchOptions

  func validate() throws {
    try BenchOptions.check(minutes: minutes)
    guard (1...1024).contains(threads ?? 1) else { throw ValidationError("--threads must be from 1 to 1024") }
  }

  func run() throws {
    try Output.result(json: options.json) {
      try SoakMeasurement(
        minutes: minutes, seed: seed, threads: threads ?? WorkerPool.processorCount,
        // At once and on standard error: a pipe shows standard output only at the end.
        onRow: { Output.note($0 + "\n") })
    }
  }
}
