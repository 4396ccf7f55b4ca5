import Testing

@testable import Coaching

/// Event files byte by byte. The hexadecimal texts are what TensorBoard's own writer (2.21) and its protocol buffers give.
@Suite struct EventRecordsTests {
  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap { $0.hexDigitValue.map(UInt8.init) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  private static func read(_ bytes: [UInt8]) -> [EventRecords.Found] {
    var records = EventRecords()
    records.append(bytes)
    var found: [EventRecords.Found] = []
    while let next = records.next() { found.append(next) }
    return found
  }

  private static let speed = TensorBoardEvent(
    time: 1.5, step: 128, .scalars([TensorBoardEvent.Scalar(tag: "charts/SPS", value: 0.25)]))
  private static let version = TensorBoardEvent(time: 1.5, .version("brain.Event:2"))

  @Test func theChecksumIsThatOfTheStandard() {
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xe306_9283)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(CRC32C.checksum([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
    #expect(CRC32C.checksum([UInt8](0..<32)) == 0x46dd_794e)
    #expect(CRC32C.checksum([]) == 0)
    #expect(CRC32C.masked([]) == 0xa282_ead8)
  }

  @Test func recordsAreThoseOfTensorBoardsOwnWriter() {
    #expect(
      EventRecords.bytes(of: Self.speed)
        == Self.bytes(
          "2100000000000000017becf609000000000000f83f1080012a130a110a0a6368617274732f535053150000803e98780be3"))
    #expect(
      EventRecords.bytes(of: Self.version)
        == Self.bytes("1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c"))
  }

  @Test(arguments: [
    ("09000000000000f83f10032a0f0a0d0a016142080801220400002040", 2.5),
    ("09000000000000f83f10032a0f0a0d0a0161420808012a0400002040", 2.5),
    ("09000000000000f83f10032a130a110a0161420c08023208000000000000e0bf", -0.5),
  ])
  func tensorsOfOneNumberAreNumbers(_ hex: String, _ value: Double) throws {
    let event = try TensorBoardEvent(Self.bytes(hex)[...])
    #expect(event == TensorBoardEvent(time: 1.5, step: 3, .scalars([.init(tag: "a", value: value)])))
  }

  @Test func whatIsNoNumberIsPassedOver() throws {
    let several = "09000000000000f83f10032a130a110a0161420c08012a08000020400000803f"
    #expect(try TensorBoardEvent(Self.bytes(several)[...]) == TensorBoardEvent(time: 1.5, step: 3, .other))
  }

  @Test func aBegunRunIsMarkedAsTensorBoardMarksIt() throws {
    let event = TensorBoardEvent(time: 1.5, step: 3, .begun)
    #expect(event.bytes == Self.bytes("09000000000000f83f10033a020801"))
    #expect(try TensorBoardEvent(event.bytes[...]) == event)
  }

  @Test(arguments: [0, 1, -1, 300, .max, .min])
  func everyStepComesBack(_ step: Int) throws {
    let event = TensorBoardEvent(
      time: -2.25, step: step, .scalars([.init(tag: "ä/b", value: .infinity), .init(tag: "c", value: 0)]))
    #expect(try TensorBoardEvent(event.bytes[...]) == event)
  }

  @Test func bytesMayComeInAnyPieces() {
    let all = EventRecords.bytes(of: Self.version) + EventRecords.bytes(of: Self.speed)
    for size in 1...all.count {
      var records = EventRecords()
      var found: [EventRecords.Found] = []
      for start in stride(from: 0, to: all.count, by: size) {
        records.append(all[start..<min(all.count, start + size)])
        while let next = records.next() { found.append(next) }
      }
      #expect(found == [.event(Self.version), .event(Self.speed)], "pieces of \(size)")
      #expect(records.pending == 0)
    }
  }

  @Test func aTornRecordWaitsForItsRest() {
    let record = EventRecords.bytes(of: Self.speed)
    var records = EventRecords()
    records.append(record.dropLast())
    #expect(records.next() == nil)
    #expect(records.pending == record.count - 1)
    records.append(record.suffix(1))
    #expect(records.next() == .event(Self.speed))
  }

  /// Whatever single byte is wrong, one record is counted as damaged, and those around it are read.
  @Test func aDamagedRecordIsPassedOverAlone() {
    let (version, speed) = (EventRecords.bytes(of: Self.version), EventRecords.bytes(of: Self.speed))
    for place in speed.indices {
      var damaged = speed
      damaged[place] ^= 0x10
      let found = Self.read(version + damaged + version + version)
      #expect(found == [.event(Self.version), .damaged, .event(Self.version), .event(Self.version)], "byte \(place)")
    }
  }

  @Test func aRecordOfMegabytesIsNotKept() {
    let content = [UInt8](repeating: 7, count: EventRecords.longest + 1)
    var head: [UInt8] = []
    withUnsafeBytes(of: UInt64(content.count).littleEndian) { head.append(contentsOf: $0) }
    withUnsafeBytes(of: CRC32C.masked(head).littleEndian) { head.append(contentsOf: $0) }
    var records = EventRecords()
    records.append(head)
    #expect(records.next() == .damaged)
    records.append(content + [0, 0, 0, 0] + EventRecords.bytes(of: Self.speed))
    #expect(records.next() == .event(Self.speed))
  }

  @Test func bytesThatAreNoMessageAreDamaged() {
    for content: [UInt8] in [[0], [0x0b], [0x80], [0x09, 1], [0x2a, 5, 1]] {
      #expect(throws: ProtobufReader.Malformed.self) { try TensorBoardEvent(content[...]) }
    }
  }
}
