import RLCore

/// The fields of one message of Protocol Buffers, in the order in which they come. Every length is checked before it is
/// used, and nothing is copied before somebody asks for it.
///
/// - Complexity: O(bytes), whatever they are: each field takes one byte at least.
struct ProtobufReader {
  /// What a field holds.
  enum Value {
    case whole(Int)
    /// Four bytes, as a single-precision number.
    case number(Float)
    /// Eight bytes, as a double-precision number.
    case double(Double)
    case bytes(ArraySlice<UInt8>)
  }

  private let bytes: ArraySlice<UInt8>
  private let what: String
  private var position: Int

  /// The message in `bytes`; `what` names it in errors.
  init(_ bytes: ArraySlice<UInt8>, as what: String) {
    (self.bytes, self.what, position) = (bytes, what, bytes.startIndex)
  }

  /// The next field; nil at the end.
  mutating func next() throws(PolicyImportError) -> (field: Int, value: Value)? {
    guard position < bytes.endIndex else { return nil }
    let tag = try variable()
    guard let form = ProtobufForm(rawValue: Int(tag & 7)), tag >> 3 > 0, tag >> 3 < 1 << 29 else {
      throw .malformed(what, "it is no message of Protocol Buffers")
    }
    let field = Int(tag >> 3)
    switch form {
    case .whole: return (field, .whole(Int(truncatingIfNeeded: try variable())))
    case .four: return (field, .number(Float(bitPattern: UInt32(truncatingIfNeeded: Self.low(try take(4))))))
    case .eight: return (field, .double(Double(bitPattern: Self.low(try take(8)))))
    case .bytes:
      let count = try variable()
      guard count <= UInt64(bytes.endIndex - position) else { throw .malformed(what, "it is cut off") }
      return (field, .bytes(try take(Int(count))))
    }
  }

  private mutating func take(_ count: Int) throws(PolicyImportError) -> ArraySlice<UInt8> {
    guard count <= bytes.endIndex - position else { throw .malformed(what, "it is cut off") }
    defer { position += count }
    return bytes[position..<(position + count)]
  }

  private mutating func variable() throws(PolicyImportError) -> UInt64 {
    var value: UInt64 = 0
    for place in 0..<10 {
      guard let byte = try take(1).first else { break }
      value |= UInt64(byte & 0x7f) << UInt64(7 * place)
      if byte < 0x80 { return value }
    }
    throw .malformed(what, "a number in it has no end")
  }

  private static func low(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The bytes of every field called `field`, which are messages or text.
  static func parts(
    _ field: Int, of bytes: ArraySlice<UInt8>, as what: String
  ) throws(PolicyImportError) -> [ArraySlice<UInt8>] {
    var (reader, found) = (ProtobufReader(bytes, as: what), [ArraySlice<UInt8>]())
    while let (number, value) = try reader.next() {
      if number == field, case .bytes(let part) = value { found.append(part) }
    }
    return found
  }
}

extension ProtobufReader.Value {
  /// As text; nil where it is none.
  var text: String? { if case .bytes(let bytes) = self { String(validating: bytes, as: UTF8.self) } else { nil } }

  /// Whole numbers, each for itself or many in one field; nil where they are none.
  var wholes: [Int]? {
    switch self {
    case .whole(let whole): return [whole]
    case .bytes(let bytes):
      var (numbers, value, shift) = ([Int](), UInt64(0), UInt64(0))
      for byte in bytes {
        guard shift < 70 else { return nil }
        value |= UInt64(byte & 0x7f) << shift
        shift += 7
        if byte < 0x80 {
          numbers.append(Int(truncatingIfNeeded: value))
          (value, shift) = (0, 0)
        }
      }
      return shift == 0 ? numbers : nil
    case .number, .double: return nil
    }
  }

  /// Single-precision numbers, each for itself or many in one field; nil where they are none.
  var floats: [Double]? {
    switch self {
    case .number(let number): [Double(number)]
    case .bytes(let bytes) where bytes.count % 4 == 0:
      bytes.withUnsafeBytes { raw in
        (0..<(raw.count / 4)).map { Double(raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self)) }
      }
    default: nil
    }
  }

  /// Double-precision numbers, likewise.
  var doubles: [Double]? {
    switch self {
    case .double(let number): [number]
    case .bytes(let bytes) where bytes.count % 8 == 0:
      bytes.withUnsafeBytes { raw in
        (0..<(raw.count / 8)).map { raw.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
      }
    default: nil
    }
  }
}
