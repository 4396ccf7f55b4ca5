package import RLCore
package import SessionStore

/// How the base training stands: what `train` prints.
package struct TrainReport: Printable {
  /// The session as it was named.
  package let session: String
  /// The environment's id.
  package let environment: String
  /// The run's name.
  package let run: RunName
  /// The run's seed.
  package let seed: UInt64
  /// Steps so far.
  package let environmentSteps: Int
  /// The last value of the curve of returns; null before there is one.
  @OrNull package private(set) var episodicReturn: Double?
  /// The file name of the last checkpoint, empty before there is one.
  package let checkpoint: String
  /// SHA-256 of that file.
  package let checkpointDigest: String

  package static var keys: String {
    "session, environment, run, seed, environmentSteps, episodicReturn, checkpoint, checkpointDigest"
  }

  /// The report of `run`, whose curve is in `store`.
  package init(session: String, run: SessionStore.Run, store: SessionStore) throws {
    self.session = session
    environment = run.environment
    self.run = run.name
    seed = run.seed
    environmentSteps = run.step
    checkpoint = run.checkpoint ?? ""
    checkpointDigest = run.digest ?? ""
    episodicReturn = try store.metrics(run: run.name, name: .episodicReturn).last?.value
  }

  package var lines: [String] {
    [
      "\(run): \(environmentSteps) steps, return \(episodicReturn.map { Numerals.fixed($0, 2) } ?? "unknown")",
      checkpointLine(checkpoint, checkpointDigest),
    ]
  }
}

/// A checkpoint with its digest, for a person.
func checkpointLine(_ file: String, _ digest: String) -> String {
  "checkpoint \(file.isEmpty ? "-" : file)  sha256 \(digest.isEmpty ? "-" : digest)"
}
