import Foundation
import Glibc

/// A file of TensorBoard's events that is being written: whole records, or none of what the disk has no room for.
struct EventFile: Sendable {
  /// Where it lies.
  let path: String
  private let descriptor: Int32
  /// Bytes of whole records.
  private var length = 0

  /// Makes the file at `path`, with its directory, and begins it as the format asks for.
  ///
  /// - Throws: `TensorBoardError.cannotWrite`; also where there is a file of that name.
  init(_ path: String, time: Double) throws {
    self.path = path
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try TensorBoardDirectory.make(directory)
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw TensorBoardError.cannotWrite(path, String(cString: strerror(errno))) }
    do {
      try append([TensorBoardEvent(time: time, .version(TensorBoardEvent.fileVersion))])
    } catch {
      close()
      unlink(path)
      throw error
    }
  }

  /// Appends events; where they cannot all be written, the file stays as it was.
  ///
  /// - Throws: `TensorBoardError.cannotWrite` with the system's reason.
  mutating func append(_ events: [TensorBoardEvent]) throws {
    let bytes = events.flatMap { EventRecords.bytes(of: $0) }
    var written = 0
    let reason: Int32? = bytes.withUnsafeBytes { buffer in
      while written < buffer.count {
        let count = write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        if count > 0 { written += count } else if count == 0 || errno != EINTR { return count == 0 ? ENOSPC : errno }
      }
      return nil
    }
    if let reason {
      // Half a record would keep readers waiting for its rest.
      if ftruncate(descriptor, off_t(length)) == 0 { lseek(descriptor, 0, SEEK_END) }
      throw TensorBoardError.cannotWrite(path, String(cString: strerror(reason)))
    }
    length += written
  }

  /// Ends its use.
  func close() { Glibc.close(descriptor) }
}
