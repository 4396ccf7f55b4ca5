import ArgumentParser
import Coaching
import RLCore

/// Recording episodes.
struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect", abstract: "Record episodes with the exact state before every step.",
    discussion: """
      --plateau STEPS also tests whether there is a bottleneck: whether PPO with a fresh optimiser still improves a copy of \
      the base in three windows of STEPS, which count as training. What it still improves needs no coach.

      JSON keys: \(CollectReport.keys).
      """)

  @Argument(help: "Session name or path.") var session: String
  @Option(help: "Episodes that the session should hold in all. Default: 8.", transform: wholeNumber) var episodes = 8
  @Option(help: "Run whose latest checkpoint plays.", transform: RunName.init(_:)) var checkpoint = RunName.base
  @Option(help: "Test the base policy for a plateau in three windows of so many steps.", transform: wholeNumber)
  var plateau: Int?
  @OptionGroup var common: CommonOptions

  func run() throws {
    try Output.result(json: common.json) {
      try HeadlessRun(session, common.opening()).perform { coach in
        let recorded = try coach.collect(episodes, run: checkpoint)
        if let plateau { _ = try coach.testPlateau(window: plateau) }
        return try CollectReport(session: session, store: coach.store, recorded: recorded)
      }
    }
  }
}
