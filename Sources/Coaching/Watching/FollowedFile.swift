import Glibc

/// A file that another program writes, read from where the last reading ended.
struct FollowedFile: Sendable {
  /// What a reading found.
  enum Change: Equatable {
    /// Nothing new.
    case none
    /// What was appended, and whether there may be more of it.
    case grown([UInt8], more: Bool)
    /// It is another file than before, or was written anew; the next reading begins at its start.
    case replaced
  }

  /// Where it lies.
  let path: String
  private var offset = 0
  private var inode: UInt64?
  /// How it begins, by which is seen that it was written anew in its place.
  private var head: [UInt8] = []

  /// Bytes of the head.
  private static let headBytes = 4_096

  /// A file of which nothing was read yet.
  init(_ path: String) { self.path = path }

  /// Reads at most `limit` bytes more. What is no plain file, or is gone, has nothing new.
  mutating func read(atMost limit: Int) -> Change {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return .none }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return .none }
    let (size, number) = (Int(status.st_size), UInt64(status.st_ino))
    if let inode, inode != number || size < offset { return beginAnew() }
    inode = number
    guard size > offset else { return .none }
    guard Self.bytes(descriptor, from: 0, count: head.count) == head else { return beginAnew() }
    let bytes = Self.bytes(descriptor, from: offset, count: min(limit, size - offset))
    guard !bytes.isEmpty else { return .none }
    head += bytes.prefix(max(0, Self.headBytes - offset))
    offset += bytes.count
    return .grown(bytes, more: offset < size)
  }

  private mutating func beginAnew() -> Change {
    (offset, inode, head) = (0, nil, [])
    return .replaced
  }

  private static func bytes(_ descriptor: Int32, from start: Int, count: Int) -> [UInt8] {
    guard count > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(start + filled))
        if got > 0 { filled += got } else if got == 0 || errno != EINTR { return }
      }
    }
  }
}
