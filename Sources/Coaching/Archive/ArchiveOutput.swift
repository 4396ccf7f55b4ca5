import Foundation
import Glibc
import SessionStore

/// An archive that is being written beside its place.
final class ArchiveOutput {
  private let place: String
  private let partial: String
  private let file: FileHandle

  /// Begins one that is to be at `place`.
  ///
  /// - Throws: `SessionStoreError.cannotWrite` where nothing can be written there.
  init(_ place: String) throws {
    self.place = place
    partial = place + ".partial-\(getpid())"
    unlink(partial)
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw SessionStoreError.cannotWrite(path: place, reason: String(cString: strerror(errno)))
    }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Begins a file of the archive.
  func begin(_ name: String, size: Int, time: Double) throws {
    do { try write(TarHeader(name: name, size: size, time: Int(time)).block()) } catch is TarHeader.Failure {
      throw ArchiveError.cannotHold(name, "its name or its content is longer than an archive can hold")
    }
  }

  /// Writes a part of its content.
  func write(_ bytes: [UInt8]) throws {
    do { try file.write(contentsOf: Data(bytes)) } catch {
      throw SessionStoreError.cannotWrite(path: place, reason: (error as NSError).localizedDescription)
    }
  }

  /// Ends a file of so many bytes.
  func end(size: Int) throws { try write([UInt8](repeating: 0, count: TarHeader.padding(after: size))) }

  /// Ends the archive and puts it in its place.
  func finish() throws {
    try write([UInt8](repeating: 0, count: 2 * TarHeader.blockBytes))
    do {
      try file.synchronize()
      try file.close()
    } catch { throw SessionStoreError.cannotWrite(path: place, reason: (error as NSError).localizedDescription) }
    guard rename(partial, place) == 0 else {
      throw SessionStoreError.cannotWrite(path: place, reason: String(cString: strerror(errno)))
    }
  }

  /// Leaves nothing of it.
  func abandon() {
    try? file.close()
    unlink(partial)
  }
}
