import Foundation
import GRDB
import Glibc
public import RLCore

extension SessionStore {
  /// Makes another session at `path` of the records of this one, with the checkpoints of `runs` alone.
  ///
  /// The copy is made under another name and renamed, so that it is there as a whole or not at all; what an earlier try
  /// left is removed. A checkpoint is linked where the file system can, since nobody writes over one. One caller at a time
  /// for one place.
  /// - Throws: `alreadyExists`, or `cannotWrite` with the reason.
  public func copy(to path: String, runs: Set<RunName>) throws {
    try copy(to: path, checkpointsOf: runs) { file in
      try copyDatabase(to: file)
      try AtomicFile.sync(file)
    }
  }

  /// Makes another session at `path` that knows of one run alone, with its latest checkpoint, what was measured of it and the
  /// steps that it took: as if nobody had recorded, asked, decided or refined since. Its settings are those of this one.
  ///
  /// As a whole or not at all, as above.
  /// - Throws: `alreadyExists`, or `cannotWrite` with the reason.
  public func copy(to path: String, run name: RunName) throws {
    let conditions = [
      "session": "1", "resource": "1", "memory": "key = '\(MemoryKey<[String: String]>.changedSettings.name)'",
      "run": "name = ?1", "checkpoint": "run = ?1", "metric": "run = ?1", "stepsSpent": "run = ?1",
    ]
    let tables = try read { database in
      try Schema.tables().compactMap { table -> (table: Schema.Table, rows: [Row])? in
        guard let condition = conditions[table.name] else { return nil }
        return (
          table,
          try Row.fetchAll(
            database, sql: "SELECT * FROM \(table.name) WHERE \(condition) ORDER BY \(table.key)",
            arguments: condition.contains("?1") ? [name.rawValue] : [])
        )
      }
    }
    try copy(to: path, checkpointsOf: [name]) { file in
      do {
        try Connection.make(file) { target in
          for (table, rows) in tables { try rows.forEach(try Self.storing(in: table, target)) }
        }
      } catch let error as DatabaseError {
        throw SessionStoreError.cannotWrite(path: file, reason: error.message ?? error.resultCode.description)
      }
    }
  }

  /// Makes a session at `path` of the database that `make` makes and the latest checkpoints of `runs`.
  private func copy(
    to path: String, checkpointsOf runs: Set<RunName>, _ make: (_ file: String) throws -> Void
  ) throws {
    let target = SessionFiles(path)
    let unfinished = SessionFiles(target.path + ".copying")
    guard !Self.exists(path: path) else { throw SessionStoreError.alreadyExists(path: target.path) }
    let manager = FileManager.default
    try? manager.removeItem(atPath: unfinished.path)
    do {
      try unfinished.makeDirectories()
      try make(unfinished.database)
      for run in try self.runs() where runs.contains(run.name) {
        guard let file = run.checkpoint else { continue }
        try Self.link(checkpointDirectory + "/" + file, to: unfinished.checkpoints + "/" + file)
      }
      // Templates of the session's own are asked with, where there are some.
      if manager.fileExists(atPath: files.path + "/prompts") {
        try manager.copyItem(atPath: files.path + "/prompts", toPath: unfinished.path + "/prompts")
      }
      if manager.fileExists(atPath: target.path) { try manager.removeItem(atPath: target.path) }
      guard rename(unfinished.path, target.path) == 0 else { throw AtomicFile.failure(target.path, "rename") }
      try AtomicFile.sync(AtomicFile.directory(of: target.path))
    } catch {
      try? manager.removeItem(atPath: unfinished.path)
      guard !(error is SessionStoreError) else { throw error }
      throw SessionStoreError.cannotWrite(path: target.path, reason: (error as NSError).localizedDescription)
    }
  }

  /// Removes the checkpoints of every run but `runs`: what another session has, or nobody goes on from. The records stay.
  public func removeCheckpoints(except runs: Set<RunName>) throws {
    let kept = Set(try self.runs().filter { runs.contains($0.name) }.compactMap(\.checkpoint))
    for name in try FileManager.default.contentsOfDirectory(atPath: checkpointDirectory) where !kept.contains(name) {
      try FileManager.default.removeItem(atPath: checkpointDirectory + "/" + name)
    }
  }

  private static func link(_ file: String, to copy: String) throws {
    if Glibc.link(file, copy) == 0 { return }
    try FileManager.default.copyItem(atPath: file, toPath: copy)
  }
}
