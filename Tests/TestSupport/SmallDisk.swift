internal import Foundation
internal import Glibc

/// A file system of a given size, to be filled.
public struct SmallDisk {
  private let path: String
  private var filler: String { path + "/filler" }

  /// What a test says that is skipped because none can be had.
  public static let skipMessage = "a small file system to fill needs the right to mount"

  /// Whether this process may mount one.
  public static let isAllowed: Bool = {
    let path = NSTemporaryDirectory() + "sidecoach-disk-" + UUID().uuidString
    guard let disk = try? SmallDisk(at: path, size: "64k") else { return false }
    disk.remove()
    return rmdir(path) == 0
  }()

  /// Mounts one at `path`, which is made.
  public init(at path: String, size: String) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("none", path, "tmpfs", 0, "size=" + size) == 0 else {
      let reason = errno
      rmdir(path)
      throw POSIXError(POSIXErrorCode(rawValue: reason) ?? .EPERM)
    }
  }

  /// Takes every byte that is left, but for `room`.
  public func fill(leaving room: Int = 0) throws {
    let descriptor = open(filler, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    defer { close(descriptor) }
    let zeros = [UInt8](repeating: 0, count: 65_536)
    for size in [65_536, 4_096, 1] { while write(descriptor, zeros, size) > 0 {} }
    let taken = lseek(descriptor, 0, SEEK_END)
    if room > 0 { ftruncate(descriptor, max(0, taken - room)) }
  }

  /// Gives back what `fill` took.
  public func empty() { unlink(filler) }

  /// Unmounts it, with what is open on it.
  public func remove() { umount2(path, Int32(MNT_DETACH)) }
}
