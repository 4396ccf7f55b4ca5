import Experiments
import Foundation
import RLCore
import SessionStore

/// Where an experiment keeps what it has: the file that it was begun with, the ledger, and the cells' sessions.
package struct ExperimentFolder: Sendable {
  /// The folder's path.
  package let path: String

  /// The folder at `path`.
  package init(_ path: String) { self.path = path }

  /// The file that the experiment was begun with.
  package var file: String { path + "/experiment.toml" }

  /// The session of a cell; `kind` is `bases`, `advice` or `cells`.
  func session(_ kind: String, _ key: String) -> String { "\(path)/\(kind)/\(key)" }

  /// What a cell's process says.
  func log(_ key: String) -> String { "\(path)/logs/\(key).log" }

  /// Makes the folder for `experiment`, or makes sure that it was begun with this one.
  ///
  /// - Throws: `ExperimentFileError.changed` with what differs, unless cells were only added.
  func begin(_ experiment: ExperimentFile) throws {
    do {
      for part in ["bases", "advice", "cells", "logs"] {
        try FileManager.default.createDirectory(atPath: path + "/" + part, withIntermediateDirectories: true)
      }
    } catch {
      throw SessionStoreError.cannotWrite(path: path, reason: (error as NSError).localizedDescription)
    }
    let turn = FileLock.acquire(at: path + "/experiment.lock", waits: true)
    defer { if case .held(let lock) = turn { lock.release() } }
    if FileManager.default.fileExists(atPath: file) {
      guard try TOMLFile.bytes(at: file) != experiment.bytes else { return }
      let differences = experiment.differences(from: try ExperimentFile(path: file))
      guard differences.isEmpty else { throw ExperimentFileError.changed(path, differences) }
    }
    try AtomicFile.write(experiment.bytes, to: file)
  }

  /// Copies the session at `source` to `target`, with the checkpoint of its base policy alone, where that is not done.
  func copy(_ source: String, to target: String) throws {
    guard !SessionStore.exists(path: target) else { return }
    let store = try SessionStore.open(path: source, readOnly: true)
    defer { store.close() }
    try store.copy(to: target, runs: [.base])
  }
}
