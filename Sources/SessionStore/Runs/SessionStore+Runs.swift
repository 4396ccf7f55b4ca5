import GRDB
public import RLCore

extension SessionStore {
  /// Begins a run, or gives the one of that name as it was left, so that it can be taken up again.
  ///
  /// An existing run keeps its own method, seed and configuration; `restartRun` makes room for another one.
  public func beginRun(
    name: RunName, method: String, seed: UInt64, configuration: String, totalSteps: Int, now: Double
  ) throws -> Run {
    try write { database in
      if let existing = try Self.run(named: name, database) { return existing }
      let run = Run(
        id: 0, name: name, method: method, environment: info.environment, seed: seed, configuration: configuration,
        state: .running, step: 0, totalSteps: totalSteps, startedAt: now, updatedAt: now)
      try Stored(run, ["id": nil]).insert(database)
      guard let stored = try Self.run(named: name, database) else { throw SessionStoreError.unknownRun(name.rawValue) }
      return stored
    }
  }

  /// Records how far a run is; what is nil stays as it was.
  ///
  /// - Throws: `unknownRun`.
  public func updateRun(
    _ id: Int, state: Run.State? = nil, step: Int? = nil, totalSteps: Int? = nil, checkpoint: String? = nil,
    digest: String? = nil, now: Double
  ) throws {
    try write { database in
      try database.execute(
        sql: """
          UPDATE run SET
            state = coalesce(?, state), step = coalesce(?, step), totalSteps = coalesce(?, totalSteps),
            checkpoint = coalesce(?, checkpoint), digest = coalesce(?, digest), updatedAt = ?
          WHERE id = ?
          """,
        arguments: [state?.rawValue, step, totalSteps, checkpoint, digest, now, id])
      guard database.changesCount == 1 else { throw SessionStoreError.unknownRun("\(id)") }
    }
  }

  /// Every run in the order of their beginnings, the superseded ones included.
  public func runs() throws -> [Run] {
    try read { try Stored<Run>.fetchAll($0, sql: "SELECT * FROM run ORDER BY id").map(\.value) }
  }

  /// The run of a name, or nil.
  public func run(named name: RunName) throws -> Run? {
    try read { try Self.run(named: name, $0) }
  }

  /// Frees a run's name for a fresh start: the old run, with all it recorded, goes on under `name~1`, `name~2`, ….
  ///
  /// Nothing is deleted. The texts of stored events keep the name that they were written with.
  ///
  /// - Returns: the old run's new name, or nil when there is no such run.
  @discardableResult
  public func restartRun(named name: RunName) throws -> RunName? {
    try write { database in
      guard try Self.run(named: name, database) != nil else { return nil }
      var number = 1
      while try Self.run(named: name.superseded(number), database) != nil { number += 1 }
      let superseded = name.superseded(number)
      let names: StatementArguments = [superseded.rawValue, name.rawValue]
      try database.execute(sql: "UPDATE run SET name = ? WHERE name = ?", arguments: names)
      for table in ["metric", "event", "stepsSpent", "evaluation"] {
        try database.execute(sql: "UPDATE \(table) SET run = ? WHERE run = ?", arguments: names)
      }
      return superseded
    }
  }

  private static func run(named name: RunName, _ database: Database) throws -> Run? {
    try Stored<Run>.fetchOne(database, sql: "SELECT * FROM run WHERE name = ?", arguments: [name.rawValue])?.value
  }
}
