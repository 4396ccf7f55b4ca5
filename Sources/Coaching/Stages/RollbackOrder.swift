package import RLCore
package import SessionStore

/// A run that is to go on from an earlier checkpoint, as somebody asks for it: what `rollback` does. The run must not be in
/// training meanwhile.
package struct RollbackOrder: Sendable {
  /// What came of it.
  package struct Outcome: Sendable {
    /// The run as it is now.
    package let run: SessionStore.Run
    /// Where it stood.
    package let from: Int
    /// The run that what came after it is now.
    package let kept: RunName
    /// What happened, as the session has it.
    package let event: EngineEvent
  }

  private let run: RunName
  private let step: Int

  /// Takes `run` back to its checkpoint at `step`.
  package init(_ run: RunName, to step: Int) { (self.run, self.step) = (run, step) }

  /// Does it; `actor` says who, in words. Nothing is changed where it throws.
  package func perform(in store: SessionStore, actor: String, now: Double) throws -> Outcome {
    guard let before = try store.run(named: run) else { throw CoachError.noRun(run) }
    guard !run.isSuperseded else {
      throw CoachError.unusable(
        "'\(run)' is kept as it was and does not go on; 'sidecoach refine S --from \(run)@\(step) --as NAME' forks it")
    }
    let checkpoint = try store.checkpoint(at: RunPoint(run: run, step: step))
    guard checkpoint.file != before.checkpoint else {
      throw CoachError.unusable("'\(run)' goes on from step \(step) in any case; name an earlier checkpoint")
    }
    // One that cannot be gone on from is no place to go back to.
    _ = try store.policy(of: checkpoint)
    let kept = try store.rollBack(run, to: checkpoint, actor: actor, now: now)
    guard let after = try store.run(named: run) else { throw CoachError.noRun(run) }
    return Outcome(
      run: after, from: before.step, kept: kept,
      event: .rolledBack(
        run: run.rawValue, step: after.step, from: before.step, kept: kept.rawValue, actor: actor))
  }
}
