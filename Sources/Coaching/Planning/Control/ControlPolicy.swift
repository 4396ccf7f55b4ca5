package import Algorithms
import Foundation
import RLCore
import SessionStore

extension TorquePolicy {
  /// Where a policy that a person names lies: a file of safetensors as it is named, else a session, as `SessionOpening`
  /// finds it.
  package static func path(_ name: String, in directory: String) throws -> String {
    name.hasSuffix(".safetensors") ? name : try SessionOpening.path(name, in: directory)
  }

  /// The policy at a path: a session's base policy as it is now, or a checkpoint file.
  ///
  /// - Throws: `CoachError.badPolicy` with the path and the reason.
  convenience init(at path: String, for entry: EnvironmentEntry) throws {
    do {
      if SessionStore.exists(path: path) {
        let session = try SessionStore.open(path: path, readOnly: true)
        defer { session.close() }
        try self.init(session.policy(of: .base), for: entry, source: "base policy of \(path)")
      } else {
        var isFolder: ObjCBool = false
        guard !(FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue) else {
          throw CoachError.noSession(path)
        }
        let checkpoint = try PolicyCheckpoint(bytes: PlainFile.bytes(path, atMost: Self.mostBytes))
        try self.init(checkpoint, for: entry, source: "policy \(checkpoint.name) of \(path)")
      }
    } catch {
      throw CoachError.badPolicy(path, "\(error)")
    }
  }

  /// Bytes of a checkpoint, at most.
  private static var mostBytes: Int { 1 << 30 }
}
