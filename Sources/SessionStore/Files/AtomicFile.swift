import Glibc
import Synchronization

/// Files that are either wholly the old one or wholly the new one, whatever happens in between.
///
/// The bytes go to a temporary file in the same directory, which is synced and then renamed over the old one; the
/// directory is synced last. A full disk, an error or a killed process leaves the old file as it was.
public enum AtomicFile {
  /// Writes `bytes` to `path` in one step, as seen from outside. A symbolic link stays one: the file that it leads to is
  /// replaced. That file's permissions stay.
  ///
  /// - Throws: `SessionStoreError.notAFile` for a device, a FIFO, a socket or a directory; `cannotWrite` with the
  ///   system's reason; the temporary file is removed and the file that was there stays.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    try write(bytes, to: path, by: Glibc.write)
  }

  /// Where the bytes of a file belong: where its symbolic links end, there or not yet.
  ///
  /// - Throws: `SessionStoreError.notAFile` where something lies there that is no plain file.
  public static func place(of path: String) throws -> String {
    var place = path
    for _ in 0..<40 {
      var status = stat()
      // What cannot be looked at is left for opening it to explain.
      guard lstat(place, &status) == 0 else { return place }
      switch status.st_mode & S_IFMT {
      case S_IFREG: return place
      case S_IFLNK:
        guard let target = target(of: place) else { throw failure(path, "readlink") }
        place = target.hasPrefix("/") ? target : directory(of: place) + "/" + target
      case S_IFDIR: throw SessionStoreError.notAFile(path: path, kind: "a directory")
      case S_IFIFO: throw SessionStoreError.notAFile(path: path, kind: "a FIFO")
      case S_IFSOCK: throw SessionStoreError.notAFile(path: path, kind: "a socket")
      default: throw SessionStoreError.notAFile(path: path, kind: "a device")
      }
    }
    errno = ELOOP
    throw failure(path, "readlink")
  }

  private static func target(of link: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(link, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }

  /// How bytes reach a file: `write(2)`, or a test's stand-in that fails like a full disk.
  typealias Writer = (Int32, UnsafeRawPointer?, Int) -> Int

  static func write(_ bytes: [UInt8], to path: String, by writer: Writer) throws {
    let place = try place(of: path)
    let directory = Self.directory(of: place)
    let (descriptor, temporary) = try openTemporary(in: directory, for: path)
    do {
      var status = stat()
      if stat(place, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
      try fill(descriptor, with: bytes, for: path, by: writer)
      guard rename(temporary, place) == 0 else { throw failure(path, "rename") }
    } catch {
      unlink(temporary)
      throw error
    }
    try sync(directory)
  }

  /// Makes the content of a file, or the names in a directory, durable.
  static func sync(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "open") }
    defer { close(descriptor) }
    // Some file systems cannot sync a directory and say EINVAL; there is nothing better to do on those.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(path, "fsync") }
  }

  /// Removes what writers that were killed have left in `directory`.
  static func removeLeftovers(in directory: String) {
    guard let stream = opendir(directory) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasPrefix(temporaryPrefix) { unlink(directory + "/" + name) }
    }
  }

  /// The directory part of a path; `.` where there is none.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static let temporaryPrefix = ".partial-"
  private static let counter = Atomic<Int>(0)

  private static func openTemporary(in directory: String, for path: String) throws -> (Int32, String) {
    while true {
      let number = counter.add(1, ordering: .relaxed).newValue
      let temporary = "\(directory)/\(temporaryPrefix)\(getpid())-\(number)"
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      if descriptor >= 0 { return (descriptor, temporary) }
      // A killed process with the same id may have left this name; the next number is free.
      guard errno == EEXIST || errno == EINTR else { throw failure(path, "open") }
    }
  }

  /// Writes, syncs and closes; the descriptor is closed on every way out.
  private static func fill(_ descriptor: Int32, with bytes: [UInt8], for path: String, by writer: Writer) throws {
    do {
      try put(bytes, into: descriptor, for: path, by: writer)
    } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else { throw failure(path, "close") }
  }

  /// Writes and syncs.
  static func put(_ bytes: [UInt8], into descriptor: Int32, for path: String, by writer: Writer) throws {
    try bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = writer(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        if count > 0 { written += count } else if count == 0 || errno != EINTR { throw failure(path, "write") }
      }
    }
    guard fsync(descriptor) == 0 else { throw failure(path, "fsync") }
  }

  static func failure(_ path: String, _ call: String) -> SessionStoreError {
    .cannotWrite(path: path, reason: "\(call): \(systemReason(errno))")
  }
}

/// The system's words for an error number.
func systemReason(_ number: Int32) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
  return buffer.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
