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
      Methods: \(MethodCatalog.all.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")). JSON keys: session, \
      environment, run, method, seed, alpha, environmentSteps, episodicReturn, hitRate, checkpoint, checkpointDigest.
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
    do {
      let method = try MethodCatalog.method(method)
      if let alpha, !alpha.isFinite || !(0...1_000).contains(alpha) {
        throw InvalidSettingError(key: "alpha", value: "\(alpha)", valid: "0 to 1000")
      }
      let run = try HeadlessRun(session, common)
      let (refined, value, hits) = try run.perform { coach in
        try coach.settings.apply(settings, refining: true)
        if let steps { try PPOConfiguration.fields.apply("steps", "\(steps)", to: &coach.settings.refinement) }
        if let alpha { coach.settings.refinement.guidance.alpha = alpha }
        try coach.settings.check()
        if restart {
          _ = try coach.store.restartRun(named: method.name)
        } else if try coach.store.run(named: method.name) != nil,
          alpha != nil || steps != nil || seed != nil || !settings.isEmpty
        {
          run.progress.note("'\(method.name)' is there already and goes on by its own settings; --restart begins anew")
        }
        let refined = try coach.refine(method, seed: seed)
        return (
          refined, try coach.store.metrics(run: refined.name, name: .episodicReturn).last?.value,
          try coach.store.metrics(run: refined.name, name: .hitRate).last?.value
        )
      }
      guard common.json else {
        print("\(refined.name): \(refined.step) steps, return \(value.map { Numerals.fixed($0, 2) } ?? "unknown")")
        if let hits { print("hit rate \(Numerals.fixed(100 * hits, 1)) % in the last update") }
        print("checkpoint \(refined.checkpoint ?? "-")  sha256 \(refined.digest ?? "-")")
        return
      }
      Output.json([
        "session": session, "environment": refined.environment, "run": refined.name, "method": refined.method,
        "seed": refined.seed, "alpha": Output.number(Self.alpha(of: refined)),
        "environmentSteps": refined.step, "episodicReturn": Output.number(value), "hitRate": Output.number(hits),
        "checkpoint": refined.checkpoint ?? "", "checkpointDigest": refined.digest ?? "",
      ])
    } catch { throw Failure.exit(error) }
  }

  /// The weight that the run has by its own settings, which are not always those of this call.
  private static func alpha(of run: SessionStore.Run) -> Double? {
    try? JSONDecoder().decode(PPOConfiguration.self, from: Data(run.configuration.utf8)).guidance.alpha
  }
}

/// Evaluation with guidance off.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Play whole episodes with guidance off; environment reward only.",
    discussion: "JSON keys: session, environment, run, games, mean, low, high, environmentSteps, returns.")

  @Argument(help: "Session name or path.") var session: String
  @Option(help: "Run whose latest checkpoint plays.") var checkpoint = "base"
  @Option(help: "Episodes to play.") var episodes = 100
  @Flag(help: "Take the most probable action instead of drawing one.") var greedy = false
  @OptionGroup var common: CommonOptions

  func run() throws {
    do {
      guard (2...1_000_000).contains(episodes) else {
        throw InvalidSettingError(key: "episodes", value: "\(episodes)", valid: "2 to 1000000")
      }
      let run = try HeadlessRun(session, common)
      let result = try run.perform { try $0.evaluate(checkpoint, games: episodes, samples: !greedy) }
      guard common.json else {
        print(
          "\(result.run): mean \(Numerals.fixed(result.mean, 2)), 95 % interval "
            + "[\(Numerals.fixed(result.low, 2)), \(Numerals.fixed(result.high, 2))] over \(result.games) games"
        )
        return
      }
      Output.json([
        "session": session, "environment": run.store.info.environment, "run": result.run, "games": result.games,
        "mean": Output.number(result.mean), "low": Output.number(result.low), "high": Output.number(result.high),
        "environmentSteps": result.environmentSteps, "returns": result.returns,
      ])
    } catch { throw Failure.exit(error) }
  }
}

/// Results out of a session.
struct ExportCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case csv, jsonl, text }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print a session's records.",
    discussion: """
      csv: every metric as run,seed,step,wall_time,tag,value. jsonl: every suggestion with its evidence and decisions. \
      text: the whole session as text.
      """)

  @Argument(help: "Session name or path.") var session: String
  @Option(help: "csv, jsonl or text.") var format = Format.csv
  @Option(name: .customLong("sessions"), help: "Directory that holds the sessions.") var directory = "sessions"

  func run() throws {
    do {
      let (store, _) = try SessionOpening.open(session, in: directory)
      defer { store.close() }
      switch format {
      case .csv: print(try store.metricsCSV(), terminator: "")
      case .jsonl: print(try store.suggestionsJSONL(), terminator: "")
      case .text: print(try store.dump(), terminator: "")
      }
    } catch { throw Failure.exit(error) }
  }
}
