import Foundation
import Glibc

extension SessionStore {
  /// Deletes a session with its checkpoints and exports. Nobody may have it open.
  ///
  /// The database goes first: what an interruption leaves is no session any more.
  ///
  /// - Throws: `notFound`, `inUse` or `cannotWrite`.
  public static func remove(path: String) throws {
    let files = SessionFiles(path)
    guard exists(path: path) else { throw SessionStoreError.notFound(path: files.path) }
    switch FileLock.acquire(at: files.lock) {
    case .busy(let holder): throw SessionStoreError.inUse(path: files.path, holder: holder)
    case .unavailable(let reason): throw SessionStoreError.cannotWrite(path: files.path, reason: reason)
    case .held(let lock):
      defer { lock.release() }
      guard rename(files.database, files.database + ".deleted") == 0 else {
        throw SessionStoreError.cannotWrite(path: files.database, reason: "rename: \(systemReason(errno))")
      }
      do {
        try FileManager.default.removeItem(atPath: files.path)
      } catch {
        throw SessionStoreError.cannotWrite(path: files.path, reason: (error as NSError).localizedDescription)
      }
    }
  }

  /// Who writes to the session in `path`, as far as the system tells; nil where nobody does. Takes no lock.
  public static func writer(path: String) -> String? { FileLock.holder(at: SessionFiles(path).lock) }
}
