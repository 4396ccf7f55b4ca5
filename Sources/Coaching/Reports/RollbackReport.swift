package import RLCore
import SessionStore

/// Where a run was taken back to: what `rollback` prints.
package struct RollbackReport: Printable {
  /// The session as it was named.
  package let session: String
  /// The run.
  package let run: RunName
  /// The step from which it goes on.
  package let step: Int
  /// The step at which it stood.
  package let from: Int
  /// The run that what came after is now.
  package let kept: RunName
  /// The file name of the checkpoint from which it goes on.
  package let checkpoint: String
  /// SHA-256 of that file.
  package let checkpointDigest: String

  package static var keys: String { "session, run, step, from, kept, checkpoint, checkpointDigest" }

  /// The report of what came of an order.
  package init(session: String, _ outcome: RollbackOrder.Outcome) {
    self.session = session
    run = outcome.run.name
    step = outcome.run.step
    from = outcome.from
    kept = outcome.kept
    checkpoint = outcome.run.checkpoint ?? ""
    checkpointDigest = outcome.run.digest ?? ""
  }

  package var lines: [String] {
    [
      "\(run) goes on from step \(step); what it did from there to step \(from) is kept as \(kept)",
      checkpointLine(checkpoint, checkpointDigest),
    ]
  }
}
