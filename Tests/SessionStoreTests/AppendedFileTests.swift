import Foundation
import Testing

@testable import SessionStore

@Suite struct AppendedFileTests {
  @Test func linesFollowOneAnotherAndABrokenOneCostsItselfOnly() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/lines"
    try AppendedFile.append(Array("one\n".utf8), to: path)
    try AppendedFile.append(Array("two\nthr".utf8), to: path)
    try AppendedFile.append(Array("four\n".utf8), to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\ntwo\nthr\nfour\n")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode.map { $0 & 0o077 } == 0)
  }

  @Test func aPlaceThatCannotBeWrittenIsAnError() throws {
    let scratch = try Scratch()
    #expect(throws: SessionStoreError.self) {
      try AppendedFile.append([0x0A], to: scratch.path + "/nowhere/lines")
    }
  }
}
