/// CRC-32C, the checksum of TensorBoard's records.
///
/// Castagnoli's polynomial 0x1EDC6F41, reflected; RFC 3720, appendix B.4, has examples.
enum CRC32C {
  /// The checksum of `bytes`.
  ///
  /// - Complexity: O(n).
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
  }

  /// The checksum as records store it: turned by 15 bits and shifted by a constant, since what is checked may itself hold
  /// checksums.
  static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let sum = checksum(bytes)
    return ((sum >> 15) | (sum << 17)) &+ 0xa282_ead8
  }

  /// What each byte does to the rest.
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { rest, _ in rest & 1 == 1 ? (rest >> 1) ^ 0x82f6_3b78 : rest >> 1 }
  }
}
