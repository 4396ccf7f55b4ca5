import Foundation
import Testing

extension EndToEnd {
  /// Files of a session that are damaged or from another version: an error that names the file, and nothing changed.
  @Suite struct Damage {
    private func expectFailure(
      _ result: Program.Result, says words: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(result.status == 1, "\(result.summary)", sourceLocation: sourceLocation)
      #expect(result.output.isEmpty && !result.hasEscape, "\(result.summary)", sourceLocation: sourceLocation)
      for word in words {
        #expect(result.errors.contains(word), "'\(word)' is missing\n\(result.summary)", sourceLocation: sourceLocation)
      }
    }

    private func checkpoint(_ scratch: Scratch) throws -> URL {
      let directory = scratch.session("one") + "/checkpoints"
      let name = try #require(FileManager.default.contentsOfDirectory(atPath: directory).first)
      return URL(fileURLWithPath: directory + "/" + name)
    }

    @Test func aDamagedDatabaseIsNamed() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let file = URL(fileURLWithPath: scratch.session("one") + "/session.sqlite")
      let whole = try Data(contentsOf: file)
      for content in [Data(), Data("nothing of ours".utf8), Data(whole.prefix(whole.count / 3))] {
        try content.write(to: file)
        for words in [["export", "one"], ["collect", "one"], ["train", "Pong", "--session", "one"]] {
          expectFailure(try scratch.start(words).end(), says: ["session.sqlite", "damaged", "backup"])
        }
        #expect(try Data(contentsOf: file) == content)
      }
    }

    @Test func aNewerSessionIsRefusedAndLeftAlone() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      try scratch.markNewer("one")
      let file = URL(fileURLWithPath: scratch.session("one") + "/session.sqlite")
      let before = try Data(contentsOf: file)
      for words in [["export", "one"], ["verify", "one"], Tiny.demo() + ["--headless", "--session", "one"]] {
        expectFailure(try scratch.start(words).end(), says: ["newer Sidecoach", "upgrade"])
      }
      #expect(try Data(contentsOf: file) == before)
    }

    @Test(arguments: [0, 7, 100, 5_000, -1])
    func aDamagedCheckpointIsNamed(length: Int) throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let file = try checkpoint(scratch)
      var bytes = try Data(contentsOf: file)
      bytes = length < 0 ? bytes.dropLast() : bytes.prefix(length)
      try Data(bytes).write(to: file)
      let name = file.lastPathComponent
      expectFailure(try scratch.run("evaluate", "one", "--episodes", "2"), says: [name])
      expectFailure(try scratch.run("refine", "one", "--method", "ppo"), says: [name])
      expectFailure(try scratch.run("collect", "one", "--episodes", "9"), says: [name])
      // What does not need it goes on.
      #expect(try scratch.run("export", "one", "--format", "csv").status == 0)
    }

    @Test func aFlippedBitIsNoTrap() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let file = try checkpoint(scratch)
      let whole = try Data(contentsOf: file)
      for place in [0, 3, 9, 40, 200, whole.count - 8] {
        var bytes = whole
        bytes[place] ^= 0xFF
        try bytes.write(to: file)
        let result = try scratch.run("evaluate", "one", "--episodes", "2")
        #expect([0, 1].contains(result.status), "byte \(place): \(result.summary)")
      }
    }

    @Test func aMissingCheckpointIsNamed() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let file = try checkpoint(scratch)
      try FileManager.default.removeItem(at: file)
      expectFailure(
        try scratch.run("evaluate", "one", "--episodes", "2"), says: [file.lastPathComponent, "backup"])
    }
  }
}
