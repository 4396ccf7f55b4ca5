import RLCore

/// Unpacks gzip files, bounded in what comes out.
///
/// Standard: RFC 1952, over `Inflate`.
enum Gzip {
  /// Why a file cannot be unpacked.
  typealias Failure = Inflate.Failure

  /// Whether bytes begin as a gzip file does.
  static func isPacked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

  /// What is packed in `bytes`.
  ///
  /// - Throws: `Failure`, also where more than `limit` bytes come out.
  /// - Complexity: O(bytes that come out).
  static func unpacked(_ bytes: [UInt8], atMost limit: Int = 256 << 20) throws -> [UInt8] {
    guard bytes.count > 18, isPacked(bytes), bytes[2] == 8 else { throw Failure(description: "it is no gzip file") }
    let flags = bytes[3]
    var position = 10
    if flags & 4 != 0 { position += 2 + Int(bytes[10]) + Int(bytes[11]) << 8 }
    for flag in [8, 16] as [UInt8] where flags & flag != 0 {
      while position < bytes.count, bytes[position] != 0 { position += 1 }
      position += 1
    }
    if flags & 2 != 0 { position += 2 }
    let (output, end) = try Inflate.unpacked(
      bytes, in: min(position, bytes.count)..<bytes.count, atMost: limit)
    guard end + 8 <= bytes.count else { throw Failure(description: "the file is cut off") }
    let length = bytes[end...].prefix(8).suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length == output.count & 0xffff_ffff else { throw Failure(description: "it is damaged: its length is wrong") }
    return output
  }
}
