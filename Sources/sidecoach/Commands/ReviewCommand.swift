import ArgumentParser
import Coaching
import WorkbenchHost

/// Deciding.
struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Open the review queue, or decide by a stated policy.",
    discussion: "JSON keys with --accept: \(ReviewReport.keys).")

  @Argument(help: "Session name or path.") var session: String
  @Option(
    help:
      "all, verified, confirmed (verified, and again wherever guidance would act), or confidence=X: decides every pending suggestion, no edit."
  )
  var accept: String?
  @OptionGroup var terminal: TerminalFlags
  @OptionGroup var common: CommonOptions

  func run() throws {
    guard let accept else {
      do {
        var workbench = terminal.workbench(session, common, instead: "decide by a stated policy with --accept")
        workbench.opensReview = true
        return try workbench.run()
      } catch { throw Failure.exit(error) }
    }
    try Output.result(json: common.json) {
      let policy = try AcceptancePolicy(accept)
      return try HeadlessRun(session, common.opening()).perform { coach in
        let counts = try coach.accept(by: policy)
        return ReviewReport(
          session: session, policy: policy, decided: counts, unmeasuredEdits: try coach.advice.unmeasuredEdits().count)
      }
    }
  }
}
