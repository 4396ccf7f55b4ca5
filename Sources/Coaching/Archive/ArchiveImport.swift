import Foundation
import Glibc
import RLCore
import SessionStore

/// Takes a session out of its archive: what `import` does with one.
///
/// It is unpacked beside its place, every digest held against the manifest, and put there at last, so that it is there as a
/// whole or not at all.
package struct ArchiveImport {
  /// The archive.
  private let path: String

  /// The archive at `path`.
  package init(_ path: String) { self.path = path }

  /// Whether the file at `path` looks like one: its first file is a manifest.
  package static func isArchive(_ path: String) -> Bool {
    guard PlainFile.kind(path) == nil, let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    guard let block = try? file.read(upToCount: TarHeader.blockBytes), block.count == TarHeader.blockBytes else {
      return false
    }
    return (try? TarHeader([UInt8](block)[...]))?.name == ArchiveManifest.name
  }

  /// Puts the session into `directory`, under `name` or, without one, under that which it had.
  ///
  /// - Throws: `ArchiveError`, `PlainFileError` where there is no file, and what writing throws.
  package func perform(as name: String?, in directory: String) throws -> ArchiveReport {
    let input = try ArchiveInput(path)
    guard let first = try input.next(), first.name == ArchiveManifest.name, first.size <= ArchiveManifest.mostBytes
    else { throw ArchiveError.noArchive(path) }
    var text: [UInt8] = []
    try input.content(of: first) { text += $0 }
    let manifest = try ArchiveManifest(text, of: path)
    let target = try place(name ?? manifest.session, isGiven: name != nil, in: directory)
    guard !FileManager.default.fileExists(atPath: target) else { throw ArchiveError.taken(target) }
    let staging = target + ".importing-\(getpid())"
    try? FileManager.default.removeItem(atPath: staging)
    defer { try? FileManager.default.removeItem(atPath: staging) }
    try unpack(manifest, from: input, into: staging)
    let damage = try check(staging)
    // Whoever is first has the name: a directory is not put over another one that holds anything.
    guard rename(staging, target) == 0 else {
      let reason = errno
      guard ![EEXIST, ENOTEMPTY].contains(reason) else { throw ArchiveError.taken(target) }
      throw SessionStoreError.cannotWrite(path: target, reason: String(cString: strerror(reason)))
    }
    return ArchiveReport(
      session: target, environment: manifest.environment.plainLine, files: manifest.files.count,
      bytes: manifest.files.reduce(0) { $0 + $1.bytes }, damage: damage.map { "\($0)" })
  }

  /// Where the session belongs. A name out of an archive is one of a directory in `directory` and nothing else.
  private func place(_ name: String, isGiven: Bool, in directory: String) throws -> String {
    let isPlain = !name.hasPrefix(".") && !name.isEmpty && !name.contains("/") && name == name.plainLine
    guard isGiven || isPlain else { throw ArchiveError.badName(name) }
    var place = try SessionOpening.path(name, in: directory)
    while place.count > 1, place.hasSuffix("/") { place.removeLast() }
    return place
  }

  private func unpack(_ manifest: ArchiveManifest, from input: ArchiveInput, into staging: String) throws {
    var missing = Dictionary(manifest.files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    do {
      for part in ["/checkpoints", "/exports", "/prompts"] {
        let needed = part != "/prompts" || manifest.files.contains { $0.path.hasPrefix("prompts/") }
        guard needed else { continue }
        try FileManager.default.createDirectory(atPath: staging + part, withIntermediateDirectories: true)
      }
    } catch {
      throw SessionStoreError.cannotWrite(path: staging, reason: (error as NSError).localizedDescription)
    }
    while let header = try input.next() {
      // What the manifest does not name is not unpacked, and what it names has a place of a session's.
      guard let file = missing.removeValue(forKey: header.name) else {
        throw ArchiveError.strange(path, header.name)
      }
      guard file.bytes == header.size else { throw ArchiveError.damaged(path, "\(file.path) has another length") }
      let digest = try write(header, from: input, to: staging + "/" + file.path)
      guard digest == file.sha256 else {
        throw ArchiveError.damaged(path, "the digest of \(file.path) is another one")
      }
    }
    if let first = missing.keys.min() { throw ArchiveError.damaged(path, "\(first) is missing") }
  }

  /// Writes a file and syncs it; gives its digest.
  private func write(_ header: TarHeader, from input: ArchiveInput, to place: String) throws -> String {
    func failure(_ reason: String) -> SessionStoreError { .cannotWrite(path: place, reason: reason) }
    let descriptor = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(String(cString: strerror(errno))) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var hash = SHA256()
    try input.content(of: header) { piece in
      piece.withUnsafeBytes { hash.update($0) }
      do { try file.write(contentsOf: Data(piece)) } catch { throw failure((error as NSError).localizedDescription) }
    }
    do {
      try file.synchronize()
      try file.close()
    } catch { throw failure((error as NSError).localizedDescription) }
    return hash.finish()
  }

  /// Looks at what was unpacked as a session; gives what of it is damaged, which it then was where it came from.
  private func check(_ staging: String) throws -> [SessionDamage] {
    do { return try SessionStore.check(unused: staging) } catch let error as SessionStoreError {
      switch error {
      case .newerVersion(_, let found, let known): throw ArchiveError.newer(path, found: found, known: known)
      case .notASession: throw ArchiveError.noArchive(path)
      case .corrupt(_, let reason): throw ArchiveError.damaged(path, reason)
      default: throw error
      }
    }
  }
}

/// An archive that is being read, from its start to its end.
private final class ArchiveInput {
  private static let chunk = 1 << 20
  private let path: String
  private let file: FileHandle

  /// Opens the one at `path`.
  ///
  /// - Throws: `PlainFileError`.
  init(_ path: String) throws {
    if let kind = PlainFile.kind(path) { throw PlainFileError.notPlain(path, kind) }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw PlainFileError.missing(path, errno == ENOENT ? nil : String(cString: strerror(errno)))
    }
    (self.path, self.file) = (path, file)
  }

  /// The header of the next file; nil at the end of the archive.
  func next() throws -> TarHeader? {
    let block = try read(TarHeader.blockBytes)
    do { return try TarHeader(block[...]) } catch let failure as TarHeader.Failure {
      switch failure {
      case .damaged: throw ArchiveError.damaged(path, "a header in it cannot be read")
      case .notAFile: throw ArchiveError.strange(path, "something that is no plain file")
      case .tooLong: throw ArchiveError.strange(path, "a name that is longer than any")
      }
    }
  }

  /// Reads what belongs to `header`, piece by piece.
  func content(of header: TarHeader, _ body: ([UInt8]) throws -> Void) throws {
    var rest = header.size
    while rest > 0 {
      let piece = try read(min(rest, Self.chunk))
      rest -= piece.count
      try body(piece)
    }
    _ = try read(TarHeader.padding(after: header.size))
  }

  private func read(_ count: Int) throws -> [UInt8] {
    guard count > 0 else { return [] }
    guard let bytes = try? file.read(upToCount: count), bytes.count == count else {
      throw ArchiveError.damaged(path, "it ends early")
    }
    return [UInt8](bytes)
  }
}

/// What came out of an archive: what `import` prints.
package struct ArchiveReport: Printable {
  /// The session's path.
  package let session: String
  /// Its environment's id.
  package let environment: String
  /// Files that it consists of.
  package let files: Int
  /// Their bytes.
  package let bytes: Int
  /// What of it was damaged before it was archived.
  package let damage: [String]

  package static let keys = "session, environment, files, bytes, damage"

  package var lines: [String] {
    [
      "\(session): \(environment), \(files) files, \(Numerals.short(Double(bytes))) bytes, every digest as it was archived"
    ]
      + damage.map { "damaged before it was archived: \($0)" }
      + (damage.isEmpty ? [] : ["'sidecoach doctor --session \(session) --repair' sets that aside"])
  }
}
