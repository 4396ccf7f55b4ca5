import ArgumentParser
import Coaching
import RLCore

/// Taking a run back.
struct RollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Take a run back to an earlier checkpoint.",
    discussion: """
      The run goes on from there by 'train' or 'refine'. Nothing is lost: what came after is kept as another run, such as \
      ultra-ra~1, with its curves, events and checkpoints, and can be forked. 'checkpoint.keep' says how many checkpoints \
      stay; those that C on screen asked for stay besides. JSON keys: \(RollbackReport.keys).
      """)

  @Argument(help: "Session name or path.") var session: String
  @Argument(help: "Run, such as base or ultra-ra.", transform: RunName.init(_:)) var name: RunName
  @Option(name: .customLong("to"), help: "Step of a checkpoint of it.", transform: wholeNumber) var step: Int
  @OptionGroup var common: CommonOptions

  func run() throws {
    try Output.result(json: common.json) {
      try HeadlessRun(session, common.opening()).perform { coach in
        RollbackReport(session: session, try coach.rollBack(name, to: step))
      }
    }
  }
}
