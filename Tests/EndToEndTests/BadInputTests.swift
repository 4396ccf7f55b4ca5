import Foundation
import Glibc
import TestSupport
import Testing

extension EndToEnd {
  /// Names and values that are wrong, and places that cannot be written to.
  @Suite struct BadInput {
    /// A failure in one line, of which a person learns what to do.
    private func expect(
      _ result: Program.Result, status: Int32, says words: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(result.status == status, "\(result.summary)", sourceLocation: sourceLocation)
      #expect(result.output.isEmpty && !result.hasEscape, "\(result.summary)", sourceLocation: sourceLocation)
      let lines = result.errors.split(separator: "\n")
      #expect(lines.count == 1, "\(result.summary)", sourceLocation: sourceLocation)
      for word in words {
        #expect(result.errors.contains(word), "'\(word)' is missing\n\(result.summary)", sourceLocation: sourceLocation)
      }
    }

    @Test func unknownNamesListTheValidOnes() throws {
      let scratch = try Scratch()
      expect(
        try scratch.run("train", "Pnog", "--session", "one"), status: 2,
        says: ["unknown environment 'Pnog'", "did you mean 'Pong'", "Valid:"])
      expect(
        try scratch.run("train", "Pong", "--session", "one", "--set", "learningrate=1"), status: 2,
        says: ["learningrate", "learningRate"])
      expect(
        try scratch.run("train", "Pong", "--session", "one", "--set", "environment.pionts=1"), status: 2,
        says: ["pionts", "did you mean 'points'"])
      #expect(!FileManager.default.fileExists(atPath: scratch.sessions), "a wrong name must leave nothing behind")
      try scratch.copySample()
      expect(
        try scratch.run("refine", "one", "--method", "ultra"), status: 2,
        says: ["unknown", "'ultra'", "did you mean 'ultra-", "ppo"])
      expect(
        try scratch.run("identify", "one", "--advisor", "ofline"), status: 2,
        says: ["ofline", "did you mean 'offline'"])
      expect(
        try scratch.run("review", "one", "--accept", "confidence=2"), status: 2,
        says: ["acceptance policy", "verified"])
    }

    @Test(arguments: [
      "learningRate=fast", "steps=-1", "clip=nan", "hidden=0", "environments=0", "environment.points=0", "gamma",
      "guidance.match=nearby",
    ])
    func wrongValuesAreNamed(setting: String) throws {
      let scratch = try Scratch()
      let key = setting.prefix { $0 != "=" }
      let name = key.hasPrefix("environment.") ? String(key.dropFirst("environment.".count)) : String(key)
      expect(
        try scratch.run("train", "Pong", "--session", "one", "--set", setting), status: 2, says: [name])
      #expect(!FileManager.default.fileExists(atPath: scratch.sessions))
    }

    @Test func numbersOutOfRangeAreRefused() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      expect(try scratch.run("collect", "one", "--episodes", "0"), status: 2, says: ["episodes", "1 to"])
      expect(try scratch.run("evaluate", "one", "--episodes", "1"), status: 2, says: ["episodes", "2 to"])
      expect(
        try scratch.run("refine", "one", "--method", "ultra-r", "--alpha=-1"), status: 2, says: ["alpha", "0 to"])
      expect(try scratch.run("verify", "one", "--rollouts", "1"), status: 2, says: ["rollouts", "2 to"])
    }

