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
      Goes on from the last checkpoint when the session has one. JSON keys: session, environment, run, seed, \
      environmentSteps, episodicReturn, checkpoint, checkpointDigest.
      """)

  @Argument(help: "Environment id, for instance Pong.") var environment: String
  @Option(name: .shortAndLong, help: "Session name or path.") var session: String
  @Option(help: "Environment steps. Default: the environment's preset.") var steps: Int?
  @Option(help: "Seed of everything random.") var seed: UInt64 = 1
  @Option(name: .customLong("set"), help: "A setting as key=value; a wrong key lists the valid ones.")
  var settings: [String] = []
  @OptionGroup var common: CommonOptions

  func run() throws {
    do {
      var wanted = try SessionSettings(environment: environment, seed: seed)
      wanted.compares = false
      try wanted.apply(settings)
      if let steps { try PPOConfiguration.fields.apply("steps", "\(steps)", to: &wanted.training) }
      try wanted.check()
      let run = try HeadlessRun(session, common, create: wanted)
      let (trained, last) = try run.perform { coach in
        let trained = try coach.train()
        return (trained, try coach.store.metrics(run: trained.name, name: .episodicReturn).last?.value)
      }
      report(trained, last)
    } catch { throw Failure.exit(error) }
  }

  private func report(_ run: SessionStore.Run, _ value: Double?) {
    guard common.json else {
      print("\(run.name): \(run.step) steps, return \(value.map { Numerals.fixed($0, 2) } ?? "unknown")")
      print("checkpoint \(run.checkpoint ?? "-")  sha256 \(run.digest ?? "-")")
      return
    }
    Output.json([
      "session": session, "environment": run.environment, "run": run.name, "seed": run.seed,
      "environmentSteps": run.step, "episodicReturn": Output.number(value), "checkpoint": run.checkpoint ?? "",
      "checkpointDigest": run.digest ?? "",
    ])
  }
}
