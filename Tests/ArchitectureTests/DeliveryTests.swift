import Foundation
import Testing

/// What a person gets with a clone: the read-me's commands, the set-up script and the run of all checks.
@Suite struct DeliveryTests {
  static let testCommand = "swift test -c release"

  /// The command lines of the fenced blocks of a Markdown text, block by block; prompts and comments left out.
  static func commands(in lines: [String]) -> [[String]] {
    var blocks: [[String]] = []
    var isInside = false
    for line in lines {
      let text = line.trimmingCharacters(in: .whitespaces)
      if text.hasPrefix("```") {
        isInside.toggle()
        if isInside { blocks.append([]) }
      } else if isInside, !text.isEmpty, !text.hasPrefix("#") {
        blocks[blocks.count - 1].append(text.hasPrefix("$ ") ? String(text.dropFirst(2)) : text)
      }
    }
    return blocks.filter { !$0.isEmpty }
  }

  @Test func fencedCommandsAreRead() {
    let text = ["text", "```sh", "$ one", "# remark", "```", "```", "two", "three", "```"]
    #expect(Self.commands(in: text) == [["one"], ["two", "three"]])
  }

  @Test func theReadMeStartsWithTwoCommands() throws {
    let file = try #require(Repository.file("README.md"), "README.md is missing")
    var first: [String] = []
    for block in Self.commands(in: file.lines) where first.count < 2 { first += block }
    #expect(
      first == [
        "sh Scripts/setup && swift run -c release sidecoach demo",
        "sh Scripts/setup --tests && \(Self.testCommand)",
      ], "the first blocks of README.md hold one command to run and one to test, and nothing else")
  }

  @Test func theCheckRunsEverything() throws {
    let lines = try #require(Repository.file(".ci/run"), ".ci/run is missing").lines
    #expect(lines.first == "#!/usr/bin/env bash")
    #expect(lines.contains("set -euo pipefail"))
    func place(_ command: String) throws -> Int {
      try #require(lines.firstIndex { $0.hasPrefix(command) }, ".ci/run lacks: \(command)")
    }
    let setup = try place("sh Scripts/setup --tests")
    let lint = try place("swift format lint --strict --recursive Sources Tests Package.swift")
    let test = try place(Self.testCommand)
    #expect(setup < lint && lint < test)
    let isForgiving = lines[test].contains("||")
    #expect(!isForgiving, "the tests' exit status must count")
  }

  @Test(arguments: [".ci/run", "Scripts/setup"])
  func scriptsCanBeExecuted(_ path: String) {
    #expect(FileManager.default.isExecutableFile(atPath: Repository.root.appendingPathComponent(path).path))
  }

  @Test(arguments: [["--help"], ["--nonsense"]])
  func setupKnowsItsArguments(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [Repository.root.appendingPathComponent("Scripts/setup").path] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == (arguments == ["--help"] ? 0 : 2))
  }

  @Test func resolvedPackagesAndBuildsStayOut() throws {
    let ignored = try #require(Repository.file(".gitignore")).lines
    for entry in [".build/", "Package.resolved", "sessions/*"] { #expect(ignored.contains(entry)) }
  }
}
