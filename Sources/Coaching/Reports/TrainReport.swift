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
  /// Episodes that ended by the last checkpoint; null before there is one.
  @OrNull package private(set) var episodes: Int?
  /// How many of them failed, and ended there.
  @OrNull package private(set) var failedEpisodes: Int?
  /// Why the last one failed; null where none did.
  @OrNull package private(set) var lastFailure: String?
  /// The file name of the last checkpoint, empty before there is one.
  package let checkpoint: String
  /// SHA-256 of that file.
  package let checkpointDigest: String

  package static var keys: String {
    "session, environment, run, seed, environmentSteps, episodicReturn, episodes, failedEpisodes, lastFailure, "
      + "checkpoint, checkpointDigest"
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
    let failures = store.failures(of: run.name)
    episodes = failures?.episodes
    failedEpisodes = failures?.failed
    lastFailure = failures.flatMap { $0.failed > 0 ? $0.reason : nil }
  }

  package var lines: [String] {
    ["\(run): \(environmentSteps) steps, return \(episodicReturn.map { Numerals.fixed($0, 2) } ?? "unknown")"]
      + failureLines(episodes, failedEpisodes, lastFailure) + [checkpointLine(checkpoint, checkpointDigest)]
  }
}

/// How many episodes failed, for a person; nothing where none did.
func failureLines(_ episodes: Int?, _ failed: Int?, _ reason: String?) -> [String] {
  guard let episodes, let failed, failed > 0 else { return [] }
  return ["\(failed) of \(episodes) episodes failed and ended there; the last one: \(reason ?? "unknown")"]
}

/// A checkpoint with its digest, for a person.
func checkpointLine(_ file: String, _ digest: String) -> String {
  "checkpoint \(file.isEmpty ? "-" : file)  sha256 \(digest.isEmpty ? "-" : digest)"
}
