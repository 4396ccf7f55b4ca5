import GRDB

extension SessionStore {
  /// Begins a run, or gives the one of that name as it was left, so that it can be taken up again.
  ///
  /// An existing run keeps its own method, seed and configuration; `restartRun` makes room for another one.
  public func beginRun(
    name: String, method: String, seed: UInt64, configuration: String, totalSteps: Int, now: Double
  ) throws -> Run {
    try write { database in
      if let existing = try Self.run(named: name, database) { return existing }
      try database.execute(
        sql: """
          INSERT INTO run
            (name, method, environment, seed, configuration, state, step, totalSteps, startedAt, updatedAt)
          VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
          """,
        arguments: [
          name, method, info.environment, Int64(bitPattern: seed), configuration, Run.State.running.rawValue,
          totalSteps, now, now,
        ])
      guard let run = try Self.run(named: name, database) else { throw SessionStoreError.unknownRun(name) }
      return run
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
    try read { try Row.fetchAll($0, sql: "SELECT * FROM run ORDER BY id").map(Run.init) }
  }

  /// The run of a name, or nil.
  public func run(named name: String) throws -> Run? {
    try read { try Self.run(named: name, $0) }
  }

  /// Frees a run's name for a fresh start: the old run, with all it recorded, goes on under `name~1`, `name~2`, ….
  ///
  /// Nothing is deleted. The texts of stored events keep the name that they were written with.
  ///
  /// - Returns: the old run's new name, or nil when there is no such run.
  @discardableResult
  public func restartRun(named name: String) throws -> String? {
    try write { database in
      guard try Self.run(named: name, database) != nil else { return nil }
      var number = 1
      while try Self.run(named: "\(name)~\(number)", database) != nil { number += 1 }
      let superseded = "\(name)~\(number)"
      try database.execute(sql: "UPDATE run SET name = ? WHERE name = ?", arguments: [superseded, name])
      for table in ["metric", "event", "stepsSpent", "evaluation"] {
        try database.execute(sql: "UPDATE \(table) SET run = ? WHERE run = ?", arguments: [superseded, name])
      }
      return superseded
    }
  }

  private static func run(named name: String, _ database: Database) throws -> Run? {
    try Row.fetchOne(database, sql: "SELECT * FROM run WHERE name = ?", arguments: [name]).map(Run.init)
  }
}
