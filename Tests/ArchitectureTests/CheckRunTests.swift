import Foundation
import TestSupport
import Testing

/// `.ci/run`, run with stand-ins for `sh` and `swift` that note how they are called.
@Suite struct CheckRunTests {
  /// What the stand-ins do.
  struct Toolchain {
    var lint: Int32 = 0
    var tests: Int32 = 0
    var closing = "✔ Test run with 12 tests in 3 suites passed after 0.1 seconds."
  }

  private static let setup = "sh Scripts/setup --tests"
  private static let lint = "swift format lint --strict --recursive Sources Tests Package.swift"
  private static let tests = "swift test -c release"

  /// Runs the script; gives its result and the calls in order.
  private func run(_ toolchain: Toolchain) throws -> (result: Shell, calls: [String]) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("check-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let script = """
      #!/bin/bash
      echo "$(basename "$0") $*" >> "\(folder.path)/calls"
      case "$(basename "$0") $*" in
        "swift format"*) exit \(toolchain.lint) ;;
        "swift test"*) echo '\(toolchain.closing)'; exit \(toolchain.tests) ;;
      esac
      """
    for name in ["sh", "swift"] {
      let file = folder.appendingPathComponent(name)
      try script.write(to: file, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    }
    let path = folder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    let result = try Shell([".ci/run"], in: Repository.root, environment: ["PATH": path])
    let calls = try String(contentsOf: folder.appendingPathComponent("calls"), encoding: .utf8)
    return (result, calls.split(separator: "\n").map(String.init))
  }

  @Test func everythingRunsInOrderAndTheCountCloses() throws {
    let (result, calls) = try run(Toolchain())
    #expect(calls == [Self.setup, Self.lint, Self.tests])
    #expect(result.status == 0)
    let last = result.output.split(separator: "\n").last
    #expect(last == "ci: Test run with 12 tests in 3 suites passed after 0.1 seconds.", "\(result.output)")
  }

  @Test func aComplaintOfTheLinterEndsIt() throws {
    let (result, calls) = try run(Toolchain(lint: 1))
    #expect(calls == [Self.setup, Self.lint])
    #expect(result.status != 0)
  }

  @Test func aTestThatFailsCounts() throws {
    #expect(try run(Toolchain(tests: 1)).result.status != 0)
  }

  @Test(arguments: ["Test run with 0 tests in 0 suites passed after 0.1 seconds.", "nothing was said"])
  func aRunWithoutTestsFails(closing: String) throws {
    let (result, _) = try run(Toolchain(closing: closing))
    #expect(result.status != 0)
    #expect(result.errors.contains("no test was run"), "\(result.errors)")
  }
}
