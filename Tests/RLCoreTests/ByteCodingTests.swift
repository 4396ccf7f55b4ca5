import RLCore
import Testing

@Suite struct ByteCodingTests {
  @Test func writesLittleEndianWithoutPadding() {
    var writer = ByteWriter()
    writer.write(UInt8(1))
    writer.write(Int32(-2))
    writer.write(UInt16(0x0304))
    #expect(writer.bytes == [1, 0xFE, 0xFF, 0xFF, 0xFF, 4, 3])
  }

  @Test func readsBackEveryKind() {
    var generator = SeededGenerator(seed: 8)
    _ = generator.next()
    var writer = ByteWriter(capacity: 64)
    writer.write(Int16.min)
    writer.write(UInt64.max)
    writer.write(Float(-0.0))
    writer.write(Double.pi)
    writer.write(Float.nan)
    writer.write(generator)
    writer.write(Int8(-7))
    var reader = ByteReader(writer.bytes)
    #expect(reader.read(Int16.self) == .min)
    #expect(reader.read(UInt64.self) == .max)
    #expect(reader.readFloat().bitPattern == Float(-0.0).bitPattern)
    #expect(reader.readDouble() == .pi)
    #expect(reader.readFloat().isNaN)
    #expect(reader.readGenerator() == generator)
    #expect(reader.read(Int8.self) == -7)
    #expect(!reader.isExhausted)
  }

  @Test func readsASlice() {
    let bytes: [UInt8] = [9, 9, 1, 2, 9]
    var reader = ByteReader(bytes[2..<4])
    #expect(reader.read(UInt16.self) == 0x0201)
    #expect(!reader.isExhausted)
    #expect(reader.read(UInt8.self) == 0)
    #expect(reader.isExhausted)
  }

  @Test func saysWhenThereIsNoMore() {
    var reader = ByteReader([1, 2, 3] as [UInt8])
    #expect(reader.read(UInt32.self) == 0)
    #expect(reader.isExhausted)
  }
}
