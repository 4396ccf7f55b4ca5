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

  /// What its cells came to.
  private var ledger: String { path + "/ledger.jsonl" }

  /// The folder at `path`, where there is one with an experiment's file or a ledger.
  static func found(at path: String) -> ExperimentFolder? {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    let folder = ExperimentFolder(trimmed)
    let manager = FileManager.default
    return [folder.file, folder.ledger].contains(where: manager.fileExists) ? folder : nil
  }

  /// When a cell of it last ended, in seconds since 1970; nil where none ever did.
  var changedAt: Double? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: ledger)
    return (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970
  }

  /// The report of what its cells came to so far; nothing is made or changed.
  ///
  /// - Parameter baseline: what the others are compared with, in place of what the experiment was begun with.
  /// - Throws: `ExportError.noExperiment` and `noLedger`, or why the experiment's file or the ledger cannot be read.
  func pages(baseline: String? = nil) throws -> any ExperimentPages {
    let manager = FileManager.default
    guard manager.fileExists(atPath: file) else { throw ExportError.noExperiment(path) }
    let experiment = try ExperimentFile(path: file, baseline: baseline)
    guard manager.fileExists(atPath: ledger) else { throw ExportError.noLedger(path) }
    let records = try CellLedger<ExperimentOutcome>(reading: path)
    let errors = Dictionary(
      try records.records().compactMap { record in record.error.map { (record.key, $0) } }, uniquingKeysWith: { $1 })
    let outcomes = try records.outcomes()
    // What failed once and was done again has not failed.
    return experiment.grid.pages(
      outcomes, errors: errors.filter { outcomes[$0.key] == nil },
      title: experiment.name + (baseline.map { ", beside \($0)" } ?? ""))
  }

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
      var isFolder: ObjCBool = false
      let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      throw SessionStoreError.cannotWrite(
        path: path,
        reason: isThere && !isFolder.boolValue
          ? "it is a file and no folder" : (error as NSError).localizedDescription)
    }
    let turn = FileLock.acquire(at: path + "/experiment.lock", waits: true)
    defer { if case .held(let lock) = turn { lock.release() } }
    if FileManager.default.fileExists(atPath: file) {
      guard try TOMLFile.bytes(at: file) != experiment.bytes else { return try keep(experiment.grid.byHand) }
      let differences = experiment.differences(from: try ExperimentFile(path: file))
      guard differences.isEmpty else { throw ExperimentFileError.changed(path, differences) }
    }
    try keep(experiment.grid.byHand)
    try AtomicFile.write(experiment.bytes, to: file)
  }

  /// Copies the session at `source` to `target`, with the checkpoint of its base policy alone, where that is not done.
  func copy(_ source: String, to target: String) throws {
    guard !SessionStore.exists(path: target) else { return }
    let store = try reading(source)
    defer { store.close() }
    try store.copy(to: target, runs: [.base])
  }

  /// Makes the session at `target` of the base policy that somebody's session at `source` has, where that is not done. What was
  /// recorded, advised, decided and refined there stays there: cells begin with the policy, and not with its coaching.
  func adopt(_ source: String, to target: String) throws {
    guard !SessionStore.exists(path: target) else { return }
    let store = try reading(source)
    defer { store.close() }
    try store.copy(to: target, run: .base)
  }

  /// What came of the advice in the session at `path`.
  func advice(in path: String) throws -> AdviceSummary {
    let store = try reading(path)
    defer { store.close() }
    return try AdviceSummary(store)
  }

  /// Removes the session at `path` where it was done and is to be done again, as when the ledger lost its line: what it builds
  /// on was let go.
  func removeThinned(_ path: String) throws {
    guard SessionStore.exists(path: path) else { return }
    let isThinned: Bool
    do {
      let store = try SessionStore.open(path: path, readOnly: true)
      defer { store.close() }
      let base = try store.run(named: .base)?.checkpoint
      isThinned = base.map { !FileManager.default.fileExists(atPath: store.checkpointDirectory + "/" + $0) } ?? false
    } catch SessionStoreError.olderVersion { return }
    if isThinned { try FileManager.default.removeItem(atPath: path) }
  }

  /// The session at `source`. One of the folder's own that an earlier version wrote is brought up to date first; that of
  /// somebody else is left as it is.
  private func reading(_ source: String) throws -> SessionStore {
    do { return try SessionStore.open(path: source, readOnly: true) } catch SessionStoreError.olderVersion
      where source.hasPrefix(path + "/")
    {
      // Cells on one base take turns.
      let turn = FileLock.acquire(at: path + "/experiment.lock", waits: true)
      defer { if case .held(let lock) = turn { lock.release() } }
      try SessionStore.open(path: source).close()
      return try SessionStore.open(path: source, readOnly: true)
    }
  }
}
