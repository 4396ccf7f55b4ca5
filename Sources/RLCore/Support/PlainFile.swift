internal import Glibc

/// Reads whole files that come from outside: bounded, and never waiting for whoever else holds the other end.
///
/// A pipe, a terminal or a device is refused and not opened in a way that could wait; so is what is longer than asked
/// for. What a person names may be any of these by mistake, and a program that hangs over one says nothing.
public enum PlainFile {
  /// Bytes of a file that states settings or a problem, at most: what people write is a thousandth of it.
  public static let mostBytes = 64 << 20

  /// The bytes of the file at `path`.
  ///
  /// - Throws: `PlainFileError`.
  public static func bytes(_ path: String, atMost limit: Int = mostBytes) throws(PlainFileError) -> [UInt8] {
    // Without waiting: a FIFO that nobody writes to would hold an open for ever.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw .missing(path, errno == ENOENT ? nil : String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .missing(path, String(cString: strerror(errno))) }
    if let kind = kind(status.st_mode) { throw .notPlain(path, kind) }
    return try bytes(descriptor, path, limit)
  }

  /// The text of the file at `path`, without a byte order mark.
  ///
  /// - Throws: `PlainFileError`, also where the bytes are not UTF-8.
  public static func text(_ path: String, atMost limit: Int = mostBytes) throws(PlainFileError) -> String {
    let bytes = try bytes(path, atMost: limit)
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard let text = String(validating: bytes[start...], as: UTF8.self) else { throw .notText(path) }
    return text
  }

  /// The permission bits of the file at `path`, behind links; nil where there is none.
  public static func mode(_ path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Int(status.st_mode & 0o7777)
  }

  /// What is at `path`, behind links, in place of a plain file; nil for one, and where nothing is.
  public static func kind(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return kind(status.st_mode)
  }

  private static func bytes(_ descriptor: Int32, _ path: String, _ limit: Int) throws(PlainFileError) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .missing(path, String(cString: strerror(errno))) }
      guard count > 0 else { return bytes }
      guard bytes.count + count <= limit else { throw .tooLong(path, limit) }
      bytes += piece[..<count]
    }
  }

  /// What is there in place of a plain file; nil for one.
  private static func kind(_ mode: mode_t) -> String? {
    switch mode & mode_t(S_IFMT) {
    case mode_t(S_IFREG): nil
    case mode_t(S_IFDIR): "a folder"
    case mode_t(S_IFIFO): "a pipe"
    case mode_t(S_IFSOCK): "a socket"
    default: "a device"
    }
  }
}

/// Why a file was not read, with what to do next.
public enum PlainFileError: Error, Equatable, CustomStringConvertible, Sendable {
  /// It is not there, or the reason why it cannot be read.
  case missing(String, String?)
  /// Something else is there.
  case notPlain(String, String)
  /// It is longer than so many bytes.
  case tooLong(String, Int)
  /// Its bytes are not UTF-8.
  case notText(String)

  /// The file.
  public var path: String {
    switch self {
    case .missing(let path, _), .notPlain(let path, _), .tooLong(let path, _), .notText(let path): path
    }
  }

  /// Why, without the file's name.
  public var reason: String {
    switch self {
    case .missing(_, let reason): reason.map { "it cannot be read: \($0)" } ?? "there is no such file"
    case .notPlain(_, let kind): "it is \(kind), not a plain file; copy what it gives into a file and name that"
    case .tooLong(_, let limit): "it is longer than \(limit) bytes, so it is hardly the file that was meant"
    case .notText: "it is not UTF-8 text; save it as UTF-8"
    }
  }

  /// A sentence.
  public var description: String { "\(path): \(reason)" }
}
