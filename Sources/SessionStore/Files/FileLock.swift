import Glibc
import Synchronization

/// The right to something that one process has at a time, such as writing to a session: an advisory lock on a file that
/// ends with the process that holds it.
///
/// The kernel drops the lock when the process dies, however it dies, so a lock is never stale. The file keeps the
/// holder's process id for the message that a second opener sees.
package final class FileLock: Sendable {
  /// What came of asking for the lock.
  package enum Outcome {
    /// It is ours.
    case held(FileLock)
    /// Another handle has it; the text names the holder.
    case busy(String)
    /// The file system does not let us lock.
    case unavailable(String)
  }

  private let descriptor: Mutex<Int32>

  private init(descriptor: Int32) {
    self.descriptor = Mutex(descriptor)
  }

  deinit {
    release()
  }

  /// Asks for the lock on the file at `path`, without waiting unless it is said; the file is made where it is not there.
  package static func acquire(at path: String, waits: Bool = false) -> Outcome {
    // Closed on exec: an advisor or an editor started from here must not keep what is locked.
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { return .unavailable("\(path): \(systemReason(errno))") }
    while flock(file, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      let reason = errno
      defer { close(file) }
      guard reason == EWOULDBLOCK else { return .unavailable("\(path): \(systemReason(reason))") }
      return .busy(holder(file))
    }
    let identity = Array("\(getpid())\n".utf8)
    // The id is only for a message, so that a full disk keeps nobody out.
    if ftruncate(file, 0) == 0 { _ = pwrite(file, identity, identity.count, 0) }
    return .held(FileLock(descriptor: file))
  }

  /// Gives the lock up; later calls do nothing.
  package func release() {
    descriptor.withLock { file in
      guard file >= 0 else { return }
      close(file)
      file = -1
    }
  }

  private static func holder(_ file: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = max(0, pread(file, &buffer, buffer.count, 0))
    let digits = buffer.prefix(count).prefix { (48...57).contains($0) }
    return digits.isEmpty ? "another process" : "process \(String(decoding: digits, as: UTF8.self))"
  }
}
