import ArgumentParser
import Coaching

/// How much hangs on the steps that identifiers name.
struct FidelityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fidelity", abstract: "Measure how much hangs on the steps that identifiers score highest.",
    discussion: """
      Each episode of the base policy is played again with random actions in its critical window: the longest run of \
      steps among the highest K = 10, 20, 30 and 40 % of the scores. The score is log(|change of return| / range) - \
      log(length of the window): higher is better, and RICE's code prints the negative of it. All are measured over one \
      range; random is the floor. A mask network is trained first; its steps, and those of a search, are printed apart. Of \
      one who names single states, as planner, offline or a language model, a step scores by the nearest. JSON keys: \
      \(FidelityReport.keys).
      """)

  @Argument(help: "Session name or path.") var session: String
  @Option(
    name: .customLong("identifier"), help: "Who is measured; several times for several. Default: who scores every step."
  )
  var identifiers: [String] = []
  @Option(help: "Episodes. Default: 500.", transform: wholeNumber) var episodes = 500
  @Option(name: .customLong("set"), help: "A setting as key=value, for instance mask.steps=100000 or samples=true.")
  var settings: [String] = []
  @Option(help: "Seed of the measurement. Default: the session's.") var seed: UInt64?
  @OptionGroup var common: CommonOptions

  func run() throws {
    try Output.result(json: common.json) {
      try HeadlessRun(session, common.opening()).perform(stopped: Coach.fidelityStopped) { coach in
        var order = FidelityOrder(coach.settings)
        (order.identifiers, order.seed) = (identifiers, seed ?? order.seed)
        try order.apply(["episodes=\(episodes)"] + settings)
        return try coach.fidelity(order)
      }
    }
  }
}
