import Algorithms
import Foundation
package import RLCore
package import SessionStore

/// How a refinement stands: what `refine` prints.
package struct RefineReport: Printable {
  /// Environment steps that guidance cost, by stage.
  package struct Charge: Encodable, Sendable {
    /// Recording episodes.
    package let collect: Int
    /// An advisor's search in the simulator.
    package let identify: Int
    /// Measuring evidence.
    package let verify: Int

    /// All of it.
    package var total: Int { collect + identify + verify }
  }

  /// The session as it was named.
  package let session: String
  /// The environment's id.
  package let environment: String
  /// The run's name.
  package let run: RunName
  /// The method.
  package let method: String
  /// The run's seed.
  package let seed: UInt64
  /// The run that it was forked from; null where it was not.
  @OrNull package private(set) var parent: RunName?
  /// The step of that one from which it goes on.
  @OrNull package private(set) var parentStep: Int?
  /// The weight of r_LLM by the run's own settings, which are not always those of the call.
  @OrNull package private(set) var alpha: Double?
  /// Steps of training so far; those of the run that it was forked from up to there are among them.
  package let environmentSteps: Int
  /// Steps of guidance that the run's budget was charged when it began; zeros where its method uses none.
  package let charged: Charge
  /// Steps of training and of guidance that the run may take in all.
  package let budget: Int
  /// The last value of the curve of returns.
  @OrNull package private(set) var episodicReturn: Double?
  /// Episodes that ended by the last checkpoint; null before there is one.
  @OrNull package private(set) var episodes: Int?
  /// How many of them failed, and ended there.
  @OrNull package private(set) var failedEpisodes: Int?
  /// Why the last one failed; null where none did.
  @OrNull package private(set) var lastFailure: String?
  /// The share of steps that matched guidance in the last update.
  @OrNull package private(set) var hitRate: Double?
  /// The file name of the last checkpoint, empty before there is one.
  package let checkpoint: String
  /// SHA-256 of that file.
  package let checkpointDigest: String

  package static var keys: String {
    "session, environment, run, method, seed, parent, parentStep, alpha, environmentSteps, charged (collect, identify, "
      + "verify), budget, episodicReturn, episodes, failedEpisodes, lastFailure, hitRate, checkpoint, checkpointDigest"
  }

  /// The report of `run`, whose curves are in `store`.
  package init(session: String, run: SessionStore.Run, store: SessionStore) throws {
    self.session = session
    environment = run.environment
    self.run = run.name
    method = run.method
    seed = run.seed
    let branch = try store.branches()[run.name]
    parent = branch?.parent
    parentStep = branch?.step
    environmentSteps = run.step
    let charges = try store.charges(of: run.name)
    charged = Charge(
      collect: charges[.collect] ?? 0, identify: charges[.identify] ?? 0, verify: charges[.verify] ?? 0)
    budget = run.totalSteps + charged.total
    checkpoint = run.checkpoint ?? ""
    checkpointDigest = run.digest ?? ""
    let configuration = Data(run.configuration.utf8)
    alpha = try? decode(PPOConfiguration.self, from: configuration, over: PPOConfiguration()).guidance.alpha
    episodicReturn = try store.metrics(run: run.name, name: .episodicReturn).last?.value
    hitRate = try store.metrics(run: run.name, name: .hitRate).last?.value
    let failures = store.failures(of: run.name)
    episodes = failures?.episodes
    failedEpisodes = failures?.failed
    lastFailure = failures.flatMap { $0.failed > 0 ? $0.reason : nil }
  }

  package var lines: [String] {
    let earned = episodicReturn.map { Numerals.fixed($0, 2) } ?? "unknown"
    var lines = ["\(run): \(environmentSteps) steps, return \(earned)"]
    if let parent, let parentStep {
      lines.append("forked from \(parent) at step \(parentStep); the steps up to there are counted")
    }
    if charged.total > 0 {
      lines.append(
        "guidance charged \(charged.total) of \(budget) steps: collecting \(charged.collect), search "
          + "\(charged.identify), evidence \(charged.verify)")
    }
    if let hitRate { lines.append("hit rate \(Numerals.fixed(100 * hitRate, 1)) % in the last update") }
    return lines + failureLines(episodes, failedEpisodes, lastFailure) + [checkpointLine(checkpoint, checkpointDigest)]
  }
}
