import Algorithms
import Foundation
package import RLCore
package import SessionStore

/// How a refinement stands: what `refine` prints.
package struct RefineReport: Printable {
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
  /// The weight of r_LLM by the run's own settings, which are not always those of the call.
  @OrNull package private(set) var alpha: Double?
  /// Steps so far.
  package let environmentSteps: Int
  /// The last value of the curve of returns.
  @OrNull package private(set) var episodicReturn: Double?
  /// The share of steps that matched guidance in the last update.
  @OrNull package private(set) var hitRate: Double?
  /// The file name of the last checkpoint, empty before there is one.
  package let checkpoint: String
  /// SHA-256 of that file.
  package let checkpointDigest: String

  package static var keys: String {
    "session, environment, run, method, seed, alpha, environmentSteps, episodicReturn, hitRate, checkpoint, "
      + "checkpointDigest"
  }

  /// The report of `run`, whose curves are in `store`.
  package init(session: String, run: SessionStore.Run, store: SessionStore) throws {
    self.session = session
    environment = run.environment
    self.run = run.name
    method = run.method
    seed = run.seed
    environmentSteps = run.step
    checkpoint = run.checkpoint ?? ""
    checkpointDigest = run.digest ?? ""
    alpha = try? JSONDecoder().decode(PPOConfiguration.self, from: Data(run.configuration.utf8)).guidance.alpha
    episodicReturn = try store.metrics(run: run.name, name: .episodicReturn).last?.value
    hitRate = try store.metrics(run: run.name, name: .hitRate).last?.value
  }

  package var lines: [String] {
    ["\(run): \(environmentSteps) steps, return \(episodicReturn.map { Numerals.fixed($0, 2) } ?? "unknown")"]
      + (hitRate.map { ["hit rate \(Numerals.fixed(100 * $0, 1)) % in the last update"] } ?? [])
      + [checkpointLine(checkpoint, checkpointDigest)]
  }
}
