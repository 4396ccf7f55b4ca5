import Testing

@testable import BridgedEnvironments

/// Messages as bytes.
@Suite struct FrameTests {
  @Test func aMessageIsItsKindItsLengthAndItsPayload() {
    #expect(BridgeFrame.bytes(.reset, [7, 8]) == [2, 0, 0, 0, 2, 0, 0, 0, 7, 8])
    #expect(BridgeFrame.payload(258, [9]) == [2, 1, 0, 0, 9])
    #expect(BridgeFrame.bytes(.close, []).count == BridgeFrame.headerBytes)
  }

  private func header(_ bytes: [UInt8]) throws -> (reply: BridgeFrame.Reply, length: Int) {
    try bytes.withUnsafeBytes { try BridgeFrame.header($0) }
  }

  @Test func aHeaderIsReadBack() throws {
    let found = try header([67, 0, 0, 0, 0, 1, 0, 0])
    #expect(found.reply == .stepped)
    #expect(found.length == 256)
    // The longest payload is one, and one byte more is none.
    #expect(try header([66, 0, 0, 0, 0, 0, 0, 4]).length == BridgeFrame.longestPayload)
  }

  @Test(
    arguments: [
      [67, 0, 0, 0, 0, 1, 0],  // a byte too few
      [],
      [67, 0, 0, 0, 1, 0, 0, 4],  // one byte more than the longest
      [67, 0, 0, 0, 255, 255, 255, 255],
      [3, 0, 0, 0, 0, 0, 0, 0],  // a command is no reply
      [200, 0, 0, 0, 0, 0, 0, 0],
    ] as [[UInt8]])
  func whatIsNoHeaderIsRefused(_ bytes: [UInt8]) {
    #expect {
      try header(bytes)
    } throws: { error in
      if case BridgeError.garbled = error { true } else { false }
    }
  }
}
