import Foundation
import Glibc

/// A file system of a given size, to be filled.
struct SmallDisk {
  private let path: String

  /// Whether this process may mount one.
  static let isAllowed: Bool = {
    let path = NSTemporaryDirectory() + "sidecoach-disk-" + UUID().uuidString
    guard let disk = try? SmallDisk(at: path, size: "64k") else { return false }
    disk.remove()
    return rmdir(path) == 0
  }()

  /// Mounts one at `path`, which is made.
  init(at path: String, size: String) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("none", path, "tmpfs", 0, "size=" + size) == 0 else {
      let reason = errno
      rmdir(path)
      throw POSIXError(POSIXErrorCode(rawValue: reason) ?? .EPERM)
    }
  }

  /// Unmounts it, with what is open on it.
  func remove() { umount2(path, Int32(MNT_DETACH)) }
}
