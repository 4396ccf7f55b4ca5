import Foundation
import GRDB
import RLCore

extension SessionStore {
  /// A checkpoint that a snapshot of the database names.
  public struct NamedCheckpoint: Sendable, Hashable {
    /// Its file, in the checkpoint directory.
    public var file: String
    /// The SHA-256 of that file; empty where an earlier version stored none.
    public var digest: String
  }

  /// Copies the database, as it is at one moment, into a new file at `path`, also while another process writes to it.
  ///
  /// The copy is whole by itself: nothing of it waits in a log.
  /// - Returns: the checkpoints that the copy names, by their files. They are kept for as long as the session names them,
  ///   which one that is at work may soon do no more.
  /// - Throws: `cannotWrite`; what there is of a copy is removed.
  public func snapshot(to path: String) throws -> [NamedCheckpoint] {
    let place = SessionFiles(AtomicFile.directory(of: path))
    do {
      try copyDatabase(to: path)
      place.removeLogs(of: path)
      try AtomicFile.sync(path)
      let queue = try Connection.open(path, .readingAlone)
      defer { try? queue.close() }
      return try queue.read { database in
        let sql = """
          SELECT file, digest FROM checkpoint
          UNION SELECT checkpoint, coalesce(digest, '') FROM run
            WHERE checkpoint IS NOT NULL AND checkpoint NOT IN (SELECT file FROM checkpoint)
          ORDER BY 1
          """
        return try Row.fetchAll(database, sql: sql).map {
          NamedCheckpoint(file: try $0.decode(forColumn: "file"), digest: try $0.decode(forColumn: "digest"))
        }
      }
    } catch {
      place.remove(path)
      throw SessionStoreError.translated(error, path: path)
    }
  }

  /// The prompt templates of the session's own: their names and paths, in the order of the names.
  public var ownPrompts: [(name: String, path: String)] {
    let directory = info.path + "/prompts"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    return names.filter { !$0.hasPrefix(".") }.map { ($0, directory + "/" + $0) }
      .filter { PlainFile.mode($0.1) != nil && PlainFile.kind($0.1) == nil }
  }

  /// Throws unless the session in `path` can be used by this version, or brought up to date by it; gives what is damaged in
  /// it. Its lock is not taken, and nothing is left beside it: for a session that nobody else knows of yet.
  ///
  /// - Throws: `newerVersion`, `notASession`, `corrupt` or `cannotOpen`.
  public static func check(unused path: String) throws -> [SessionDamage] {
    let files = SessionFiles(path)
    defer { files.removeLogs(of: files.database) }
    do {
      let store = try open(path: path, readOnly: true)
      defer { store.close() }
      return try store.damage()
    } catch SessionStoreError.olderVersion {
      // What it lacks is added when it is opened for writing.
      return []
    }
  }
}
