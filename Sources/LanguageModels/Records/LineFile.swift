internal import Foundation
internal import RLCore

/// A file of lines that grows at its end.
struct LineFile: Sendable {
  let path: String

  /// The lines that are not empty; none where there is no file.
  func lines() throws -> [[UInt8]] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try PlainFile.bytes(path, atMost: 1 << 30).split(separator: 0x0A).map { [UInt8]($0) }
  }

  /// Whether something lies there that is no plain file, such as a device or a FIFO; reading one might never end.
  var isSpecial: Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  }

  /// Appends a line in one write. What a crash left of an earlier one is closed first, so that it costs itself only.
  /// The file is readable by its owner alone: prompts and replies are nobody else's business.
  func append(_ line: [UInt8]) throws {
    if !FileManager.default.fileExists(atPath: path) {
      // Through symbolic links, which stay.
      let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
      close(descriptor)
    }
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    defer { try? handle.close() }
    let end = try handle.seekToEnd()
    var bytes = line + [0x0A]
    if end > 0 {
      try handle.seek(toOffset: end - 1)
      if try handle.read(upToCount: 1) != Data([0x0A]) { bytes.insert(0x0A, at: 0) }
      try handle.seekToEnd()
    }
    try handle.write(contentsOf: Data(bytes))
  }
}
