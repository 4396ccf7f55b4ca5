import Foundation
import Glibc

/// Where the parts of a session lie in its directory.
struct SessionFiles: Sendable {
  /// The directory, without a slash at its end.
  let path: String

  /// The parts of the session in `path`.
  init(_ path: String) {
    var trimmed = path.isEmpty ? "." : path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    self.path = trimmed
  }

  /// The directory's own name.
  var name: String { URL(fileURLWithPath: path).lastPathComponent }
  /// Everything but checkpoints and exports.
  var database: String { path + "/session.sqlite" }
  /// The database while it is being made.
  var unfinishedDatabase: String { path + "/session.sqlite.new" }
  /// A copy of a damaged database while what it holds is read.
  var damagedDatabase: String { path + "/session.sqlite.damaged" }
  /// Held by the process that writes.
  var lock: String { path + "/session.lock" }
  /// One file per checkpoint.
  var checkpoints: String { path + "/checkpoints" }
  /// What `export` writes.
  var exports: String { path + "/exports" }

  /// Makes the directories that are missing.
  func makeDirectories() throws {
    for directory in [path, checkpoints, exports] {
      do {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      } catch {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory)
        let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        let reason =
          exists && !isDirectory.boolValue
          ? "there is a file of that name" : (cause ?? error as NSError).localizedDescription
        throw SessionStoreError.cannotWrite(path: directory, reason: reason)
      }
    }
  }

  /// Why the session cannot be written to, as the system sees it before anything is tried; nil when it can.
  func writeObstacle() -> String? {
    for part in [path, database] where access(part, W_OK) != 0 {
      return "\(part) cannot be written (\(systemReason(errno)))"
    }
    return nil
  }

  /// Removes what an interrupted creation left, and the log of a database that is gone: SQLite would replay a log of
  /// that name into the new database.
  func removeRemains() {
    remove(unfinishedDatabase)
    removeLogs(of: database)
  }

  /// Removes a database, with its log.
  func remove(_ file: String) {
    unlink(file)
    removeLogs(of: file)
  }

  /// Removes what stands beside a database.
  func removeLogs(of file: String) {
    for suffix in ["-wal", "-shm", "-journal"] { unlink(file + suffix) }
  }

  /// Whether it is a file or a directory; a socket that a killed process left, for instance, cannot be copied.
  private func isPlain(_ path: String) -> Bool {
    let type = (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
    return type == .typeRegular || type == .typeDirectory || type == .typeSymbolicLink
  }

  /// Copies everything but earlier copies into a directory in this one; where that fails, what was copied is removed.
  ///
  /// - Returns: that directory.
  func copy() throws -> String {
    let manager = FileManager.default
    var number = 1
    func place(_ number: Int) -> String { path + "/before-repair-\(number)" }
    while manager.fileExists(atPath: place(number)) { number += 1 }
    let copy = place(number)
    do {
      try manager.createDirectory(atPath: copy, withIntermediateDirectories: false)
      for name in try manager.contentsOfDirectory(atPath: path)
      where !name.hasPrefix("before-repair-") && name != "session.lock" && !name.hasSuffix("-shm")
        && isPlain(path + "/" + name)
      {
        try manager.copyItem(atPath: path + "/" + name, toPath: copy + "/" + name)
      }
    } catch {
      try? manager.removeItem(atPath: copy)
      throw SessionStoreError.cannotWrite(path: copy, reason: (error as NSError).localizedDescription)
    }
    return copy
  }
}
