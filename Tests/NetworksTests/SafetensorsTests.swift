import Networks
import RLCore
import Testing

@Suite struct SafetensorsTests {
  private static let tensors = [
    Tensor(name: "weights", shape: [2, 3], elements: .floats([1, -0.0, .pi, .infinity, .leastNonzeroMagnitude, -7])),
    Tensor(name: "a \"quoted\" \\ näme\n", shape: [5], elements: .bytes([0, 1, 128, 254, 255])),
    Tensor(name: "nothing", shape: [0], elements: .floats([])),
    Tensor(name: "one", shape: [], elements: .floats([0.1])),
    Tensor(name: "double", shape: [2], elements: .doubles([0.1, -.infinity])),
  ]
  private static let metadata = ["version": "1", "text": "{\"a\":\"b\\n\"}\u{1}\t", "ünïcode": "✓ \u{1F3D3}"]

  private func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64($0 * 8)) } + Array(header.utf8) + data
  }

  /// The error that reading gives; nil when it succeeds. Any other kind of error fails the test.
  private func failure(_ bytes: [UInt8]) throws -> SafetensorsError? {
    do {
      _ = try Safetensors.decode(bytes)
      return nil
    } catch let error as SafetensorsError {
      return error
    }
  }

  @Test func readsBackWhatItWrote() throws {
    let bytes = Safetensors.encode(Self.tensors, metadata: Self.metadata)
    let (tensors, metadata) = try Safetensors.decode(bytes)
    #expect(tensors == Dictionary(uniqueKeysWithValues: Self.tensors.map { ($0.name, $0) }))
    #expect(metadata == Self.metadata)
  }

  @Test func writesTheFormatThatOthersRead() {
    let bytes = Safetensors.encode(
      [Tensor(name: "x", shape: [1], elements: .floats([1]))], metadata: ["k": "v"])
    var header = "{\"__metadata__\":{\"k\":\"v\"},\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
    while header.utf8.count % 8 != 0 { header += " " }
    #expect(bytes == file(header, data: [0, 0, 0x80, 0x3F]))
  }

  @Test func dataBeginAtAMultipleOfEightBytes() {
    for length in 1...16 {
      let name = String(repeating: "x", count: length)
      let bytes = Safetensors.encode([Tensor(name: name, shape: [1], elements: .bytes([7]))], metadata: [:])
      #expect(bytes[0] % 8 == 0 && bytes.count == 8 + Int(bytes[0]) + Int(bytes[1]) << 8 + 1)
    }
  }

  @Test func equalStatesGiveEqualBytes() {
    let first = Safetensors.encode(Self.tensors, metadata: ["a": "1", "b": "2", "c": "3"])
    for _ in 0..<10 {
      let entries = ["c": "3", "a": "1", "b": "2"]
      #expect(Safetensors.encode(Self.tensors, metadata: entries) == first)
    }
  }

  @Test func refusesEveryTruncation() throws {
    let bytes = Safetensors.encode(Self.tensors, metadata: Self.metadata)
    for length in 0..<bytes.count {
      let error = try #require(try failure(Array(bytes.prefix(length))), "cut to \(length) bytes")
      #expect(error.description.contains("not a readable checkpoint"))
      #expect(error.description.contains("use an earlier one or train again"))
    }
  }

  @Test(arguments: [
    ("{", "not valid JSON"), ("[]", "not valid JSON"), ("{\"x\":3}", "not valid JSON"), ("", "not valid JSON"),
    ("{\"x\":{\"dtype\":\"F32\",\"shape\":[1]}}", "not valid JSON"),
    ("{\"__metadata__\":{\"a\":1}}", "not valid JSON"),
    ("{\"x\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}", "has type F16"),
    ("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", "outside the file"),
    ("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}", "outside the file"),
    ("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", "outside the file"),
    ("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", "outside the file"),
    ("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", "outside the file"),
    ("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[1,-9223372036854775808]}}", "outside the file"),
    ("{\"x\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[9223372036854775806,9223372036854775807]}}", "outside"),
    ("{\"x\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", "impossible shape"),
    ("{\"x\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}", "impossible shape"),
    ("{\"x\":{\"dtype\":\"U8\",\"shape\":[9223372036854775807,2],\"data_offsets\":[0,4]}}", "impossible shape"),
  ])
  func refusesABadHeader(header: String, reason: String) throws {
    let error = try #require(try failure(file(header, data: [0, 0, 0, 0])))
    #expect(error.description.contains(reason))
  }

  @Test func refusesAHeaderLongerThanTheFile() throws {
    for length in [1, 100_000_001, UInt64(1) << 40, UInt64(1) << 63, .max] {
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64($0 * 8)) }
      #expect(try failure(bytes) == .malformed("the header is longer than the file"))
    }
  }

  @Test func anyDamageIsAnErrorOrAnotherFileButNeverACrash() throws {
    let bytes = Safetensors.encode(Self.tensors, metadata: Self.metadata)
    var generator = SeededGenerator(seed: 17)
    var (refused, read) = (0, 0)
    for _ in 0..<3_000 {
      var damaged = bytes
      for _ in 0...generator.below(3) { damaged[generator.below(damaged.count)] = UInt8(generator.below(256)) }
      // Damage in the header is nearly always an error, damage in the data is other data.
      if let error = try failure(damaged) {
        refused += 1
        #expect(error.description.contains("not a readable checkpoint"))
      } else {
        read += 1
      }
    }
    #expect(refused > 1_000 && read > 100, "\(refused) refused, \(read) read")
  }
}
