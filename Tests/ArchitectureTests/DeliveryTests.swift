import Foundation
import TestSupport
import Testing

/// What a person gets with a clone: the read-me's commands and the set-up script.
@Suite struct DeliveryTests {
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
        "sh Scripts/setup --tests && swift test -c release",
      ], "the first blocks of README.md hold one command to run and one to test, and nothing else")
    #expect(file.lines.count <= 201, "README.md is a door of at most 200 lines; the rest belongs in docs/")
  }

  @Test(arguments: [".ci/run", "Scripts/setup", "Scripts/measure-screen", "Scripts/compare-stable-baselines3"])
  func scriptsCanBeExecuted(_ path: String) {
    #expect(FileManager.default.isExecutableFile(atPath: Repository.root.appendingPathComponent(path).path))
  }

  @Test func setupSaysWhatItDoes() throws {
    let help = try Shell(["sh", "Scripts/setup", "--help"], in: Repository.root)
    #expect(help.status == 0)
    for text in ["usage: sh Scripts/setup [--tests]", "tmux", "exit status"] {
      #expect(help.output.contains(text), "\(help.output)")
    }
    let wrong = try Shell(["sh", "Scripts/setup", "--nonsense"], in: Repository.root)
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("unknown argument '--nonsense'") && wrong.errors.contains("usage:"))
  }

  /// The packages that set-up installs are those that the manifest's system libraries come from.
  @Test func setupKnowsTheLibrariesOfTheManifest() throws {
    let packages = ["ncursesw": "libncurses-dev", "mujoco": "libmujoco-dev", "curl": "libcurl4-openssl-dev"]
    let setup = try #require(Repository.file("Scripts/setup")).lines.joined(separator: "\n")
    let manifest = try #require(Repository.file("Package.swift")).lines.joined(separator: "\n")
    let linked = manifest.matches(of: /linkedLibrary\("([^"]+)"\)/).map { String($0.1) }
    #expect(!linked.isEmpty)
    // tinfo comes with ncurses.
    for library in linked where library != "tinfo" {
      let package = try #require(packages[library], "name the Debian package of \(library) here and in Scripts/setup")
      #expect(setup.contains("need \(package)"), "Scripts/setup does not install \(package)")
    }
    #expect(!manifest.contains("GRDB") || setup.contains("need libsqlite3-dev"))
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: Repository.root.appendingPathComponent(".git").path),
      "needs a git checkout; an archive of the sources has none"))
  func resolvedPackagesAndBuildsStayOut() throws {
    for path in [".build/x", "Package.resolved", "sessions/one/session.sqlite"] {
      #expect(
        try Shell(["git", "check-ignore", "-q", path], in: Repository.root).status == 0, "\(path) would be committed")
    }
    for path in ["sessions/README.md", "README.md", "docs/keys.md"] {
      #expect(
        try Shell(["git", "check-ignore", "-q", path], in: Repository.root).status == 1, "\(path) would be left out")
    }
  }

  /// A reader of the public texts has this repository, and nothing beside it.
  @Test func publicTextsNameNothingBesideTheRepository() {
    var files = Repository.files(in: "Sources") + Repository.files(in: "docs") + Repository.files(in: "Examples")
    files += Repository.files(in: "Scripts") + Repository.files(in: "themes")
    let pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "Package.swift", ".ci/run"]
    files += pages.compactMap(Repository.file)
    for file in files {
      for (index, line) in file.lines.enumerated() where line.contains("../shared") {
        Issue.record("\(file.path):\(index + 1): names a folder that only tests look into")
      }
    }
  }
}
