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
      Methods: \(MethodCatalog.methods.entries.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")).

      --steps is the whole budget. A method that uses guidance is charged what that has cost so far: collecting episodes, \
      an advisor's search and evidence; it trains for the rest, and the output says what was charged.

      Goes on from the last checkpoint when the session has such a run, also after an error whose cause is mended. More \
      --steps than it was begun with extend it, a finished one too: it goes on where it ended, and what falls over a run \
      (the learning rate, alpha and overrides where they are annealed) falls over the new length from there. Steps may be \
      written as 200000, 200_000 or 2e5.

      With --set guidance.rounds=K, coach-* ask anew every K updates about what they have just played, and go on with what \
      --accept takes of that; the share guidance.roundShare of the budget is set apart for it.

      --from RUN@STEP --as NAME forks a run: NAME goes on from a checkpoint that the session has of RUN, by the method of that \
      one, bit for bit as it would where nothing else is given. --seed, --alpha, --steps and --set change what follows; \
      --steps is the budget of both together, and what RUN took up to there counts. 'checkpoint.keep' says how many \
      checkpoints stay.

      JSON keys: \(RefineReport.keys).
      """)

  @Argument(help: "Session name or path.") var session: String
  @Option(help: "Method; a fork has that of its run.") var method: String?
  @Option(help: "Run to fork, and the step of a checkpoint of it: RUN or RUN@STEP.") var from: String?
  @Option(name: .customLong("as"), help: "Name of the fork.") var name: String?
  @Option(
    help: """
      Weight of r_LLM: a number, 'paper' for the paper's, or 'density': so much that alpha * r_LLM is 0.3 of r_env over the \
      recorded episodes. Default: the smaller of these two; coach-*: 5.
      """) var alpha: String?
  @Option(help: "Environment steps.", transform: wholeNumber) var steps: Int?
  @Option(help: "Seed of the refinement. Default: the session's seed plus 1; a fork draws on.") var seed: UInt64?
  @Option(name: .customLong("set"), help: "A setting as key=value; a wrong key lists the valid ones.")
  var settings: [String] = []
  @Option(help: "How rounds decide (guidance.rounds): 'all', 'verified', 'confirmed' or 'confidence=X'.")
  var accept = "verified"
  @Flag(help: "Begin anew when the session has such a run; the old one is kept under another name.")
  var restart = false
  @OptionGroup var metrics: TensorBoardOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard from == nil else {
      guard name != nil else { throw ValidationError("--from needs a name for the fork: --as NAME") }
      guard method == nil, !restart else {
        throw ValidationError("a fork has the method of its run and begins once; leave out --method and --restart")
      }
      return
    }
    guard name == nil else { throw ValidationError("--as names a fork; say of which run with --from RUN@STEP") }
    guard method != nil else { throw ValidationError("name a method with --method, or a run to fork with --from") }
  }

  func run() throws {
    try Output.result(json: common.json) {
      let refine = try order()
      let run = try HeadlessRun(session, metrics.added(to: common.opening()))
      return try run.perform { coach in
        let refined = try refine(coach) { run.progress.note($0) }
        return try RefineReport(session: session, run: refined, store: coach.store)
      }
    }
  }

  /// What is asked for, read before the session is opened.
  private func order() throws -> (Coach, (String) -> Void) throws -> SessionStore.Run {
    guard let from, let name else {
      var order = try RefineOrder(method: method ?? "", alpha: alpha, rule: accept)
      (order.steps, order.seed, order.settings, order.restarts) = (steps, seed, settings, restart)
      let asked = order
      return { try asked.perform(by: $0, note: $1) }
    }
    let given: [(String, String?)] = [
      ("alpha", alpha), ("seed", seed.map { "\($0)" }), ("steps", steps.map { "\($0)" }),
    ]
    // What stays of it is a matter of the session.
    let kept = settings.filter { $0.hasPrefix("checkpoint.") }
    let changes =
      given.compactMap { key, value in value.map { "\(key)=\($0)" } }
      + settings.filter { !$0.hasPrefix("checkpoint.") }
    let (order, rule) = (try ForkOrder(from: from, as: name, changes: changes), try AcceptancePolicy(accept))
    return { coach, note in
      try coach.settings.apply(kept)
      coach.roundRule = rule
      return try order.perform(by: coach, note: note)
    }
  }
}
