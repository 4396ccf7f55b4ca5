import Algorithms
import Logging
package import Networks
import RLCore
package import SessionStore

extension Coach {
  /// Makes an imported policy the base of this session, whose settings are those that `ImportOrder` prepared with it.
  /// What is known of its training is noted on the run, and its steps count as training.
  ///
  /// - Throws: `CoachError` where the session has a base policy already.
  package func adopt(_ policy: PolicyImport, from path: String) throws -> SessionStore.Run {
    guard try store.run(named: .base)?.checkpoint == nil else {
      throw CoachError.unusable("the session has a base policy already; choose another --session")
    }
    let bytes = try PPO.checkpoint(
      of: policy, name: .base, entry: entry, configuration: settings.training, seed: settings.seed, pool: pool)
    guard let bytes else { throw CoachError.noCheckpoint(.base) }
    let steps = policy.origin.steps
    _ = try store.beginRun(
      name: .base, method: "ppo", seed: settings.seed, configuration: Self.json(settings.training), totalSteps: steps,
      now: now)
    writer.store(bytes, run: RunName.base.rawValue, step: steps)
    writer.flush()
    try writer.check()
    try store.advanceRun(.base, to: steps, state: .finished, now: now)
    try store.note(policy.words(from: path), on: .base)
    log.info("import", metadata: ["file": "\(path)", "program": "\(policy.origin.program)", "step": "\(steps)"])
    guard let run = try store.run(named: .base) else { throw CoachError.noRun(.base) }
    return run
  }
}

extension PolicyImport {
  /// Where a policy comes from and what became of it, in sentences.
  fileprivate func words(from path: String) -> String {
    let program = origin.program + (origin.algorithm.map { " (\($0))" } ?? "")
    let steps = origin.steps > 0 ? ", trained there for \(origin.steps) steps" : ""
    return (["imported from \(path), a policy of \(program)\(steps)"] + notes).joined(separator: "; ").plainLine
  }
}
