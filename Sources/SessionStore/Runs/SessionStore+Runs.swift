import GRDB
public import RLCore

extension SessionStore {
  /// Begins a run, or gives the one of that name as it was left, under way again, so that it can be taken up.
  ///
  /// A run that has a checkpoint keeps its own method, seed and configuration; `restartRun` makes room for another one. A
  /// run that was left before its first checkpoint has nothing to go on from and begins with what is given here.
  ///
  /// - Parameter charges: what the run's budget was charged for guidance, by stage; stored where the run begins.
  public func beginRun(
    name: RunName, method: String, seed: UInt64, configuration: String, totalSteps: Int,
    charges: [Stage: Int] = [:], now: Double
  ) throws -> Run {
    try write { database in
      let existing = try Self.run(named: name, database)
      if let existing, existing.checkpoint != nil {
        guard existing.state != .finished else { return existing }
        try database.execute(sql: "UPDATE run SET state = 'running' WHERE id = ?", arguments: [existing.id])
        // What comes after its checkpoint is recorded a second time.
        try database.execute(
          sql: "DELETE FROM runCurves WHERE run = ? AND step > ?", arguments: [name.rawValue, existing.step])
      } else {
        var run = Run(
          id: 0, name: name, method: method, environment: info.environment, seed: seed, configuration: configuration,
          state: .running, step: 0, totalSteps: totalSteps, startedAt: now, updatedAt: now)
        run.id = existing?.id ?? 0
        try Stored(run, existing == nil ? ["id": nil] : [:]).insert(database, onConflict: .replace)
        // What was measured on the way to a checkpoint that never came is not of the run that begins now.
        for table in ["runCharge", "metric", "checkpoint"] {
          try database.execute(sql: "DELETE FROM \(table) WHERE run = ?", arguments: [name.rawValue])
        }
        for (stage, steps) in charges.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
          try Stored(RunCharge(run: name, stage: stage, steps: steps)).insert(database)
        }
      }
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

  /// Records how far a run is and books the steps that it took since that was last recorded, in one transaction; what is
  /// nil stays as it was. Steps that a run goes over a second time are booked once.
  ///
  /// - Throws: `unknownRun`.
  public func advanceRun(
    _ name: RunName, to step: Int, state: Run.State? = nil, checkpoint: (file: String, digest: String)? = nil,
    now: Double
  ) throws {
    try write { try Self.advance(name, to: step, state: state, checkpoint: checkpoint, now: now, $0) }
  }

  /// The same in the transaction of something else.
  static func advance(
    _ name: RunName, to step: Int, state: Run.State? = nil, checkpoint: (file: String, digest: String)?, now: Double,
    _ database: Database
  ) throws {
    try database.execute(
      sql: """
        UPDATE run SET step = ?, state = coalesce(?, state), checkpoint = coalesce(?, checkpoint),
          digest = coalesce(?, digest), updatedAt = ?
        WHERE name = ?
        """,
      arguments: [step, state?.rawValue, checkpoint?.file, checkpoint?.digest, now, name.rawValue])
    guard database.changesCount == 1 else { throw SessionStoreError.unknownRun(name.rawValue) }
    // What was taken in the run that it left is on that one's account.
    let sum = """
      SELECT total(steps) + coalesce((SELECT step FROM runBranch WHERE run = ?1), 0.0) FROM stepsSpent WHERE run = ?1
      """
    let total = try Double.fetchOne(database, sql: sum, arguments: [name.rawValue]) ?? 0
    let counted = Int(max(0, min(total, 1e15)))
    guard step > counted else { return }
    let stage: Stage = name == .base ? .train : .refine
    try spend(LedgerEntry(stage: stage, run: name, steps: step - counted, time: now), database)
  }

  /// Gives a run more steps to do, by settings that say so; it is under way again.
  ///
  /// - Throws: `unknownRun`.
  public func extendRun(_ name: RunName, to totalSteps: Int, configuration: String, now: Double) throws {
    try write { database in
      try database.execute(
        sql: "UPDATE run SET totalSteps = ?, configuration = ?, state = 'running', updatedAt = ? WHERE name = ?",
        arguments: [totalSteps, configuration, now, name.rawValue])
      guard database.changesCount == 1 else { throw SessionStoreError.unknownRun(name.rawValue) }
    }
  }

  /// What a run's budget was charged for guidance, by stage; empty where nothing was, and for runs of earlier versions.
  public func charges(of run: RunName) throws -> [Stage: Int] {
    try read { database in
      let rows = try Stored<RunCharge>.fetchAll(
        database, sql: "SELECT * FROM runCharge WHERE run = ?", arguments: [run.rawValue])
      return Dictionary(rows.map { ($0.value.stage, $0.value.steps) }, uniquingKeysWith: { $1 })
    }
  }

  /// Every run in the order of their beginnings, the superseded ones included.
  public func runs() throws -> [Run] {
    try read { try Stored<Run>.fetchAll($0, sql: "SELECT * FROM run ORDER BY startedAt, id").map(\.value) }
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
      for table in ["metric", "event", "stepsSpent", "evaluation", "runCharge", "checkpoint", "runBranch"] {
        try database.execute(sql: "UPDATE \(table) SET run = ? WHERE run = ?", arguments: names)
      }
      try database.execute(sql: "UPDATE runBranch SET parent = ? WHERE parent = ?", arguments: names)
      return superseded
    }
  }

  static func run(named name: RunName, _ database: Database) throws -> Run? {
    try Stored<Run>.fetchOne(database, sql: "SELECT * FROM run WHERE name = ?", arguments: [name.rawValue])?.value
  }
}

/// Steps of guidance that a run's budget was charged.
struct RunCharge: Tabled {
  static var table: String { "runCharge" }
  var run: RunName
  var stage: Stage
  @StoredCount var steps: Int
}
