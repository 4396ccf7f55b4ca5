import Testing

@testable import Coaching

/// Headers of archives, as other programs write and read them.
@Suite struct TarHeaderTests {
  private static let header = TarHeader(name: "checkpoints/base-1024.safetensors", size: 1_000, time: 1_700_000_000)

  @Test func aHeaderComesBack() throws {
    let block = try Self.header.block()
    #expect(block.count == 512)
    #expect(try TarHeader(block[...]) == Self.header)
    #expect(String(decoding: block[124..<135], as: UTF8.self) == "00000001750", "1000 in octal digits")
    #expect(String(decoding: block[257..<262], as: UTF8.self) == "ustar")
  }

  @Test func contentsAreFilledUpToBlocks() {
    #expect([0, 1, 511, 512, 513].map(TarHeader.padding) == [0, 511, 1, 0, 511])
  }

  @Test func twoEmptyBlocksAreTheEnd() throws {
    #expect(try TarHeader([UInt8](repeating: 0, count: 512)[...]) == nil)
  }

  @Test func everyFlippedBitOfANameOrASizeIsSeen() throws {
    let block = try Self.header.block()
    for place in 0..<257 where block[place] != 0 && !(148..<156).contains(place) {
      var damaged = block
      damaged[place] ^= 1
      #expect(throws: TarHeader.Failure.self, "byte \(place)") { try TarHeader(damaged[...]) }
    }
  }

  @Test func whatIsNoPlainFileIsRefused() throws {
    var link = try Self.header.block()
    // The sum of the header grows with its type.
    link[156] = 0x32
    let sum = String((try Self.sum(of: Self.header)) + 2, radix: 8)
    link.replaceSubrange(148..<154, with: (String(repeating: "0", count: 6 - sum.count) + sum).utf8)
    #expect(throws: TarHeader.Failure.notAFile("2")) { try TarHeader(link[...]) }
    #expect(throws: TarHeader.Failure.tooLong) {
      try TarHeader(name: String(repeating: "a", count: 101), size: 1, time: 0).block()
    }
    #expect(throws: TarHeader.Failure.tooLong) { try TarHeader(name: "a", size: 1 << 33, time: 0).block() }
  }

  private static func sum(of header: TarHeader) throws -> Int {
    try #require(Int(String(decoding: try header.block()[148..<154], as: UTF8.self), radix: 8))
  }
}
