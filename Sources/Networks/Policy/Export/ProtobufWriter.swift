/// Writes a message of Protocol Buffers, field by field.
///
/// Source: the encoding of protobuf 3: a field is its number and the form of what follows, as a variable-length whole
/// number; then a whole number of variable length, four bytes, or a length and so many bytes.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  /// A whole number.
  mutating func whole(_ field: Int, _ value: Int) {
    tag(field, .whole)
    variable(UInt64(bitPattern: Int64(value)))
  }

  /// A single-precision number.
  mutating func number(_ field: Int, _ value: Float) {
    tag(field, .four)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Bytes.
  mutating func bytes(_ field: Int, _ value: [UInt8]) {
    tag(field, .bytes)
    variable(UInt64(value.count))
    bytes += value
  }

  /// Text.
  mutating func text(_ field: Int, _ value: String) { bytes(field, Array(value.utf8)) }

  /// A message inside this one.
  mutating func message(_ field: Int, _ fill: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    fill(&inner)
    bytes(field, inner.bytes)
  }

  private mutating func tag(_ field: Int, _ form: ProtobufForm) { variable(UInt64(field << 3 | form.rawValue)) }

  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// How a field of Protocol Buffers is written.
enum ProtobufForm: Int {
  case whole = 0
  case eight = 1
  case bytes = 2
  case four = 5
}
