/// An archive that is being written.
struct ArchiveOutput {
  private let file: PartialFile

  /// Begins one that is to be at `path`.
  init(_ path: String) throws { file = try PartialFile(path) }

  /// Begins a file of the archive.
  ///
  /// - Throws: `ArchiveError.cannotHold` where its name or its content is too long.
  func begin(_ name: String, size: Int, time: Double) throws {
    do { try write(TarHeader(name: name, size: size, time: Int(time)).block()) } catch is TarHeader.Failure {
      throw ArchiveError.cannotHold(name, "its name or its content is longer than an archive can hold")
    }
  }

  /// Writes a part of its content.
  func write(_ bytes: [UInt8]) throws { try file.write(bytes) }

  /// Ends a file of so many bytes.
  func end(size: Int) throws { try write([UInt8](repeating: 0, count: TarHeader.padding(after: size))) }

  /// Ends the archive and puts it in its place.
  func finish() throws {
    try write([UInt8](repeating: 0, count: 2 * TarHeader.blockBytes))
    try file.finish()
  }

  /// Leaves nothing of it.
  func abandon() { file.abandon() }
}
