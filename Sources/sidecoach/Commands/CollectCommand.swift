import ArgumentParser
import Coaching
import RLCore

/// Recording episodes.
struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect", abstract: "Record episodes with the exact state before every step.",
    discussion: "JSON keys: \(CollectReport.keys).")

  @Argument(help: "Session name or path.") var session: String
  @Option(help: "Episodes that the session should hold in all. Default: 8.", transform: wholeNumber) var episodes = 8
  @Option(help: "Run whose latest checkpoint plays.", transform: RunName.init(_:)) var checkpoint = RunName.base
  @OptionGroup var common: CommonOptions

  func run() throws {
    try Output.result(json: common.json) {
      guard (1...10_000).contains(episodes) else {
        throw InvalidSettingError(key: "episodes", value: "\(episodes)", valid: "1 to 10000")
      }
      return try HeadlessRun(session, common.opening()).perform { coach in
        let recorded = try coach.collect(episodes, run: checkpoint)
        return try CollectReport(session: session, store: coach.store, recorded: recorded)
      }
    }
  }
}
