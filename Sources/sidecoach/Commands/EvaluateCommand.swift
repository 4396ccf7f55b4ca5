import ArgumentParser
import Coaching
import RLCore
import SessionStore

/// Evaluation with guidance off.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Play whole episodes with guidance off; environment reward only.",
    discussion: """
      JSON keys: \(EvaluateReport.keys). With --observations nothing is played, and they are: \(AnswersReport.keys).
      """)

  @Argument(help: "Session name or path.") var session: String
  @Option(help: "Run whose latest checkpoint plays.", transform: RunName.init(_:)) var checkpoint = RunName.base
  @Option(help: "Episodes to play. Default: 100.", transform: wholeNumber) var episodes = 100
  @Flag(help: "Take the most probable action instead of drawing one.") var greedy = false
  @Option(help: "Print the policy's answers to these instead: a file with a JSON array of numbers on each line.")
  var observations: String?
  @OptionGroup var common: CommonOptions

  func run() throws {
    if let observations {
      return try Output.result(json: common.json) {
        try AnswersReport(session: session, in: common.directory, run: checkpoint, observations: observations)
      }
    }
    try Output.result(json: common.json) {
      guard (2...1_000_000).contains(episodes) else {
        throw InvalidSettingError(key: "episodes", value: "\(episodes)", valid: "2 to 1000000")
      }
      let run = try HeadlessRun(session, common.opening())
      let result = try run.perform { try $0.evaluate(checkpoint, games: episodes, samples: !greedy) }
      return EvaluateReport(session: session, environment: run.store.info.environment, result)
    }
  }
}
