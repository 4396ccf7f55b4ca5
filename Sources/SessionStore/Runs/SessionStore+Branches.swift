import GRDB
public import RLCore

extension SessionStore {
  /// Where a run left another one: the steps up to there were taken in that one, and its records up to there lie with it.
  public struct Branch: Sendable, Equatable, Codable {
    /// Why there are two.
    public enum Kind: String, Sendable, Codable, CaseIterable {
      /// Somebody wanted another run that goes on from there.
      case fork
      /// It is what came after the place to which the other one was rolled back.
      case rollback
    }

    /// The run.
    public var run: RunName
    /// The run that it left.
    public var parent: RunName
    /// Environment steps at which it did.
    @StoredCount public var step: Int
    /// Why.
    public var kind: Kind
    /// When, in seconds since 1970.
    public var time: Double

    /// Makes one.
    public init(run: RunName, parent: RunName, step: Int, kind: Kind, time: Double) {
      self.run = run
      self.parent = parent
      self.step = step
      self.kind = kind
      self.time = time
    }
  }

  /// Where runs left others, by the run; one that began by itself is not among them.
  public func branches() throws -> [RunName: Branch] {
    try read { database in
      let found = try Stored<Branch>.fetchAll(database, sql: "SELECT * FROM runBranch ORDER BY run").map(\.value)
      return Dictionary(found.map { ($0.run, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// The run in which the first steps of `run` were taken: itself, where it left no other.
  public func root(of run: RunName) throws -> RunName {
    let branches = try branches()
    var (root, seen) = (run, Set<RunName>())
    while let branch = branches[root], seen.insert(root).inserted { root = branch.parent }
    return root
  }

  /// Begins a run that goes on from `checkpoint`, a file of its own that is on the disk, where it leaves another run. What
  /// that one's budget was charged counts for it too.
  ///
  /// - Throws: `unknownRun` for the other one; `invalid` where there is a run of that name that has a checkpoint.
  public func beginFork(
    _ branch: Branch, method: String, seed: UInt64, configuration: String, totalSteps: Int,
    checkpoint: CheckpointRecord
  ) throws -> Run {
    try write { database in
      guard try Self.run(named: branch.parent, database) != nil else {
        throw SessionStoreError.unknownRun(branch.parent.rawValue)
      }
      let existing = try Self.run(named: branch.run, database)
      guard existing?.checkpoint == nil else {
        throw SessionStoreError.invalid(what: "a fork", reason: "there is a run '\(branch.run)' already")
      }
      var run = Run(
        id: 0, name: branch.run, method: method, environment: info.environment, seed: seed,
        configuration: configuration, state: .running, step: checkpoint.step, totalSteps: totalSteps,
        checkpoint: checkpoint.file, digest: checkpoint.digest, startedAt: branch.time, updatedAt: branch.time)
      run.id = existing?.id ?? 0
      for table in ["runCharge", "metric", "checkpoint"] {
        try database.execute(sql: "DELETE FROM \(table) WHERE run = ?", arguments: [branch.run.rawValue])
      }
      try Stored(run, existing == nil ? ["id": nil] : [:]).insert(database, onConflict: .replace)
      try Stored(checkpoint).insert(database, onConflict: .replace)
      try Stored(branch).insert(database, onConflict: .replace)
      try Self.copyCharges(of: branch.parent, to: branch.run, database)
      guard let stored = try Self.run(named: branch.run, database) else {
        throw SessionStoreError.unknownRun(branch.run.rawValue)
      }
      return stored
    }
  }

  static func copyCharges(of run: RunName, to other: RunName, _ database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO runCharge (run, stage, steps) SELECT ?, stage, steps FROM runCharge WHERE run = ?",
      arguments: [other.rawValue, run.rawValue])
  }
}

extension SessionStore.Branch: Tabled {
  static var table: String { "runBranch" }
}
