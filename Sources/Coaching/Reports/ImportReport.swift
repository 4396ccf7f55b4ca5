package import Networks
package import RLCore
package import SessionStore

/// What became of an imported policy: what `import` prints.
package struct ImportReport: Printable {
  /// The session as it was named.
  package let session: String
  /// The environment's id.
  package let environment: String
  /// The run's name.
  package let run: RunName
  /// The program that trained the policy.
  package let program: String
  /// By which algorithm; null where the file does not say so.
  @OrNull package private(set) var algorithm: String?
  /// Steps of training there; 0 where the file does not say so.
  package let environmentSteps: Int
  /// Widths of the hidden layers.
  package let hidden: [Int]
  /// The nonlinearity.
  package let activation: String
  /// Whether observations are normalised.
  package let isNormalised: Bool
  /// What a person should know about it.
  package let notes: [String]
  /// The file name of the checkpoint.
  package let checkpoint: String
  /// SHA-256 of that file.
  package let checkpointDigest: String

  package static var keys: String {
    "session, environment, run, program, algorithm, environmentSteps, hidden, activation, isNormalised, notes, "
      + "checkpoint, "
      + "checkpointDigest"
  }

  /// The report of `run`, whose policy came from `policy`.
  package init(session: String, run: SessionStore.Run, policy: PolicyImport) {
    self.session = session
    environment = run.environment
    self.run = run.name
    program = policy.origin.program
    environmentSteps = policy.origin.steps
    hidden = policy.shape.hidden
    activation = policy.shape.activation.rawValue
    isNormalised = policy.normaliser != nil
    notes = policy.notes
    checkpoint = run.checkpoint ?? ""
    checkpointDigest = run.digest ?? ""
    algorithm = policy.origin.algorithm
  }

  package var lines: [String] {
    let widths = hidden.map(String.init).joined(separator: "x")
    let origin = algorithm.map { "\(program), \($0)" } ?? program
    return [
      "\(run): \(widths) \(activation), \(isNormalised ? "normalised" : "plain") observations, from \(origin), "
        + "\(environmentSteps) steps"
    ] + notes.map { "note: \($0)" } + [checkpointLine(checkpoint, checkpointDigest)]
  }
}
