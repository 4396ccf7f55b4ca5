package import RLCore
package import SessionStore

/// The episodes of a session: what `collect` prints.
package struct CollectReport: Printable {
  /// One episode.
  package struct Item: Encodable, Sendable {
    /// Its number, from 1.
    package let id: Int
    /// Steps.
    package let length: Int
    /// The sum of environment rewards.
    package let environmentReturn: Double
    /// It ended by its own rules, not by the step limit.
    package let terminated: Bool
  }

  /// The session as it was named.
  package let session: String
  /// Every episode that the session holds.
  package let episodes: [Item]
  /// Steps of all of them.
  package let environmentSteps: Int
  /// Episodes that this call recorded and that failed.
  package let failedEpisodes: Int
  /// Whether PPO still improves the base policy, where that was tested.
  package let plateau: PlateauTest?

  package static var keys: String {
    "session, episodes (list of id, length, environmentReturn, terminated), environmentSteps, failedEpisodes, and where the base was "
      + "tested plateau (gainPerThousandSteps, low, high, gain, meanReturn, episodes)"
  }

  /// The report of what `store` holds, and of what became of the episodes that this call recorded.
  package init(session: String, store: SessionStore, recorded: FailedEpisodes = FailedEpisodes()) throws {
    self.session = session
    episodes = try store.episodeSummaries().map {
      Item(id: $0.id, length: $0.length, environmentReturn: $0.environmentReturn, terminated: $0.terminated)
    }
    environmentSteps = episodes.reduce(0) { $0 + $1.length }
    failedEpisodes = recorded.failed
    plateau = try store.recall(.plateau)
  }

  package var lines: [String] {
    episodes.map { "episode \($0.id): return \($0.environmentReturn), \($0.length) steps" }
      + [plateau.map { "the base is \($0.words)" }].compactMap(\.self)
  }
}
