import Algorithms
import Foundation
import RLCore

/// What a checkpoint file is: what `doctor --checkpoint` prints.
package struct CheckpointReport: Printable {
  /// The file.
  package let path: String
  /// The environment that the policy plays.
  package let environment: String
  /// The run's name.
  package let name: String
  /// Environment steps so far.
  package let step: Int
  /// SHA-256 of the file.
  package let digest: String
  /// SHA-256 of what it means: weights, optimiser, normalisers, generators and counters, the same for every form of the
  /// file.
  package let canonicalDigest: String

  package static var keys: String {
    "path, environment, name, step, digest (of the file), canonicalDigest (of weights, optimiser, normalisers, "
      + "generators and counters, the same for every form of the file)"
  }

  /// Reads the file at `path`.
  package init(path: String) throws {
    let bytes: [UInt8]
    do { bytes = try PlainFile.bytes(path, atMost: 8 << 30) } catch {
      throw CoachError.badCheckpoint(path, error.reason + "; give the path of a .safetensors file")
    }
    let file = try PolicyCheckpoint(bytes: bytes)
    self.path = path
    environment = file.environment
    name = file.name
    step = file.step
    digest = sha256Hex(bytes)
    canonicalDigest = try file.canonicalDigest()
  }

  package var lines: [String] {
    [
      "environment  \(environment)", "run          \(name), step \(step)", "file         \(digest)",
      "canonical    \(canonicalDigest)",
    ]
  }
}
