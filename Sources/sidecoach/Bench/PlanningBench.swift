import ArgumentParser
import Coaching

/// How fast the planning engine is, and what a search costs beside searching blindly.
struct PlanningBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planning", abstract: "A text environment's speed on one core, and what searches by N, k and M cost.",
    discussion: """
      Tasks are drawn from seeds, or the first of --set; the prior is synthetic and errs in a share of the states, everything runs on one \
      thread. A search is SLINVIT's as published (no transposition table, the first action only), or the preset that is \
      usual there; saved is the share of breadth-first search's transitions that it did without, over the tasks \
      that it solved, and us a saved is the time that it takes more for each of them. --horizons adds what Monte-Carlo \
      values cost by the actions that a plan may take. Where nothing knows the shortest way of a task (InterCode), the usual prior and preset stand in, \
      nothing is searched blindly, and solved is what the task says of the plan. Memory is the peak of the search \
      alone, program and tasks included. JSON keys: \
      \(PlanningMeasurement.keys).
      """)

  @Option(help: "Seconds for each figure.") var seconds = 2.0
  @Option(help: "The text environment. Default: the first that can be timed.") var environment: String?
  @Option(
    help: "A set whose first tasks are taken: a file or a name in the data folder. Default: drawn tasks.")
  var set: String?
  @Option(help: "Horizons at which rollouts are measured, with commas: 4,8,16.", transform: wholeNumbers)
  var horizons: [Int]?
  @Option(help: "Blocks of a task (setting blocks).", transform: wholeNumber) var blocks: Int?
  @Option(help: "Tasks of each search. Default: 20.", transform: wholeNumber) var tasks = 20
  @Option(help: "Share of states in which the prior errs.") var errors = 0.3
  @OptionGroup var options: BenchOptions

  func validate() throws {
    try BenchOptions.check(seconds: seconds)
    guard (3...6).contains(blocks ?? 3) else { throw ValidationError("--blocks must be from 3 to 6") }
    guard (1...10_000).contains(tasks) else { throw ValidationError("--tasks must be from 1 to 10000") }
    guard (horizons ?? []).allSatisfy((1...1_000).contains) else {
      throw ValidationError("--horizons must be from 1 to 1000")
    }
    guard set == nil || blocks == nil else {
      throw ValidationError("--blocks are of drawn tasks, not of --set")
    }
    guard (0...1).contains(errors) else { throw ValidationError("--errors must be from 0 to 1") }
  }

  func run() throws {
    try Output.result(json: options.json) {
      try PlanningMeasurement(
        environment, set: set, settings: blocks.map { [("blocks", "\($0)")] } ?? [], tasks: tasks, errors: errors,
        seconds: seconds, horizons: horizons ?? [],
        // At once and on standard error: commands in sandboxes take their time.
        onProgress: { Output.note("done: \($0)\n") })
    }
  }
}
