import Foundation
import GRDB
import Glibc
import Testing

/// A directory of one test's own, with its sessions, removed with its last reference.
final class Scratch: Sendable {
  let path: String
  /// Where `--sessions` points.
  var sessions: String { path + "/sessions" }

  init() throws {
    path = "/tmp/sidecoach-e2e-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The directory of a session.
  func session(_ name: String) -> String { sessions + "/" + name }

  /// Runs `sidecoach` on this directory's sessions.
  func run(
    _ words: String..., timeout: Duration = .seconds(60), environment: [String: String?] = [:]
  ) throws -> Program.Result {
    try Program.run(words + ["--sessions", sessions], in: self, environment: environment, timeout: timeout)
  }

  /// Runs `sidecoach` with `--json`, expects success and one object on standard output.
  func json(_ words: String..., timeout: Duration = .seconds(60)) throws -> [String: Any] {
    let arguments = words + ["--json", "--sessions", sessions]
    return try Self.object(try Program.run(arguments, in: self, timeout: timeout))
  }

  /// Starts `sidecoach` on this directory's sessions.
  func start(_ words: [String], environment: [String: String?] = [:]) throws -> Program {
    try Program(words + ["--sessions", sessions], in: self, environment: environment)
  }

  /// The one JSON object that a program printed.
  static func object(_ result: Program.Result, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String:
    Any]
  {
    #expect(result.status == 0, "\(result.summary)", sourceLocation: sourceLocation)
    #expect(!result.hasEscape, "\(result.summary)", sourceLocation: sourceLocation)
    let parsed = try? JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(parsed as? [String: Any], "\(result.summary)", sourceLocation: sourceLocation)
  }

  /// The session that every stage but refining was done for, made once and copied here as `name`.
  func copySample(as name: String = "one") throws {
    let sample = try Sample.shared.get()
    try FileManager.default.createDirectory(atPath: sessions, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: sample.session("sample"), toPath: session(name))
  }

  /// The text that `export --format text` gives of a session.
  func dump(_ name: String) throws -> String {
    try run("export", name, "--format", "text").output
  }

  /// Changes a session's database as an outside hand would, past everything that the program checks.
  func change(_ name: String, by sql: String) throws {
    let queue = try DatabaseQueue(path: session(name) + "/session.sqlite")
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  /// Marks a session as written by a version far ahead: `user_version` in the header of SQLite's file format.
  func markNewer(_ name: String) throws {
    let file = URL(fileURLWithPath: session(name) + "/session.sqlite")
    var bytes = try Data(contentsOf: file)
    bytes[63] = 99
    try bytes.write(to: file)
  }
}

/// A session that every stage before the review was done for, made once.
enum Sample {
  /// Where it is, or why it could not be made.
  static let shared = Result<Scratch, any Error> {
    let scratch = try Scratch()
    directory = scratch.path
    atexit { try? FileManager.default.removeItem(atPath: Sample.directory) }
    let settings = Tiny.training().flatMap { ["--set", $0] }
    let stages = [
      ["train", "Pong", "--session", "sample"] + settings, ["collect", "sample", "--episodes", "4"],
      ["identify", "sample"], ["verify", "sample", "--rollouts", "4", "--horizon", "20"],
    ]
    for stage in stages {
      let result = try scratch.start(stage).end()
      guard result.status == 0 else { throw Program.Failure(description: "\(stage): \(result.summary)") }
    }
    return scratch
  }

  nonisolated(unsafe) private static var directory = ""
}

/// Settings that make every stage a matter of a moment.
enum Tiny {
  /// Games to one point, a small network, short rollouts.
  static func training(steps: Int = 8_192) -> [String] {
    [
      "steps=\(steps)", "environments=8", "stepsPerUpdate=64", "epochs=2", "minibatches=2", "hidden=16",
      "environment.points=1", "environment.stepLimit=120",
    ]
  }

  /// The arguments of a demo that takes a few seconds in all.
  static func demo(steps: Int = 8_192, refine: Int = 8_192) -> [String] {
    ["demo"] + training(steps: steps).flatMap { ["--set", $0] } + training(steps: refine).flatMap { ["--refine", $0] }
  }
}
