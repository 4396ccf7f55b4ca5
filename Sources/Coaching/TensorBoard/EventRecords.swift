/// The records that TensorBoard's files consist of: the length of what is within (8 bytes, little-endian), its masked
/// CRC-32C (4), the content, and the content's (4).
package struct EventRecords: Sendable {
  /// What was found of a record.
  package enum Found: Equatable {
    /// A whole one.
    case event(TensorBoardEvent)
    /// Something that is none and was passed over.
    case damaged
  }

  /// Bytes of a record that is read at most: numbers take a few dozen, and larger ones hold pictures.
  static let longest = 16 << 20

  private var waiting: [UInt8] = []
  /// Where in `waiting` the next record begins.
  private var start = 0
  /// Bytes of a record that is too long to be kept and still to be passed over.
  private var passing = 0
  /// Nothing that begins a record was found behind the last one that was read.
  private var isLost = false

  /// Nothing read yet.
  package init() {}

  /// Bytes of a record that is not whole yet.
  package var pending: Int { waiting.count - start + passing }

  /// A record of `event`.
  static func bytes(of event: TensorBoardEvent) -> [UInt8] {
    let content = event.bytes
    var record: [UInt8] = []
    record.reserveCapacity(content.count + 16)
    withUnsafeBytes(of: UInt64(content.count).littleEndian) { record.append(contentsOf: $0) }
    withUnsafeBytes(of: CRC32C.masked(record).littleEndian) { record.append(contentsOf: $0) }
    record += content
    withUnsafeBytes(of: CRC32C.masked(content).littleEndian) { record.append(contentsOf: $0) }
    return record
  }

  /// Takes what came next in the file.
  package mutating func append(_ bytes: some Collection<UInt8>) {
    waiting.removeFirst(start)
    start = 0
    let passed = min(passing, bytes.count)
    passing -= passed
    waiting.append(contentsOf: bytes.dropFirst(passed))
  }

  /// The next record; nil until more has come. Where what stands there begins none, the next that does is looked for.
  package mutating func next() -> Found? {
    while waiting.count - start >= 12 {
      let head = waiting[start..<start + 12]
      guard CRC32C.masked(head.prefix(8)) == UInt32(truncatingIfNeeded: number(head.suffix(4))) else {
        start += 1
        guard !isLost else { continue }
        isLost = true
        return .damaged
      }
      isLost = false
      let length = number(head.prefix(8))
      guard length <= Self.longest else {
        pass(length)
        return .damaged
      }
      let end = start + 12 + Int(length)
      guard waiting.count >= end + 4 else { return nil }
      let content = waiting[start + 12..<end]
      let sum = UInt32(truncatingIfNeeded: number(waiting[end..<end + 4]))
      start = end + 4
      guard CRC32C.masked(content) == sum, let event = try? TensorBoardEvent(content) else { return .damaged }
      return .event(event)
    }
    return nil
  }

  /// Passes over a record of so many bytes that is not kept.
  private mutating func pass(_ length: UInt64) {
    // No file has as many bytes; a sum that fits by chance leads nowhere.
    let whole = Int(min(length, 1 << 60)) + 16
    let held = min(whole, waiting.count - start)
    start += held
    passing = whole - held
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
