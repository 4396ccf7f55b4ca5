import Foundation
import Glibc
import SessionStore

/// A long file that is being written beside its place, and is there as a whole or not at all.
///
/// What is short is written by `AtomicFile`; this takes pieces, so that memory does not grow with what is written.
final class PartialFile {
  private let place: String
  private let partial: String
  private let file: FileHandle

  /// Begins one that is to be at `path`.
  ///
  /// - Throws: `SessionStoreError.cannotWrite` or `notAFile`.
  init(_ path: String) throws {
    place = try AtomicFile.place(of: path)
    partial = place + ".partial-\(getpid())"
    unlink(partial)
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw SessionStoreError.cannotWrite(path: place, reason: String(cString: strerror(errno)))
    }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Writes a piece.
  func write(_ bytes: [UInt8]) throws { try trying { try file.write(contentsOf: Data(bytes)) } }

  /// Puts the file in its place.
  func finish() throws {
    try trying {
      try file.synchronize()
      try file.close()
    }
    guard rename(partial, place) == 0 else {
      throw SessionStoreError.cannotWrite(path: place, reason: String(cString: strerror(errno)))
    }
  }

  /// Leaves nothing of it.
  func abandon() {
    try? file.close()
    unlink(partial)
  }

  private func trying(_ body: () throws -> Void) throws {
    do { try body() } catch {
      throw SessionStoreError.cannotWrite(path: place, reason: (error as NSError).localizedDescription)
    }
  }
}
