import Glibc

/// Files of lines that only ever grow.
public enum AppendedFile {
  /// Appends whole lines and waits until the disk has them; the file is made, for its owner alone, where it is not there.
  ///
  /// What a crash left of an earlier line is closed first, so that it costs itself only.
  /// - Throws: `SessionStoreError.notAFile` for what is no plain file, `cannotWrite` with the system's reason.
  public static func append(_ lines: [UInt8], to path: String) throws {
    let path = try AtomicFile.place(of: path)
    let isNew = access(path, F_OK) != 0
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw AtomicFile.failure(path, "open") }
    defer { close(descriptor) }
    var bytes = lines
    let end = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0x0A
    if end > 0, pread(descriptor, &last, 1, end - 1) == 1, last != 0x0A { bytes.insert(0x0A, at: 0) }
    try AtomicFile.put(bytes, into: descriptor, for: path, by: Glibc.write)
    if isNew { try AtomicFile.sync(AtomicFile.directory(of: path)) }
  }
}
