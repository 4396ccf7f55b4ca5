import Foundation
import Glibc
import RLCore
import Testing

/// Files are read whole and within bounds, and nothing that could wait is waited for.
@Suite struct PlainFileTests {
  /// A folder of one test's own.
  private final class Scratch {
    let path = NSTemporaryDirectory() + "sidecoach-plain-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ bytes: [UInt8]) throws -> String {
      let file = path + "/" + UUID().uuidString
      try Data(bytes).write(to: URL(fileURLWithPath: file))
      return file
    }
  }

  @Test func bytesAndTextAreRead() throws {
    let scratch = try Scratch()
    let long = [UInt8](repeating: 7, count: 200_000)
    #expect(try PlainFile.bytes(scratch.write(long)) == long)
    #expect(try PlainFile.text(scratch.write([0xEF, 0xBB, 0xBF] + Array("añb".utf8))) == "añb")
    #expect(try PlainFile.bytes(scratch.write([])) == [])
  }

  @Test(.timeLimit(.minutes(1))) func aPipeThatNobodyWritesToIsRefusedAtOnce() throws {
    let scratch = try Scratch()
    let pipe = scratch.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: PlainFileError.notPlain(pipe, "a pipe")) { try PlainFile.bytes(pipe) }
  }

  @Test func whatIsNoPlainFileIsNamed() throws {
    let scratch = try Scratch()
    #expect(throws: PlainFileError.notPlain(scratch.path, "a folder")) { try PlainFile.bytes(scratch.path) }
    #expect(throws: PlainFileError.notPlain("/dev/zero", "a device")) { try PlainFile.bytes("/dev/zero") }
    #expect(throws: PlainFileError.missing(scratch.path + "/none", nil)) { try PlainFile.bytes(scratch.path + "/none") }
    #expect(PlainFile.kind(scratch.path) == "a folder" && PlainFile.kind("/dev/zero") == "a device")
    let file = try scratch.write([0x61, 0xFF])
    #expect(PlainFile.kind(file) == nil && PlainFile.kind(scratch.path + "/none") == nil)
    #expect(throws: PlainFileError.notText(file)) { try PlainFile.text(file) }
    #expect(throws: PlainFileError.tooLong(file, 1)) { try PlainFile.bytes(file, atMost: 1) }
    #expect(try PlainFile.bytes(file, atMost: 2).count == 2)
  }
}
