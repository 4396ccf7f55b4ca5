import Foundation
import RLCore
import TestSupport
import Testing

@testable import TextEnvironments

/// What tests of commands need on this machine, and what is said where it is not there.
enum SandboxHere {
  /// Commands can be run.
  static let works = Sandbox.obstacle == nil
  /// What a test says that is skipped.
  static let skipped: Comment = "skipped: no sandbox on this machine; install bubblewrap and allow user namespaces"
}

/// A run in a sandbox is a function from a tree to a tree, within its limits.
@Suite(.enabled(if: SandboxHere.works, SandboxHere.skipped)) struct SandboxTests {
  private func run(
    _ command: String, in tree: FileTree = FileTree(), at directory: String = "/",
    limits: SandboxLimits = SandboxLimits(seconds: 20)
  ) throws -> SandboxRun {
    try Sandbox(limits: limits).run(["/bin/bash", "-c", command], in: tree, at: directory)
  }

  @Test func outputStatusAndFilesComeBack() throws {
    var tree = FileTree()
    tree.write("one\n", at: "a/b.txt")
    let run = try run("cat a/b.txt; echo two >&2; echo three > a/c.txt; rm a/b.txt; exit 3", in: tree)
    #expect(run.text == "one\ntwo\n" && run.end == .exited(3) && run.status == 3)
    #expect(run.tree.text(at: "a/c.txt") == "three\n" && run.tree["a/b.txt"] == nil)
    #expect(tree.text(at: "a/b.txt") == "one\n", "the tree from before is as it was")
  }

  @Test func everythingOfATreeIsKept() throws {
    var tree = FileTree()
    tree.write("#!/bin/sh\n", at: "bin2/tool", mode: 0o750, time: .at(1_654_041_599))
    tree.makeDirectory("locked", mode: 0o500, time: .at(1_000_000_000))
    tree["link"] = .link(Array("/nowhere/at all".utf8))
    tree.write(
      "deep\n", at: TreePath((0..<12).map { "directory-with-a-long-name-\($0)" }.joined(separator: "/") + "/file"))
    tree[TreePath(Array("odd\nname \u{7f}".utf8) + [0xff, 0xfe])] = .file(
      FileContent([0, 1, 255]), mode: 0o600, .recent(0))
    let run = try run("true", in: tree)
    for (path, entry) in tree.entries { #expect(run.tree[path] == entry, "\(path)") }
    #expect(try self.run("true", in: run.tree).tree == run.tree, "a command that does nothing changes nothing")
  }

  @Test func whatIsNewIsDatedByTheCommandsNumber() throws {
    let sandbox = try Sandbox()
    var tree = FileTree()
    tree.write("1\n", at: "old")
    let words = ["/bin/bash", "-c", "echo 2 > new; cp -p old copy; touch -d 2020-01-02T00:00:00Z dated"]
    let first = try sandbox.run(words, in: tree, number: 4)
    #expect(first.tree["new"]?.time == .recent(4) && first.tree["old"]?.time == .recent(0))
    #expect(first.tree["copy"]?.time == .recent(0) && first.tree["dated"]?.time == .at(1_577_923_200))
    #expect(try sandbox.run(words, in: tree, number: 4).tree == first.tree, "the same command makes the same tree")
    let newer = try sandbox.run(["/bin/bash", "-c", "find new -newer old; find dated -mtime +7"], in: first.tree)
    #expect(newer.text == "new\ndated\n")
  }

  @Test func aCommandRunsWhereItIsToldTo() throws {
    var tree = FileTree()
    tree.makeDirectory("a/b")
    #expect(try run("pwd", in: tree, at: "/a/b").text == "/a/b\n")
    #expect(try run("pwd", in: tree, at: "/a/none").end == .noDirectory)
  }

  @Test func theEnvironmentIsWhatIsGiven() throws {
    let sandbox = try Sandbox(environment: [("PATH", "/usr/bin:/bin"), ("TOY", "bear")])
    let names = try sandbox.run(["/bin/bash", "-c", "env | cut -d= -f1 | sort"], in: FileTree()).text
    #expect(Set(names.split(separator: "\n")).isSubset(of: ["PATH", "TOY", "PWD", "SHLVL", "_"]), "\(names)")
  }

  @Test func outputWithoutEndIsCutAndStopped() throws {
    let run = try run("yes", limits: SandboxLimits(seconds: 60, outputBytes: 10_000))
    #expect(run.end == .outOfOutput && run.isCut && run.output.count == 10_000)
    #expect(run.text.hasSuffix("[output cut after 10000 bytes; stopped: it printed without end]\n"))
  }

  @Test func longOutputIsCutWithANote() throws {
    let run = try run("seq 100000", limits: SandboxLimits(outputBytes: 100_000))
    #expect(run.end == .exited(0) && run.isCut && run.text.contains("[output cut after 100000 bytes]"))
  }

  @Test func outputThatIsNoTextIsShownWithReplacedCharacters() throws {
    let run = try run("printf 'a\\377b\\0c'")
    #expect(run.output == [97, 255, 98, 0, 99] && run.text.contains("\u{FFFD}"))
  }

  @Test(arguments: ["sleep 1000", "trap '' TERM INT HUP; while true; do :; done", "cat /dev/zero > /dev/null"])
  func aCommandWithoutEndIsStopped(_ command: String) throws {
    let run = try run(command, limits: SandboxLimits(seconds: 0.5))
    #expect(run.end == .outOfTime && run.text.contains("took too long"))
  }

  @Test func standardInputIsEmpty() throws { #expect(try run("cat; echo done").text == "done\n") }

  @Test func badInputIsRefusedInWords() throws {
    #expect(throws: SandboxError.self) { try run("echo \0") }
    #expect(throws: SandboxError.self) { try run(String(repeating: "x", count: 200_000)) }
    var tree = FileTree()
    for place in 0..<30 { tree.write("", at: TreePath("f\(place)")) }
    #expect(throws: SandboxError.self) { try run("true", in: tree, limits: SandboxLimits(entries: 20)) }
  }
}

/// Where there can be no sandbox, nothing runs, and the error says what to do.
@Suite struct SandboxErrorTests {
  private func run(with program: String) throws -> SandboxRun {
    try Sandbox(limits: SandboxLimits(), environment: [], program: program).run(["/bin/true"], in: FileTree())
  }

  @Test func withoutBubblewrapNothingRuns() throws {
    #expect(throws: SandboxError.self) { try run(with: "/nowhere/bwrap") }
    #expect(SandboxError.notInstalled.description.contains("apt-get install bubblewrap"))
  }

  /// What stands in for a bubblewrap that the system forbids to make namespaces.
  @Test func whereNamespacesAreForbiddenTheErrorSaysWhatToSwitchOn() throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("bwrap-\(UUID().uuidString)")
    try "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n".write(
      to: place, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: place) }
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path)
    let error = try #require(throws: SandboxError.self) { try run(with: place.path) }
    #expect(error == .notAllowed("bwrap: No permissions to create new namespace"))
    #expect(error.description.contains("user.max_user_namespaces"), "\(error)")
  }
}
