import Glibc

/// Why a tree was not read to its end.
enum TreeFault: Error, Equatable {
  /// More entries, bytes or levels than allowed.
  case tooLarge
  /// It cannot be read, and why.
  case unreadable(String)
}

/// Reads a directory of a file system that others may have filled, without ever leaving it: no link is followed, no other
/// file system entered, nothing but plain files opened, and all is bounded.
struct TreeReading {
  let limits: SandboxLimits
  /// Names at the root that are not read.
  let skipped: Set<[UInt8]>
  /// The time of a change: from what lay at the path before, and its seconds and nanoseconds now.
  let time: (_ path: TreePath, _ seconds: Int64, _ nanoseconds: Int64) -> FileTime
  /// What was there before: contents that are equal are shared.
  let before: FileTree

  private(set) var tree = FileTree()
  /// Pipes, sockets and devices.
  private(set) var leftOut = 0
  private var bytes = 0
  private var device: dev_t = 0

  init(
    limits: SandboxLimits, skipped: Set<[UInt8]>, before: FileTree,
    time: @escaping (_ path: TreePath, _ seconds: Int64, _ nanoseconds: Int64) -> FileTime
  ) {
    self.limits = limits
    self.skipped = skipped
    self.before = before
    self.time = time
  }

  /// Reads all that lies in the directory `root`.
  mutating func read(_ root: String) throws(TreeFault) {
    let descriptor = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable("\(root): \(Self.reason)") }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      throw .unreadable("\(root): \(Self.reason)")
    }
    device = status.st_dev
    try readDirectory(descriptor, at: TreePath([]), level: 0)
  }

  private static var reason: String { String(cString: strerror(errno)) }

  /// Reads an open directory and closes it.
  private mutating func readDirectory(_ descriptor: Int32, at path: TreePath, level: Int) throws(TreeFault) {
    guard let stream = fdopendir(descriptor) else {
      close(descriptor)
      throw .unreadable("/\(path): \(Self.reason)")
    }
    defer { closedir(stream) }
    guard level < limits.depth else { throw .tooLarge }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
        place.withMemoryRebound(to: UInt8.self, capacity: 256) {
          Array(UnsafeBufferPointer(start: $0, count: strlen($0)))
        }
      }
      if name == Array(".".utf8) || name == Array("..".utf8) || (level == 0 && skipped.contains(name)) { continue }
      try readEntry(name, in: descriptor, at: path.child(name), level: level)
    }
  }

  private mutating func readEntry(
    _ name: [UInt8], in directory: Int32, at path: TreePath, level: Int
  ) throws(TreeFault) {
    let text = name.map { CChar(bitPattern: $0) } + [0]
    var status = stat()
    guard fstatat(directory, text, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
    // What is mounted there is the system's.
    guard status.st_dev == device else { return }
    guard tree.entries.count < limits.entries else { throw .tooLarge }
    let mode = UInt16(status.st_mode & 0o7777)
    let time = time(path, Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec))
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      tree[path] = .directory(mode: mode, time)
      let child = try openAnyway(text, in: directory, mode, O_RDONLY | O_DIRECTORY, path)
      try readDirectory(child, at: path, level: level + 1)
    case S_IFREG:
      tree[path] = .file(try readFile(text, in: directory, mode, path), mode: mode, time)
    case S_IFLNK:
      var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      let count = readlinkat(directory, text, &target, target.count)
      guard count >= 0 else { return }
      tree[path] = .link(target.prefix(count).map { UInt8(bitPattern: $0) })
    default: leftOut += 1
    }
  }

  /// Opens what may have forbidden its owner to read it; the tree is thrown away after this, so its bits may change.
  private func openAnyway(
    _ name: [CChar], in directory: Int32, _ mode: UInt16, _ flags: Int32, _ path: TreePath
  ) throws(TreeFault) -> Int32 {
    let flags = flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    var descriptor = openat(directory, name, flags)
    if descriptor < 0, errno == EACCES {
      fchmodat(directory, name, mode_t(mode) | 0o700, 0)
      descriptor = openat(directory, name, flags)
    }
    guard descriptor >= 0 else { throw .unreadable("/\(path): \(Self.reason)") }
    return descriptor
  }

  private mutating func readFile(
    _ name: [CChar], in directory: Int32, _ mode: UInt16, _ path: TreePath
  ) throws(TreeFault) -> FileContent {
    let descriptor = try openAnyway(name, in: directory, mode, O_RDONLY, path)
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("/\(path)") }
    // A sparse file takes no room on disk and would take it here.
    guard status.st_size >= 0, bytes + Int(status.st_size) <= limits.diskBytes else { throw .tooLarge }
    var content = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < content.count {
      let count = content.withUnsafeMutableBytes { place in
        Glibc.read(descriptor, place.baseAddress.map { $0 + filled }, place.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      filled += count
    }
    content.removeLast(content.count - filled)
    bytes += filled
    if case .file(let old, _, _) = before[path], old.bytes == content { return old }
    return FileContent(content)
  }
}
