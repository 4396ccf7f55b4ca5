import Foundation
import GRDB
import RLCore
import Testing

@testable import SessionStore

/// A directory of one test's own, removed with its last reference.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "sidecoach-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Where a session called `name` belongs.
  func session(_ name: String = "one") -> String { path + "/" + name }

  /// A new session.
  func store(_ name: String = "one") throws -> SessionStore {
    try SessionStore.create(path: session(name), environment: "Pong", seed: .max, configuration: "{}", now: 100)
  }
}

/// Runs SQL on a session's file as an outside tool would, past everything that the store checks.
func runSQL(_ sql: String, session: String) throws {
  let queue = try DatabaseQueue(path: session + "/session.sqlite")
  try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
  try queue.close()
}

/// Writes a file as plainly as possible.
func put(_ content: Data, at path: String) throws {
  try content.write(to: URL(fileURLWithPath: path))
}

/// The names in a directory.
func names(in directory: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
}

extension Suggestion {
  /// A suggestion that differs by its step.
  static func sample(step: Int, action: Action = .discrete(2)) -> Suggestion {
    Suggestion(
      episode: 1, step: step, action: action, reward: 0.5, rationale: "the ball is \"below\",\nmove down",
      confidence: 0.75, advisor: "offline")
  }
}

extension SessionStore {
  /// Remembers a text under a name of the test's own.
  func setValue(_ name: String, _ text: String) throws { try remember(text, as: MemoryKey(name: name)) }

  /// The text under a name of the test's own.
  func value(_ name: String) throws -> String? { try recall(MemoryKey(name: name)) }

  /// The value of a setting of the connection.
  func pragma(_ name: String) throws -> String? {
    try read { database in try String.fetchOne(database, sql: "PRAGMA \(name)") }
  }
}
