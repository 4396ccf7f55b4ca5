import Algorithms
import Engine
import Logging
package import RLCore
import SessionStore

extension Coach {
  /// Whether the base policy is on a plateau: PPO goes on from a copy of it, as a refinement would, for three windows of
  /// about `window` steps, which `PlateauTest` judges. Done once in a session; the session remembers what came of it.
  ///
  /// Its seed is its own, so that a base which is chosen by the test is not chosen by what a refinement draws.
  /// - Throws: `CoachError.plateauUnknown` where too few episodes ended.
  package func testPlateau(window: Int) throws -> PlateauTest {
    if let known = try store.recall(.plateau) { return known }
    guard (1...1_000_000_000).contains(window) else {
      throw InvalidSettingError(key: "plateau", value: "\(window)", valid: "steps of a window from 1 to 1000000000")
    }
    return try log.timing("plateau", ["window": "\(window)"]) {
      let job = try PlateauJob(
        checkpoint: try store.policy(of: .base), entry: entry, configuration: continuation, window: window,
        seed: settings.seed &+ 900_001, pool: pool)
      try driver.drive(job)
      guard let test = job.result else {
        throw CoachError.plateauUnknown(job.returns.map(\.count).min() ?? 0)
      }
      try store.remember(test, as: .plateau, spending: LedgerEntry(stage: .train, steps: job.step, time: now))
      return test
    }
  }
}
