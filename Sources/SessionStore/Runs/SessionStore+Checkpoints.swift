import Foundation
import GRDB
public import RLCore

/// A checkpoint of a run.
public struct CheckpointRecord: Sendable, Equatable, Codable {
  /// The run's name.
  public var run: RunName
  /// Environment steps done.
  @StoredCount public var step: Int
  /// Its file, in the checkpoint directory.
  public var file: String
  /// The SHA-256 of that file; empty where an earlier version stored none.
  public var digest: String
  /// A person asked for it, so that it stays.
  public var isAsked: Bool
  /// When it was stored, in seconds since 1970.
  public var time: Double

  /// Makes a record.
  public init(run: RunName, step: Int, file: String, digest: String, isAsked: Bool = false, time: Double) {
    self.run = run
    self.step = step
    self.file = file
    self.digest = digest
    self.isAsked = isAsked
    self.time = time
  }
}

extension CheckpointRecord: Tabled {
  static var table: String { "checkpoint" }
}

extension SessionStore {
  /// The checkpoints of a run whose files are there, in the order of their steps: the last one is what it goes on from.
  ///
  /// Earlier versions kept the latest alone, and have the run's step for it.
  public func checkpoints(of run: RunName) throws -> [CheckpointRecord] {
    try read { try Self.checkpoints(of: run, $0) }.filter {
      FileManager.default.fileExists(atPath: checkpointDirectory + "/" + $0.file)
    }
  }

  /// A name for the file of a checkpoint that nothing refers to, or that of the same bytes of the same run.
  ///
  /// A file that something refers to is never written over: whatever ends the process between file and record leaves both
  /// as they were.
  public func checkpointFile(of run: RunName, step: Int, digest: String) throws -> String {
    let (own, taken) = try read { database in
      let names: StatementArguments = [run.rawValue, digest]
      let own = try String.fetchOne(
        database, sql: "SELECT file FROM checkpoint WHERE run = ? AND digest = ?", arguments: names)
      let taken = try String.fetchSet(
        database,
        sql: """
          SELECT checkpoint FROM run WHERE checkpoint IS NOT NULL AND NOT (name = ?1 AND digest IS ?2)
          UNION SELECT file FROM checkpoint WHERE NOT (run = ?1 AND digest = ?2)
          """,
        arguments: names)
      return (own, taken)
    }
    if let own { return own }
    let stem = "\(run)-\(step)"
    var (name, number) = ("\(stem).safetensors", 2)
    while taken.contains(name) {
      name = "\(stem)-\(number).safetensors"
      number += 1
    }
    return name
  }

  /// Records a checkpoint that is on the disk as what its run goes on from, how far the run is and the steps that it took,
  /// in one transaction.
  ///
  /// - Parameter count: how many checkpoints of the run stay that nobody asked for, this one among them.
  /// - Returns: files that nothing refers to any more.
  /// - Throws: `unknownRun`.
  public func addCheckpoint(_ checkpoint: CheckpointRecord, keeping count: Int) throws -> [String] {
    try write { database in
      let all = try Self.checkpoints(of: checkpoint.run, database)
      let earlier = all.filter { $0.file != checkpoint.file }
      var checkpoint = checkpoint
      // What stays does so whoever stores the same once more.
      if all.contains(where: { $0.file == checkpoint.file && $0.isAsked }) { checkpoint.isAsked = true }
      try Self.advance(
        checkpoint.run, to: checkpoint.step, checkpoint: (checkpoint.file, checkpoint.digest), now: checkpoint.time,
        database)
      let dropped = earlier.reversed().filter { !$0.isAsked }.dropFirst(max(1, count) - 1).map(\.file)
      for file in dropped {
        try database.execute(sql: "DELETE FROM checkpoint WHERE file = ?", arguments: [file])
      }
      // One that an earlier version stored has no row yet.
      for kept in earlier where !dropped.contains(kept.file) {
        try Stored(kept).insert(database, onConflict: .replace)
      }
      try Stored(checkpoint).insert(database, onConflict: .replace)
      // Earlier versions let two runs share a file.
      let used = try String.fetchSet(database, sql: "SELECT checkpoint FROM run WHERE checkpoint IS NOT NULL")
      return dropped.filter { !used.contains($0) }
    }
  }

  /// What is recorded of a run's checkpoints, in the order of their steps.
  static func checkpoints(of run: RunName, _ database: Database) throws -> [CheckpointRecord] {
    var found = try Stored<CheckpointRecord>.fetchAll(
      database, sql: "SELECT * FROM checkpoint WHERE run = ? ORDER BY step, time", arguments: [run.rawValue]
    ).map(\.value)
    if let own = try Self.run(named: run, database), let file = own.checkpoint,
      !found.contains(where: { $0.file == file })
    {
      found.append(
        CheckpointRecord(run: run, step: own.step, file: file, digest: own.digest ?? "", time: own.updatedAt))
    }
    return found
  }
}
