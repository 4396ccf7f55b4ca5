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
  @StoredNumber public var environmentReturn: Double
  /// Whether it ended by its own rules, not by the step limit.
  public var terminated: Bool
  /// The seed it was started with.
  @StoredSeed public var seed: UInt64
  /// The file name of the checkpoint that played it.
  public var checkpoint: String
}

extension SessionStore {
  /// Stores episodes and the steps that they took in one transaction and numbers them; the numbers they came with do not
  /// count.
  ///
  /// - Throws: `invalid` for an episode without one state before each step and one at the end.
  public func addEpisodes(
    _ episodes: [Episode], checkpoint: String, spending: LedgerEntry? = nil, now: Double
  ) throws -> [Int] {
    for episode in episodes where !episode.hasEveryState {
      throw SessionStoreError.invalid(
        what: "an episode of \(episode.steps.count) steps",
        reason: "it has \(episode.states.count) bytes of states of \(episode.stateBytes) each; "
          + "there must be one before each step and one at the end")
    }
    return try write { database in
      try Self.spend(spending, database)
      return try episodes.map { episode in
        let row = EpisodeRow(episode, checkpoint: checkpoint, time: now)
        try Stored(row).insert(database)
        let id = Int(database.lastInsertedRowID)
        try Stored(EpisodeDigest(episode: id, digest: row.digest)).insert(database)
        return id
      }
    }
  }

  /// Every episode in brief, without steps and states, by number.
  public func episodeSummaries() throws -> [EpisodeSummary] { try episodeSummaries(after: 0) }

  /// The episodes with a number above `id` in brief, by number.
  public func episodeSummaries(after id: Int) throws -> [EpisodeSummary] {
    try read { database in
      try Stored<EpisodeSummary>.fetchAll(
        database,
        sql: """
          SELECT id, length, environmentReturn, terminated, seed, checkpoint FROM episode WHERE id > ? ORDER BY id
          """,
        arguments: [id]
      ).map(\.value)
    }
  }

  /// The numbers of the episodes that were collected, without the stretches that rounds asked about.
  public func collectedEpisodes() throws -> [Int] { try episodeSummaries().filter { !$0.isOfRound }.map(\.id) }

  /// A whole episode, or nil when there is none of that number.
  public func episode(_ id: Int) throws -> Episode? {
    try read { try Self.episode(id, $0) }
  }

  /// The same within a transaction. Throws where the bytes are not those that were stored.
  static func episode(_ id: Int, _ database: Database) throws -> Episode? {
    let found = try Stored<EpisodeRow>.fetchOne(database, sql: "SELECT * FROM episode WHERE id = ?", arguments: [id])
    guard let row = found?.value else { return nil }
    let digest = try Stored<EpisodeDigest>.fetchOne(
      database, sql: "SELECT * FROM episodeDigest WHERE episode = ?", arguments: [id])
    if let digest, digest.value.digest != row.digest { throw unreadable("steps or states", "episode \(id)") }
    return try row.episode
  }

  /// The steps of an episode without its states, or nil when there is none of that number.
  public func steps(episode id: Int) throws -> [EpisodeStep]? {
    try read { try Self.steps(episode: id, $0) }
  }

  /// The same within a transaction.
  static func steps(episode id: Int, _ database: Database) throws -> [EpisodeStep]? {
    let bytes = try Data.fetchOne(database, sql: "SELECT steps FROM episode WHERE id = ?", arguments: [id])
    return try bytes.map { bytes in
      guard let steps = EpisodeCodec.decode([UInt8](bytes)) else { throw unreadable("steps", "episode \(id)") }
      return steps
    }
  }
}

extension EpisodeSummary {
  private static let roundPrefix = "round "

  /// What stands for the checkpoint of episodes that a run played between two updates, and that a round asked about.
  public static func roundLabel(of run: SessionStore.Run, at step: Int) -> String {
    "\(roundPrefix)\(run.id): \(run.name)@\(step)"
  }

  /// Whether it is a stretch that a round asked about, and no episode that was collected.
  public var isOfRound: Bool { checkpoint.hasPrefix(Self.roundPrefix) }
}

extension EpisodeSummary: Tabled {
  static var table: String { "episode" }
}

/// An episode as it is stored: steps by `EpisodeCodec`, states as they were captured.
struct EpisodeRow: Tabled {
  static var table: String { "episode" }

  var id: Int?
  var environment: String
  var checkpoint: String
  @StoredSeed var seed: UInt64
  var length: Int
  @StoredNumber var environmentReturn: Double
  var terminated: Bool
  var stateBytes: Int
  var createdAt: Double
  var steps: Data
  var states: Data

  init(_ episode: Episode, checkpoint: String, time: Double) {
    environment = episode.environment
    self.checkpoint = checkpoint
    seed = episode.seed
    length = episode.steps.count
    environmentReturn = episode.environmentReturn
    terminated = episode.terminated
    stateBytes = episode.stateBytes
    createdAt = time
    steps = Data(EpisodeCodec.encode(episode.steps))
    states = Data(episode.states)
  }

  /// The SHA-256 of its steps and states.
  var digest: String { sha256Hex([UInt8](steps) + [UInt8](states)) }

  var episode: Episode {
    get throws {
      guard let steps = EpisodeCodec.decode([UInt8](steps)) else { throw unreadable("steps", "episode \(id ?? 0)") }
      let episode = Episode(
        id: id ?? 0, environment: environment, seed: seed, steps: steps, stateBytes: stateBytes,
        states: [UInt8](states), terminated: terminated)
      guard episode.hasEveryState else { throw unreadable("states", "episode \(episode.id)") }
      return episode
    }
  }
}

/// The SHA-256 of an episode's steps and states: most flipped bits would still be numbers.
struct EpisodeDigest: Tabled {
  static var table: String { "episodeDigest" }
  var episode: Int
  var digest: String
}

extension Episode {
  /// Whether there is one state before each step and one at the end.
  fileprivate var hasEveryState: Bool {
    let (bytes, overflow) = (steps.count + 1).multipliedReportingOverflow(by: stateBytes)
    return stateBytes >= 0 && !overflow && states.count == bytes
  }
}
