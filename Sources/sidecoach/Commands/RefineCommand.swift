import Algorithms
import ArgumentParser
import Coaching
import Foundation
import RLCore
import SessionStore

/// Fine-tuning.
struct RefineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refine", abstract: "Fine-tune the base policy with a method.",
    discussion: """
      Methods: \(MethodCatalog.methods.entries.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")). JSON keys: \
      \(RefineReport.keys).
      """)

  @Argument(help: "Session name or path.") var session: String
  @Option(help: "Method.") var method: String
  @Option(help: "Weight of r_LLM.") var alpha: Double?
  @Option(help: "Environment steps.") var steps: Int?
  @Option(help: "Seed of the refinement. Default: the session's seed plus 1.") var seed: UInt64?
  @Option(name: .customLong("set"), help: "A setting as key=value; a wrong key lists the valid ones.")
  var settings: [String] = []
  @Flag(help: "Begin anew when the session has such a run; the old one is kept under another name.")
  var restart = false
  @OptionGroup var common: CommonOptions

  func run() throws {
    try Output.result(json: common.json) {
      let method = try MethodCatalog.methods.entry(method)
      if let alpha, !alpha.isFinite || !(0...1_000).contains(alpha) {
        throw InvalidSettingError(key: "alpha", value: "\(alpha)", valid: "0 to 1000")
      }
      let run = try HeadlessRun(session, common)
      return try run.perform { coach in
        try coach.settings.apply(settings, refining: true)
        if let steps { try PPOConfiguration.fields.apply("steps", "\(steps)", to: &coach.settings.refinement) }
        if let alpha { coach.settings.refinement.guidance.alpha = alpha }
        try coach.settings.check()
        if restart {
          _ = try coach.store.restartRun(named: RunName(method.name))
        } else if try coach.store.run(named: RunName(method.name)) != nil,
          alpha != nil || steps != nil || seed != nil || !settings.isEmpty
        {
          run.progress.note("'\(method.name)' is there already and goes on by its own settings; --restart begins anew")
        }
        let refined = try coach.refine(method, seed: seed)
        return try RefineReport(session: session, run: refined, store: coach.store)
      }
    }
  }
}
