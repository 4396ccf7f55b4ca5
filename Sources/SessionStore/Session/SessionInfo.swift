import Foundation
import GRDB

/// What is fixed about a session.
public struct SessionInfo: Sendable, Equatable, Codable {
  /// The directory's name.
  public var name: String
  /// The directory.
  public var path: String
  /// The environment's id.
  public var environment: String
  /// The seed of everything in the session.
  public var seed: UInt64
  /// When it was created, in seconds since 1970.
  public var createdAt: Double
  /// The configuration it was created with, as JSON.
  public var configuration: String

  /// Makes a description.
  public init(
    name: String, path: String, environment: String, seed: UInt64, createdAt: Double, configuration: String
  ) {
    self.name = name
    self.path = path
    self.environment = environment
    self.seed = seed
    self.createdAt = createdAt
    self.configuration = configuration
  }

  /// Reads the one row that describes the session in `path`.
  init(_ database: Database, path: String, file: String) throws {
    guard let row = try Stored<SessionRow>.fetchOne(database, sql: "SELECT * FROM session")?.value else {
      throw SessionStoreError.corrupt(path: file, reason: "its description is missing")
    }
    self.init(
      name: SessionFiles(path).name, path: path, environment: row.environment, seed: row.seed,
      createdAt: row.createdAt, configuration: row.configuration)
  }
}

/// The one row that describes a session.
struct SessionRow: Tabled {
  static var table: String { "session" }
  var id = 1
  var environment: String
  @StoredSeed var seed: UInt64
  var configuration: String
  var createdAt: Double
}

/// A directory that looks like a session and cannot be read.
public struct UnreadableSession: Sendable, Equatable, Codable {
  /// The directory.
  public var path: String
  /// What is wrong and what to do about it.
  public var reason: String
}

/// The sessions of a directory, those that cannot be read included.
public struct SessionListing: Sendable, Equatable, Codable {
  /// The readable ones, by name.
  public var sessions: [SessionInfo]
  /// The others, by path.
  public var unreadable: [UnreadableSession]
}

extension SessionStore {
  /// The readable sessions in `directory`, by name. `listing` names the others too.
  public static func list(directory: String) throws -> [SessionInfo] {
    try listing(directory: directory).sessions
  }

  /// Every session in `directory`. A directory that does not exist has none.
  ///
  /// Takes no lock and leaves nothing behind, so it may be called while sessions are in use.
  ///
  /// - Throws: `SessionStoreError.cannotOpen` when the directory itself cannot be read.
  public static func listing(directory: String) throws -> SessionListing {
    var listing = SessionListing(sessions: [], unreadable: [])
    let files = FileManager.default
    guard files.fileExists(atPath: directory) else { return listing }
    let names: [String]
    do {
      names = try files.contentsOfDirectory(atPath: directory).sorted()
    } catch {
      throw SessionStoreError.cannotOpen(path: directory, reason: "it is not a directory that can be read")
    }
    for name in names {
      let place = SessionFiles(directory == "/" ? "/" + name : SessionFiles(directory).path + "/" + name)
      guard files.fileExists(atPath: place.database) else { continue }
      do {
        listing.sessions.append(try describe(place))
      } catch {
        listing.unreadable.append(UnreadableSession(path: place.path, reason: "\(error)"))
      }
    }
    return listing
  }

  private static func describe(_ place: SessionFiles) throws -> SessionInfo {
    do {
      // Nothing waits in the log: read the file alone, which leaves no log and no shared memory in every directory.
      let access = Connection.hasLog(place.database) ? Connection.Access.reading : .readingAlone
      let queue = try Connection.open(place.database, access)
      _ = try Connection.check(queue, path: place.path, file: place.database)
      return try queue.read { try SessionInfo($0, path: place.path, file: place.database) }
    } catch {
      throw SessionStoreError.translated(error, path: place.database)
    }
  }
}
