import Foundation
import GRDB
public import RLCore

/// What a list of episodes shows.
public struct EpisodeSummary: Sendable, Equatable, Codable, Identifiable {
  /// The episode's number, from 1.
  public var id: Int
  /// Steps.
  public var length: Int
  /// The sum of environment rewards.
  public var environmentReturn: Double
  /// Whether it ended by its own rules, not by the step limit.
  public var terminated: Bool
  /// The seed it was started with.
  public var seed: UInt64
  /// The file name of the checkpoint that played it.
  public var checkpoint: String
}

extension SessionStore {
  /// Stores episodes in one transaction and numbers them; the numbers they came with do not count.
  ///
  /// - Throws: `invalid` for an episode without one state before each step and one at the end.
  public func addEpisodes(_ episodes: [Episode], checkpoint: String, now: Double) throws -> [Int] {
    for episode in episodes where !episode.hasEveryState {
      throw SessionStoreError.invalid(
        what: "an episode of \(episode.steps.count) steps",
        reason: "it has \(episode.states.count) bytes of states of \(episode.stateBytes) each; "
          + "there must be one before each step and one at the end")
    }
    return try write { database in
      try episodes.map { episode in
        try database.execute(
          sql: """
            INSERT INTO episode
              (environment, checkpoint, seed, length, environmentReturn, terminated, stateBytes, createdAt, steps,
               states)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            episode.environment, checkpoint, Int64(bitPattern: episode.seed), episode.steps.count,
            episode.environmentReturn, episode.terminated, episode.stateBytes, now,
            Data(EpisodeCodec.encode(episode.steps)), Data(episode.states),
          ])
        return Int(database.lastInsertedRowID)
      }
    }
  }

  /// Every episode in brief, without steps and states, by number.
  public func episodeSummaries() throws -> [EpisodeSummary] {
    try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT id, length, environmentReturn, terminated, seed, checkpoint FROM episode ORDER BY id"
      ).map { row in
        EpisodeSummary(
          id: try row.value("id"), length: try row.value("length"),
          environmentReturn: try row.number("environmentReturn"), terminated: try row.value("terminated"),
          seed: try row.seed("seed"), checkpoint: try row.value("checkpoint"))
      }
    }
  }

  /// A whole episode, or nil when there is none of that number.
  public func episode(_ id: Int) throws -> Episode? {
    try read { database in
      guard let row = try Row.fetchOne(database, sql: "SELECT * FROM episode WHERE id = ?", arguments: [id]) else {
        return nil
      }
      guard let steps = EpisodeCodec.decode([UInt8](try row.value("steps", as: Data.self))) else {
        throw Row.unreadable("steps", "episode \(id)")
      }
      let episode = Episode(
        id: try row.value("id"), environment: try row.value("environment"), seed: try row.seed("seed"), steps: steps,
        stateBytes: try row.value("stateBytes"), states: [UInt8](try row.value("states", as: Data.self)),
        terminated: try row.value("terminated"))
      guard episode.hasEveryState else { throw Row.unreadable("states", "episode \(id)") }
      return episode
    }
  }
}

extension Episode {
  /// Whether there is one state before each step and one at the end.
  fileprivate var hasEveryState: Bool {
    stateBytes >= 0 && states.count == (steps.count + 1) * stateBytes
  }
}
