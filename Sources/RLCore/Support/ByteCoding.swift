/// Appends plain numbers to bytes, little-endian, so that a captured state has no padding and compares bit for bit.
public struct ByteWriter {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []

  /// An empty writer with room for `capacity` bytes.
  public init(capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  /// Appends an integer.
  public mutating func write(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends a single-precision number.
  public mutating func write(_ value: Float) { write(value.bitPattern) }

  /// Appends a double-precision number.
  public mutating func write(_ value: Double) { write(value.bitPattern) }

  /// Appends a generator's state.
  public mutating func write(_ generator: SeededGenerator) {
    for lane in 0..<4 { write(generator.words[lane]) }
  }
}

/// Reads back what `ByteWriter` wrote; reading past the end gives zeros and sets `isExhausted`.
public struct ByteReader<Bytes: Collection> where Bytes.Element == UInt8 {
  private let bytes: Bytes
  private var index: Bytes.Index
  /// More was read than there was.
  public private(set) var isExhausted = false

  /// Reads `bytes` from the start.
  public init(_ bytes: Bytes) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  /// Everything was read.
  public var isAtEnd: Bool { index == bytes.endIndex }

  /// The next integer.
  public mutating func read<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) -> Value {
    var value: Value = 0
    var shift = 0
    while shift < Value.bitWidth {
      guard index != bytes.endIndex else {
        isExhausted = true
        return 0
      }
      value |= Value(truncatingIfNeeded: bytes[index]) << Value(truncatingIfNeeded: shift)
      index = bytes.index(after: index)
      shift += 8
    }
    return value
  }

  /// The next single-precision number.
  public mutating func readFloat() -> Float { Float(bitPattern: read()) }

  /// The next double-precision number.
  public mutating func readDouble() -> Double { Double(bitPattern: read()) }

  /// The next generator.
  public mutating func readGenerator() -> SeededGenerator {
    SeededGenerator(words: SIMD4(read(), read(), read(), read()))
  }
}
