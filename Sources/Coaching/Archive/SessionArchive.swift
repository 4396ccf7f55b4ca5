import Foundation
import Glibc
import RLCore
import SessionStore

/// A session as a single file, to be moved to another machine: a tar archive of its database as it is at one moment, the
/// checkpoints that this names, its own prompts, and before these a manifest with their digests.
///
/// Nothing else of the directory goes into it, so that no file that somebody put there does.
struct SessionArchive {
  /// A file on its way into the archive.
  private struct Part {
    var name: String
    var path: String
    /// The digest that it is to have; empty where nobody knows.
    var digest = ""
  }

  /// The session changed meanwhile.
  private struct Overtaken: Error {}

  /// How often it is begun anew where the session changes meanwhile.
  private static let tries = 5
  private static let chunk = 1 << 20

  let store: SessionStore
  /// Where it goes.
  let path: String

  /// Writes it, whole or not at all, and says what is in it.
  ///
  /// - Parameter leaveOut: told of checkpoints that are gone or not what was stored.
  /// - Throws: `ArchiveError`, or what writing throws.
  func write(leavingOut leaveOut: @escaping LeaveOut) throws -> String {
    let place = try AtomicFile.place(of: path)
    let snapshot = place + ".snapshot-\(getpid())"
    defer { unlink(snapshot) }
    for attempt in 1...Self.tries {
      var leftOut: [String] = []
      unlink(snapshot)
      let checkpoints = try store.snapshot(to: snapshot)
      // Only where somebody else is at work can a checkpoint go by itself.
      let mayGo = attempt < Self.tries && store.isReadOnly
      do {
        let files = try write(parts(snapshot, checkpoints), to: place, mayGo: mayGo) { leftOut.append($0) }
        for what in leftOut { leaveOut(what) }
        let bytes = files.reduce(0) { $0 + $1.bytes }
        return "wrote \(path): \(files.count) files, \(Numerals.short(Double(bytes))) bytes"
      } catch is Overtaken { continue }
    }
    throw ArchiveError.changing(store.info.path)
  }

  private func parts(_ snapshot: String, _ checkpoints: [SessionStore.NamedCheckpoint]) -> [Part] {
    [Part(name: ArchiveManifest.database, path: snapshot)]
      + checkpoints.map {
        Part(name: "checkpoints/\($0.file)", path: store.checkpointDirectory + "/" + $0.file, digest: $0.digest)
      } + store.ownPrompts.map { Part(name: "prompts/\($0.name)", path: $0.path) }
  }

  private func write(
    _ parts: [Part], to place: String, mayGo: Bool, leavingOut leaveOut: LeaveOut
  ) throws -> [ArchiveManifest.File] {
    var held: [(part: Part, file: ArchiveManifest.File)] = []
    for part in parts {
      guard ArchiveManifest.isPlace(part.name) else {
        throw ArchiveError.cannotHold(part.name.plainLine, "its name is none that an archive may have")
      }
      guard let (bytes, digest) = try Self.digest(part.path) else {
        if mayGo { throw Overtaken() }
        leaveOut("\(part.name): it is not there")
        continue
      }
      guard part.digest.isEmpty || part.digest == digest else {
        leaveOut("\(part.name): it is not the file that was stored")
        continue
      }
      held.append((part, ArchiveManifest.File(path: part.name, bytes: bytes, sha256: digest)))
    }
    let time = Date().timeIntervalSince1970
    let manifest = ArchiveManifest(
      session: store.info.name, environment: store.info.environment, time: time, files: held.map(\.file))
    let output = try ArchiveOutput(place)
    do {
      let text = try manifest.bytes()
      try output.begin(ArchiveManifest.name, size: text.count, time: time)
      try output.write(text)
      try output.end(size: text.count)
      for (part, file) in held {
        try output.begin(file.path, size: file.bytes, time: time)
        var hash = SHA256()
        var written = 0
        let isThere = try Self.pieces(of: part.path) { piece in
          piece.withUnsafeBytes { hash.update($0) }
          written += piece.count
          if written <= file.bytes { try output.write(piece) }
        }
        guard isThere, written == file.bytes, hash.finish() == file.sha256 else {
          guard mayGo else { throw ArchiveError.cannotHold(file.path, "it changed while it was read; try again") }
          throw Overtaken()
        }
        try output.end(size: file.bytes)
      }
      try output.finish()
    } catch {
      output.abandon()
      throw error
    }
    return manifest.files
  }

  /// The length and the SHA-256 of a file; nil where it is not there.
  private static func digest(_ path: String) throws -> (bytes: Int, digest: String)? {
    var hash = SHA256()
    var bytes = 0
    let isThere = try pieces(of: path) { piece in
      piece.withUnsafeBytes { hash.update($0) }
      bytes += piece.count
    }
    return isThere ? (bytes, hash.finish()) : nil
  }

  /// Reads a file piece by piece; false where it is not there.
  private static func pieces(of path: String, _ body: ([UInt8]) throws -> Void) throws -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    while let piece = try file.read(upToCount: chunk), !piece.isEmpty { try body([UInt8](piece)) }
    return true
  }
}
