import ArgumentParser
import Coaching
import SessionStore
import WorkbenchHost

/// What a long session costs a person who looks at it.
struct WorkbenchBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workbench",
    abstract: "How long the workbench takes to open a long session, and to answer keys there.",
    discussion: """
      The session is the example's, repeated until it is as long as asked for; that takes a minute or two, and about two \
      gigabytes for the usual sizes. Screens are drawn to memory by what draws them on a terminal, and keys wait for \
      everything they ask for, so that a figure holds a screen's whole work and nothing of the terminal's. A picture is \
      the one that answers the key; what it loads comes after it. JSON keys: \(WorkbenchMeasurement.keys).
      """)

  @Option(help: "Metric points of the session.", transform: wholeNumber) var points = 10_000_000
  @Option(help: "Episodes of the session.", transform: wholeNumber) var episodes = 10_000
  @Option(help: "Suggestions of the session.", transform: wholeNumber) var suggestions = 100_000
  @Option(help: "Seconds for each walk over a screen, about.") var seconds = 5.0
  @Option(
    name: .customLong("out"),
    help: "Where the session is made, or was made by an earlier call. Default: a temporary place.") var path: String?
  @Flag(help: "Leave the session where it was made, for the next call with --out.") var keep = false
  @OptionGroup var options: BenchOptions

  func validate() throws {
    try BenchOptions.check(seconds: seconds)
    guard (0...1_000_000_000).contains(points), (0...1_000_000).contains(episodes),
      (0...10_000_000).contains(suggestions)
    else {
      throw ValidationError(
        "--points must be from 0 to 1000000000, --episodes to 1000000 and --suggestions to 10000000")
    }
  }

  func run() throws {
    try Output.result(json: options.json) {
      var order = WorkbenchMeasurement.Order(
        SessionExtent(points: points, episodes: episodes, suggestions: suggestions))
      (order.path, order.isKept, order.seconds) = (path, keep, seconds)
      // At once and on standard error: making the session takes its time.
      return try WorkbenchMeasurement(order, onProgress: { Output.note("done: \($0)\n") })
    }
  }
}
