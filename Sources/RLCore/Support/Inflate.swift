/// Unpacks deflated data, bounded in what comes out.
///
/// Standard: RFC 1951. Recorded runs and policies of other programs come packed, a few hundred kilobytes each; they
/// are read on whatever thread asks, so that a child process would have to be waited for.
public struct Inflate {
  /// Why data cannot be unpacked.
  public struct Failure: Error, Equatable, CustomStringConvertible {
    /// The reason, in words that end a sentence.
    public var description: String

    /// A failure for a reason.
    public init(description: String) { self.description = description }
  }

  private let bytes: [UInt8]
  private let end: Int
  private let limit: Int
  private var position: Int
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var output: [UInt8] = []

  /// What is packed in `bytes` within `range`, and the place after its last byte.
  ///
  /// - Throws: `Failure`, also where more than `limit` bytes come out.
  /// - Complexity: O(bytes that come out).
  public static func unpacked(
    _ bytes: [UInt8], in range: Range<Int>, atMost limit: Int
  ) throws -> (output: [UInt8], end: Int) {
    var inflate = Inflate(bytes: bytes, end: range.upperBound, limit: limit, position: range.lowerBound)
    try inflate.run()
    // Whole bytes that were taken and not needed belong to what comes after.
    return (inflate.output, inflate.position - inflate.bitCount / 8)
  }

  private init(bytes: [UInt8], end: Int, limit: Int, position: Int) {
    self.bytes = bytes
    self.end = min(end, bytes.count)
    self.limit = limit
    self.position = position
  }

  private mutating func take(_ count: Int) throws -> Int {
    while bitCount < count {
      guard position < end else { throw Failure(description: "the file is cut off") }
      bits |= UInt32(bytes[position]) << UInt32(bitCount)
      position += 1
      bitCount += 8
    }
    let value = bits & (1 << UInt32(count) - 1)
    bits >>= UInt32(count)
    bitCount -= count
    return Int(value)
  }

  private mutating func run() throws {
    var isLast = false
    while !isLast {
      isLast = try take(1) == 1
      switch try take(2) {
      case 0: try copyStored()
      case 1: try decode(Code(lengths: Self.fixedLengths), Code(lengths: Array(repeating: 5, count: 30)))
      case 2:
        let (literals, distances) = try codes()
        try decode(literals, distances)
      default: throw Failure(description: "it is damaged: a block of no known kind")
      }
    }
  }

  private mutating func copyStored() throws {
    (bits, bitCount) = (0, 0)
    let length = try take(16)
    guard try take(16) == ~length & 0xffff, position + length <= end else {
      throw Failure(description: "it is damaged: a stored block does not end")
    }
    try append(bytes[position..<position + length])
    position += length
  }

  private mutating func append(_ part: some Collection<UInt8>) throws {
    guard output.count + part.count <= limit else {
      throw Failure(description: "more than \(limit) bytes come out of it")
    }
    output.append(contentsOf: part)
  }

  private static let fixedLengths: [Int] =
    Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112) + Array(repeating: 7, count: 24)
    + Array(repeating: 8, count: 8)
  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ]
  private static let lengthBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
  ]
  private static let codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// The codes that a block brings.
  private mutating func codes() throws -> (Code, Code) {
    let (literals, distances, count) = (try take(5) + 257, try take(5) + 1, try take(4) + 4)
    var lengths = [Int](repeating: 0, count: 19)
    for index in 0..<count { lengths[Self.codeOrder[index]] = try take(3) }
    let code = Code(lengths: lengths)
    var all: [Int] = []
    while all.count < literals + distances {
      let symbol = try self.symbol(code)
      switch symbol {
      case 0..<16: all.append(symbol)
      case 16:
        guard let last = all.last else { throw Failure(description: "it is damaged: a code repeats nothing") }
        all += Array(repeating: last, count: 3 + (try take(2)))
      case 17: all += Array(repeating: 0, count: 3 + (try take(3)))
      default: all += Array(repeating: 0, count: 11 + (try take(7)))
      }
    }
    return (
      Code(lengths: Array(all[..<literals])), Code(lengths: Array(all[literals..<literals + distances]))
    )
  }

  private mutating func decode(_ literals: Code, _ distances: Code) throws {
    while true {
      let symbol = try self.symbol(literals)
      if symbol < 256 {
        try append(CollectionOfOne(UInt8(symbol)))
      } else if symbol == 256 {
        return
      } else {
        guard symbol - 257 < Self.lengthBases.count else { throw Failure(description: "it is damaged: no such length") }
        let length = Self.lengthBases[symbol - 257] + (try take(Self.lengthBits[symbol - 257]))
        let place = try self.symbol(distances)
        guard place < Self.distanceBases.count else { throw Failure(description: "it is damaged: no such distance") }
        let distance = Self.distanceBases[place] + (try take(max(0, place / 2 - 1)))
        guard distance <= output.count else { throw Failure(description: "it is damaged: a distance before its start") }
        guard output.count + length <= limit else {
          throw Failure(description: "more than \(limit) bytes come out of it")
        }
        for _ in 0..<length { output.append(output[output.count - distance]) }
      }
    }
  }

  private mutating func symbol(_ code: Code) throws -> Int {
    var (value, first, index) = (0, 0, 0)
    for length in 1..<code.counts.count {
      value |= try take(1)
      let count = code.counts[length]
      if value - count < first {
        let place = index + value - first
        guard code.symbols.indices.contains(place) else { break }
        return code.symbols[place]
      }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    throw Failure(description: "it is damaged: bits that are no code")
  }

  /// A canonical Huffman code: how many symbols there are of each length, and the symbols in order.
  private struct Code {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int]

    init(lengths: [Int]) {
      for length in lengths where length > 0 { counts[length] += 1 }
      symbols = (1...15).flatMap { length in lengths.indices.filter { lengths[$0] == length } }
    }
  }
}
