/// Appends fields of a Protocol Buffers message, in its wire format.
///
/// Of the format only what TensorBoard's events have: numbers, texts and messages within messages.
struct ProtobufWriter {
  /// The message so far.
  private(set) var bytes: [UInt8] = []

  /// Appends a whole number; a negative one takes ten bytes, as the format has it.
  mutating func write(_ number: Int, field: Int) {
    tag(field, wire: 0)
    varint(UInt64(bitPattern: Int64(number)))
  }

  /// Appends a double-precision number.
  mutating func write(_ number: Double, field: Int) {
    tag(field, wire: 1)
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends a single-precision number.
  mutating func write(_ number: Float, field: Int) {
    tag(field, wire: 5)
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends a text.
  mutating func write(_ text: String, field: Int) { write(Array(text.utf8), field: field) }

  /// Appends a message.
  mutating func write(_ message: ProtobufWriter, field: Int) { write(message.bytes, field: field) }

  private mutating func write(_ content: [UInt8], field: Int) {
    tag(field, wire: 2)
    varint(UInt64(content.count))
    bytes += content
  }

  private mutating func tag(_ field: Int, wire: UInt64) { varint(UInt64(field) << 3 | wire) }

  private mutating func varint(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// Reads the fields of a Protocol Buffers message one by one; what is within one is a message of its own.
struct ProtobufReader {
  /// The bytes are no message.
  struct Malformed: Error {}

  /// What a field holds.
  enum Value: Equatable {
    case varint(UInt64)
    case fixed64(UInt64)
    case bytes(ArraySlice<UInt8>)
    case fixed32(UInt32)
  }

  private var rest: ArraySlice<UInt8>

  /// Reads `bytes` from their start.
  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field with its number; nil at the end.
  mutating func next() throws(Malformed) -> (field: Int, value: Value)? {
    guard !rest.isEmpty else { return nil }
    let tag = try varint()
    // Numbers of fields have 29 bits, and none is 0.
    guard tag >> 3 > 0, tag >> 3 < 1 << 29 else { throw Malformed() }
    let field = Int(tag >> 3)
    switch tag & 7 {
    case 0: return (field, .varint(try varint()))
    case 1: return (field, .fixed64(try fixed(8)))
    case 2:
      let count = try varint()
      guard count <= rest.count else { throw Malformed() }
      return (field, .bytes(take(Int(count))))
    case 5: return (field, .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
    default: throw Malformed()
    }
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private mutating func fixed(_ count: Int) throws(Malformed) -> UInt64 {
    guard count <= rest.count else { throw Malformed() }
    return take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func varint() throws(Malformed) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = rest.popFirst(), shift < 64 {
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw Malformed()
  }
}
