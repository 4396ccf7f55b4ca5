extension ZipArchive {
  /// An archive of stored files, the same for the same files: all of them are of 1980, where zip's time begins.
  ///
  /// - Parameter alignment: bytes by whose multiple the content of each file begins, by an extra field of its header.
  public static func bytes(of files: [(name: String, bytes: [UInt8])], alignment: Int = 1) -> [UInt8] {
    var (data, directory) = ([UInt8](), [UInt8]())
    for (name, bytes) in files {
      // Version 2.0, nothing special, stored, 1980-01-01 00:00.
      let common =
        low(20, 2) + low(0, 2) + low(0, 2) + low(0, 2) + low(0x21, 2) + low(Int(checksum(bytes)), 4)
        + low(bytes.count, 4) + low(bytes.count, 4) + low(name.utf8.count, 2)
      let end = data.count + 30 + name.utf8.count
      // An extra field takes four bytes at least.
      let gap = alignment > 1 ? (alignment - (end + 4) % alignment) % alignment : 0
      let extra = alignment > 1 ? low(0x4246, 2) + low(gap, 2) + [UInt8](repeating: 0x5a, count: gap) : []
      directory += [0x50, 0x4b, 1, 2] + low(20, 2) + common + low(0, 12) + low(data.count, 4) + Array(name.utf8)
      data += [0x50, 0x4b, 3, 4] + common + low(extra.count, 2) + Array(name.utf8) + extra + bytes
    }
    let counts = low(files.count, 2) + low(files.count, 2)
    return data + directory + [0x50, 0x4b, 5, 6] + low(0, 4) + counts + low(directory.count, 4) + low(data.count, 4)
      + low(0, 2)
  }

  /// So many bytes of a number, the low ones first.
  private static func low(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
