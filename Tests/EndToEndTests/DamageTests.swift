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

    @Test func aFlippedBitIsRefused() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let file = try checkpoint(scratch)
      let whole = try Data(contentsOf: file)
      for place in [0, 3, 9, 40, 200, whole.count - 8] {
        var bytes = whole
        bytes[place] ^= 0xFF
        try bytes.write(to: file)
        let result = try scratch.run("evaluate", "one", "--episodes", "2")
        expectFailure(result, says: [file.lastPathComponent, "SHA-256", "--repair"])
      }
    }

    /// One record, and the settings, that cannot be read keep nothing else in; the doctor names them, and a repair lets the
    /// session go on.
    @Test func oneDamagedRecordCostsItselfOnly() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let whole = try scratch.run("export", "one", "--format", "jsonl").output.split(separator: "\n").count
      let script = """
        DROP TRIGGER suggestionNeverUpdated;
        UPDATE suggestion SET action = '{' WHERE id = 1;
        UPDATE episode SET states = zeroblob(length(states)) WHERE id = 2;
        """
      try scratch.change("one", by: script)
      let rest = try scratch.run("export", "one", "--format", "jsonl")
      #expect(rest.status == 1 && rest.output.split(separator: "\n").count == whole - 1, "\(rest.summary)")
      #expect(rest.errors.contains("left out: suggestion 1: ") && rest.errors.contains("doctor"), "\(rest.summary)")
      #expect(try scratch.run("export", "one").status == 0)
      let found = try scratch.run("doctor", "--session", "one")
      #expect(found.status == 1, "\(found.summary)")
      for word in ["episode 2: ", "suggestion 1: ", "--repair"] {
        #expect(found.output.contains(word), "'\(word)' is missing\n\(found.summary)")
      }
      let repaired = try scratch.run("doctor", "--session", "one", "--repair")
      #expect(repaired.status == 0 && repaired.output.contains("before-repair-1"), "\(repaired.summary)")
      #expect(try scratch.run("doctor", "--session", "one").status == 0)
      #expect(try scratch.run("doctor", "--session", scratch.session("one") + "/before-repair-1").status == 1)
      #expect(try scratch.json("collect", "one", "--episodes", "4")["environmentSteps"] as? Int ?? 0 > 0)
    }

    /// A definition that SQLite does not understand keeps the records in no command but those that write.
    @Test func aDamagedDefinitionIsNamedAndMended() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let whole = try scratch.dump("one")
      let file = URL(fileURLWithPath: scratch.session("one") + "/session.sqlite")
      var bytes = try Data(contentsOf: file)
      let definition = try #require(bytes.range(of: Data("(promptTokens >= 0)".utf8)))
      bytes[definition.lowerBound + 9] ^= 1
      try bytes.write(to: file)
      let rest = try scratch.run("export", "one", "--format", "text")
      #expect(rest.status == 1 && rest.output == whole && rest.errors.contains("doctor"), "\(rest.summary)")
      let found = try scratch.run("doctor", "--session", "one")
      #expect(found.status == 1 && found.output.contains("table callDetail: "), "\(found.summary)")
      let repaired = try scratch.run("doctor", "--session", "one", "--repair")
      #expect(repaired.status == 0 && repaired.output.contains("made anew"), "\(repaired.summary)")
      #expect(try scratch.run("doctor", "--session", "one").status == 0 && scratch.dump("one") == whole)
    }

    @Test func settingsThatCannotBeReadKeepNothingIn() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      let script = "UPDATE session SET configuration = '{\"seed\":'"
      try scratch.change("one", by: script)
      for format in ["csv", "jsonl", "text", "markdown"] {
        let result = try scratch.run("export", "one", "--format", format)
        #expect(result.status == 0 && !result.output.isEmpty, "\(result.summary)")
      }
      let found = try scratch.run("doctor", "--session", "one")
      #expect(found.status == 1 && found.output.contains("settings: "), "\(found.summary)")
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
