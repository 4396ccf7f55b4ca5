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
  /// What PPO still gains of the base policy in 1000 steps, with its 95 % interval, where that was tested.
  @OrNull package var gainPerThousandSteps: Double?
  @OrNull package var gainLow: Double?
  @OrNull package var gainHigh: Double?
  /// Whether that is nothing worth the name.
  @OrNull package var isStuck: Bool?
  private let words: String?

  private enum CodingKeys: String, CodingKey {
    case session, episodes, environmentSteps, failedEpisodes, gainPerThousandSteps, gainLow, gainHigh, isStuck
  }

  package static var keys: String {
    "session, episodes (list of id, length, environmentReturn, terminated), environmentSteps, failedEpisodes, "
      + "gainPerThousandSteps, gainLow, gainHigh, isStuck"
  }

  /// The report of what `store` holds, and of what became of the episodes that this call recorded.
  package init(session: String, store: SessionStore, recorded: FailedEpisodes = FailedEpisodes()) throws {
    self.session = session
    episodes = try store.episodeSummaries().map {
      Item(id: $0.id, length: $0.length, environmentReturn: $0.environmentReturn, terminated: $0.terminated)
    }
    environmentSteps = episodes.reduce(0) { $0 + $1.length }
    failedEpisodes = recorded.failed
    let test = try store.recall(.plateau)
    (gainPerThousandSteps, gainLow, gainHigh, isStuck) = (
      test?.gainPerThousandSteps, test?.low, test?.high, test?.isStuck
    )
    words = test?.words
  }

  package var lines: [String] {
    episodes.map { "episode \($0.id): return \($0.environmentReturn), \($0.length) steps" }
      + [words.map { "the base is \($0)" }].compactMap(\.self)
  }
}