    @Test func aStageBeforeItsTimeSaysWhatComesFirst() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      expect(
        try scratch.run("refine", "one", "--method", "ultra-a"), status: 1, says: ["sidecoach review", "--accept"])
      expect(try scratch.run("evaluate", "one", "--checkpoint", "rice"), status: 1, says: ["rice", "sidecoach refine"])
    }

    @Test func aMissingSessionIsNamed() throws {
      let scratch = try Scratch()
      for words in [
        ["collect", "gone"], ["identify", "gone"], ["verify", "gone"], ["review", "gone", "--accept", "all"],
        ["refine", "gone", "--method", "ppo"], ["evaluate", "gone"], ["export", "gone"],
      ] {
        let result = try scratch.start(words).end()
        expect(result, status: 1, says: ["no session at", "gone", "sidecoach train"])
      }
      #expect(!FileManager.default.fileExists(atPath: scratch.sessions))
    }

    @Test func aSessionsDirectoryThatCannotBeMadeIsNamed() throws {
      let scratch = try Scratch()
      try Data("in the way".utf8).write(to: URL(fileURLWithPath: scratch.sessions))
      expect(
        try scratch.run("train", "Pong", "--session", "one"), status: 1, says: ["cannot write", scratch.sessions])
      let doctor = try scratch.run("doctor")
      #expect(doctor.status == 1 && doctor.output.contains("not a directory"), "\(doctor.summary)")
      expect(try scratch.start(Tiny.demo() + ["--headless"]).end(), status: 1, says: ["cannot write"])
    }

    @Test func withoutATerminalTheWorkbenchSaysWhatToDo() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      for (words, advice) in [
        (["demo"], "--headless"), (["open", "--session", "one"], "--headless"),
        (["open", "one"], "--headless"), (["review", "one"], "--accept"), (["--session", "one"], "--headless"),
        (["plan", "Blocks", "--screen"], "leave --screen out"),
      ] {
        let result = try scratch.start(words).end()
        expect(result, status: 2, says: ["terminal", advice])
        #expect(result.errors.contains("--headless") == (advice == "--headless"), "\(result.summary)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.sessions) == ["one"])
    }

    @Test func anUnknownCommandListsTheCommands() throws {
      let scratch = try Scratch()
      let result = try Program.run(["trian"], in: scratch)
      #expect(result.status == 2 && result.output.isEmpty, "\(result.summary)")
      for word in ["unknown command 'trian'", "did you mean 'train'", "collect", "sidecoach open NAME"] {
        #expect(result.errors.contains(word), "\(result.summary)")
      }
      let missing = try scratch.run("open", "gone")
      #expect(
        missing.status == 2 || missing.status == 1 && missing.errors.contains("no session at"), "\(missing.summary)")
    }

    @Test(.enabled(if: FieldCases.areThere, "\(FieldCases.skipped)")) func casesFromTheFieldAreRefused() throws {
      let scratch = try Scratch()
      let folder = scratch.path + "/config/sidecoach"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try scratch.copySample()
      try FileManager.default.copyItem(atPath: FieldCases.path("toml/brackets.toml"), toPath: folder + "/config.toml")
      expect(
        try scratch.run("identify", "one", "--advisor", "mine"), status: 1, says: ["config.toml:1:3: expected a key"])
      for (file, word) in [
        ("mjcf/frameskip.toml", "from 1 to 1000"), ("mjcf/nan.toml", "not finite"), ("toml/brackets.toml", ":1:3:"),
      ] {
        expect(try scratch.run("train", FieldCases.path(file), "--session", "s"), status: 1, says: [word])
      }
      #expect(!FileManager.default.fileExists(atPath: scratch.session("s")))
    }

    @Test func aFullDiskIsAFailure() throws {
      let scratch = try Scratch()
      try scratch.copySample()
      for format in ["csv", "jsonl", "text", "markdown"] {
        let words = ["export", "one", "--format", format, "--sessions", scratch.sessions]
        let result = try Program(words, in: scratch, output: "/dev/full").end()
        #expect(result.status == 1 && result.errors.contains("cannot be written"), "\(format): \(result.summary)")
      }
    }

    @Test(arguments: ["", ".", ".."])
    func aNameThatIsNoNameIsRefused(name: String) throws {
      let scratch = try Scratch()
      expect(try scratch.run("train", "Pong", "--session", name), status: 2, says: ["session", "a name"])
      #expect(!FileManager.default.fileExists(atPath: scratch.sessions))
    }

    @Test func whatCannotFitIntoMemoryIsRefused() throws {
      let scratch = try Scratch()
      let words = ["--set", "environments=4096", "--set", "stepsPerUpdate=65536"]
      expect(
        try scratch.start(["train", "Pong", "--session", "one"] + words).end(), status: 2,
        says: ["environments x stepsPerUpdate", "memory"])
      expect(try scratch.start(["demo", "--headless"] + words).end(), status: 2, says: ["memory"])
      #expect(!FileManager.default.fileExists(atPath: scratch.sessions))
    }
  }
}
