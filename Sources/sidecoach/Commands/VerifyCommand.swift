import Algorithms
import ArgumentParser
import Coaching
import RLCore
import SessionStore

/// Measuring evidence.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Measure the evidence of each suggestion, and of each edit, in the simulator.",
    discussion: "JSON keys: \(VerifyReport.keys).")

  @Argument(help: "Session name or path.") var session: String
  @Option(help: "Paired rollouts per suggestion.", transform: wholeNumber) var rollouts: Int?
  @Option(help: "Steps of each rollout, at most.", transform: wholeNumber) var horizon: Int?
  @Option(help: "Steps for which the action under test is held.", transform: wholeNumber) var hold: Int?
  @OptionGroup var common: CommonOptions

  func run() throws {
    try Output.result(json: common.json) {
      let run = try HeadlessRun(session, common.opening(contributes: true))
      return try run.perform { coach in
        var configuration = coach.settings.evidence
        for (key, value) in [("rollouts", rollouts), ("horizon", horizon), ("hold", hold)] {
          if let value { try EvidenceConfiguration.fields.apply(key, "\(value)", to: &configuration) }
        }
        guard !(try coach.store.suggestions().isEmpty) else { throw CoachError.noSuggestions }
        if try !coach.verify(configuration, edits: true) {
          let isAsked = rollouts != nil || horizon != nil || hold != nil
          run.progress.note(
            "every suggestion and edit has evidence already, so that nothing was measured"
              + (isAsked ? "; --rollouts, --horizon and --hold hold for those to come" : ""))
        }
        return try VerifyReport(session: session, store: coach.store)
      }
    }
  }
}
