import Algorithms
import ArgumentParser
import Coaching
import RLCore
import SessionStore

/// Base training.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a base policy with PPO.",
    discussion: """
      Goes on from the last checkpoint when the session has one, also after an error whose cause is mended. More --steps \
      than a run was begun with extend it, a finished one too: it goes on where it ended, and what falls over a run (the \
      learning rate, where annealLearningRate is true) falls over the new length from there. Steps may be written as \
      200000, 200_000 or 2e5. An MJCF model in place of an environment (model.xml) is asked about, what is to move forward, \
      what ends an episode and what acts, and a task file is drafted beside it and trained. JSON keys: \(TrainReport.keys).
      """)

  @Argument(
    help: "Environment id, for instance Pong, or the path of a task file or a model; Gymnasium's too, as 'bridge' says."
  )
  var environment: String
  @Option(name: .shortAndLong, help: "Session name or path.") var session: String
  @Option(help: "Environment steps. Default: the environment's preset.", transform: wholeNumber) var steps: Int?
  @Option(help: "Seed of everything random.") var seed: UInt64 = 1
  @Option(name: .customLong("set"), help: "A setting as key=value; a wrong key lists the valid ones.")
  var settings: [String] = []
  @OptionGroup var bridge: BridgeOptions
  @OptionGroup var metrics: TensorBoardOption
  @OptionGroup var common: CommonOptions

  func run() throws {
    try Output.result(json: common.json) {
      let environment = try drafted(environment)
      var wanted = try SessionSettings(
        environment: environment, seed: seed, settings: bridge.settings(and: settings))
      try wanted.apply(settings)
      if let steps { try PPOConfiguration.fields.apply("steps", "\(steps)", to: &wanted.training) }
      try wanted.check()
      let asked = steps != nil || settings.contains { $0.hasPrefix("steps=") } ? wanted.training.totalSteps : nil
      let opening = metrics.added(to: common.opening(create: wanted, extends: asked != nil))
      return try HeadlessRun(session, opening).perform { coach in
        try TrainReport(session: session, run: try coach.train(steps: asked), store: coach.store)
      }
    }
  }

  /// The environment, or the task file that is drafted for a model.
  private func drafted(_ environment: String) throws -> String {
    guard TaskDrafting.isModel(environment) else { return environment }
    return try TaskDrafting.file(
      for: environment,
      ask: { question in
        Output.note(question)
        return readLine()
      }, tell: { Output.note($0 + "\n") })
  }
}
