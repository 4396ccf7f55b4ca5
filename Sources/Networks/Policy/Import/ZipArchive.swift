import RLCore

/// The files of a zip archive in memory, stored or deflated; none is ever written to a disk, so that their names are
/// names and no paths.
///
/// Standard: PKWARE's APPNOTE 6.3. The central directory counts; every offset and size is checked before it is used,
/// and what is unpacked has to have the size and the CRC-32 that the directory promises. Archives beyond 4 GiB
/// (zip64), in several parts, or encrypted are refused.
public struct ZipArchive: Sendable {
  /// What the directory says of one file.
  private struct Entry {
    var method: Int
    var checksum: UInt32
    var packed: Int
    var size: Int
    var header: Int
  }

  /// Names in the order of the directory.
  public let names: [String]
  private let entries: [String: Entry]
  private let archive: [UInt8]
  private let what: String

  /// Bytes that one file may unpack to.
  public static let mostBytes = 1 << 30

  /// Whether bytes begin as a zip archive with files in it does.
  public static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x50, 0x4b, 3, 4]) }

  /// Reads the directory of an archive; `what` names it in errors.
  ///
  /// - Throws: `PolicyImportError`.
  /// - Complexity: O(bytes of the directory).
  public init(_ bytes: [UInt8], as what: String) throws(PolicyImportError) {
    func damaged(_ reason: String) -> PolicyImportError { .malformed(what, reason) }
    guard let end = Self.end(of: bytes) else { throw damaged("it is no zip archive, or its end is missing") }
    let (count, size, start) = (bytes.word(end + 10), bytes.long(end + 12), bytes.long(end + 16))
    guard bytes.word(end + 4) == 0, bytes.word(end + 6) == 0 else { throw damaged("it is in several parts") }
    guard count != 0xffff, size != 0xffff_ffff, start != 0xffff_ffff else {
      throw damaged("it is a zip64 archive, of a size that no policy has")
    }
    guard start + size <= end else { throw damaged("its directory lies outside the file") }
    var (place, names, entries) = (start, [String](), [String: Entry]())
    for _ in 0..<count {
      guard place + 46 <= start + size, bytes.long(place) == 0x0201_4b50 else {
        throw damaged("its directory ends too early")
      }
      let (flags, method) = (bytes.word(place + 8), bytes.word(place + 10))
      let lengths = (bytes.word(place + 28), bytes.word(place + 30), bytes.word(place + 32))
      let after = place + 46 + lengths.0 + lengths.1 + lengths.2
      guard after <= start + size else { throw damaged("its directory ends too early") }
      guard let name = String(validating: bytes[(place + 46)..<(place + 46 + lengths.0)], as: UTF8.self) else {
        throw damaged("a name in it is no UTF-8")
      }
      guard flags & 1 == 0 else { throw damaged("\(name) is encrypted") }
      guard entries[name] == nil else { throw damaged("\(name) is in it twice") }
      names.append(name)
      entries[name] = Entry(
        method: method, checksum: UInt32(bytes.long(place + 16)), packed: bytes.long(place + 20),
        size: bytes.long(place + 24), header: bytes.long(place + 42))
      place = after
    }
    (self.names, self.entries, archive, self.what) = (names, entries, bytes, what)
  }

  /// Whether a file of that name is in it.
  public func contains(_ name: String) -> Bool { entries[name] != nil }

  /// The bytes of the file called `name`.
  ///
  /// - Throws: `PolicyImportError`, also where there is no such file.
  public func bytes(_ name: String) throws(PolicyImportError) -> [UInt8] {
    func damaged(_ reason: String) -> PolicyImportError { .malformed("\(name) in \(what)", reason) }
    guard let entry = entries[name] else { throw .malformed(what, "there is no \(name) in it") }
    guard entry.size <= Self.mostBytes else { throw damaged("\(entry.size) bytes are too many") }
    // The directory's sizes count: whoever writes without turning back leaves those of the header empty.
    guard entry.header + 30 <= archive.count, archive.long(entry.header) == 0x0403_4b50 else {
      throw damaged("it lies outside the file")
    }
    let start = entry.header + 30 + archive.word(entry.header + 26) + archive.word(entry.header + 28)
    guard start + entry.packed <= archive.count else { throw damaged("it lies outside the file") }
    let bytes: [UInt8]
    switch entry.method {
    case 0: bytes = Array(archive[start..<(start + entry.packed)])
    case 8:
      do {
        bytes = try Inflate.unpacked(archive, in: start..<(start + entry.packed), atMost: entry.size).output
      } catch { throw damaged("\(error)") }
    default: throw damaged("it is packed by method \(entry.method), and only stored and deflated files are read")
    }
    guard bytes.count == entry.size else { throw damaged("\(bytes.count) bytes came out and not \(entry.size)") }
    guard Self.checksum(bytes) == entry.checksum else { throw damaged("its CRC-32 is wrong") }
    return bytes
  }

  /// Where the record at the archive's end begins, whose comment has to reach to the last byte.
  private static func end(of bytes: [UInt8]) -> Int? {
    guard bytes.count >= 22 else { return nil }
    let first = max(0, bytes.count - 22 - 0xffff)
    return (first...(bytes.count - 22)).reversed().first { place in
      bytes[place] == 0x50 && bytes.long(place) == 0x0605_4b50 && place + 22 + bytes.word(place + 20) == bytes.count
    }
  }

  /// CRC-32 as zip has it: reflected, polynomial 0x04C11DB7.
  public static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in table[Int((crc ^ UInt32(byte)) & 0xff)] ^ crc >> 8 }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
  }
}

extension [UInt8] {
  /// Two bytes from `place` on, the low one first.
  fileprivate func word(_ place: Int) -> Int { Int(self[place]) | Int(self[place + 1]) << 8 }

  /// Four bytes from `place` on, the low ones first.
  fileprivate func long(_ place: Int) -> Int { word(place) | word(place + 2) << 16 }
}
