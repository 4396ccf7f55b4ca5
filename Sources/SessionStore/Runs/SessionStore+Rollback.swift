import GRDB
public import RLCore

extension SessionStore {
  /// Takes a run back to one of its checkpoints; it is under way again, and goes on from there.
  ///
  /// Nothing is deleted. What it did after that checkpoint, with its metrics, events, evaluations, checkpoints and steps,
  /// goes on under `name~1`, `name~2`, …, whose branch says where it left; forks of what came after are forks of that. The
  /// log says who did it. All of it is one transaction.
  ///
  /// - Parameter actor: who does it, in words.
  /// - Returns: the name of what is kept.
  /// - Throws: `unknownRun`.
  public func rollBack(
    _ name: RunName, to checkpoint: CheckpointRecord, actor: String, now: Double
  ) throws -> RunName {
    try write { database in
      guard let run = try Self.run(named: name, database) else { throw SessionStoreError.unknownRun(name.rawValue) }
      let own = try Self.ownStep(checkpoint.step, of: name, database)
      var number = 1
      while try Self.run(named: name.superseded(number), database) != nil { number += 1 }
      let kept = name.superseded(number)
      let names: StatementArguments = [kept.rawValue, name.rawValue]
      // The earlier run keeps its number, which rounds know it by: those to come are others.
      try database.execute(sql: "UPDATE run SET name = ? WHERE name = ?", arguments: names)
      var again = run
      again.id = 0
      (again.state, again.step, again.updatedAt) = (.running, checkpoint.step, now)
      (again.checkpoint, again.digest) = (checkpoint.file, checkpoint.digest)
      try Stored(again, ["id": nil]).insert(database)
      try Self.copyCharges(of: name, to: kept, database)
      try Self.moveRecords(of: name, after: checkpoint, to: kept, database)
      try Self.moveSteps(of: name, after: own, to: kept, database)
      try database.execute(
        sql: "UPDATE runBranch SET parent = ? WHERE parent = ? AND step > ?",
        arguments: names + [checkpoint.step])
      let branch = Branch(run: kept, parent: name, step: checkpoint.step, kind: .rollback, time: now)
      try Stored(branch).insert(database, onConflict: .replace)
      let event = EngineEvent.rolledBack(
        run: name.rawValue, step: checkpoint.step, from: run.step, kept: kept.rawValue, actor: actor)
      try Self.insert(event, now: now, database)
      return kept
    }
  }

  /// Lets a checkpoint stay, as one that somebody asked for.
  public func keepCheckpoint(_ checkpoint: CheckpointRecord) throws {
    try write { database in
      try database.execute(sql: "UPDATE checkpoint SET isAsked = 1 WHERE file = ?", arguments: [checkpoint.file])
    }
  }

  /// Steps of a run up to `step` that are on its own account, and on none of a run that it left.
  private static func ownStep(_ step: Int, of run: RunName, _ database: Database) throws -> Int {
    let sql = "SELECT step FROM runBranch WHERE run = ?"
    return max(0, step - (try Int.fetchOne(database, sql: sql, arguments: [run.rawValue]) ?? 0))
  }

  private static func moveRecords(
    of run: RunName, after checkpoint: CheckpointRecord, to kept: RunName, _ database: Database
  ) throws {
    try moveEvents(of: run, after: checkpoint, to: kept, database)
    let (names, step): (StatementArguments, Int) = ([kept.rawValue, run.rawValue], checkpoint.step)
    try database.execute(sql: "UPDATE metric SET run = ? WHERE run = ? AND step > ?", arguments: names + [step])
    try database.execute(
      sql: "UPDATE evaluation SET run = ? WHERE run = ? AND time > ? AND checkpoint <> ?",
      arguments: names + [checkpoint.time, checkpoint.file])
    try database.execute(
      sql: "UPDATE checkpoint SET run = ? WHERE run = ? AND file <> ? AND (step > ? OR step = ? AND time > ?)",
      arguments: names + [checkpoint.file, step, step, checkpoint.time])
  }

  /// Moves what was recorded after a checkpoint. Events are in the order in which things happened, so that what follows the
  /// one that tells of it came later, whatever its step.
  private static func moveEvents(
    of run: RunName, after checkpoint: CheckpointRecord, to kept: RunName, _ database: Database
  ) throws {
    let told = try Stored<EventRecord>.fetchAll(
      database, sql: "SELECT * FROM event WHERE run = ? AND kind = 'checkpointed' ORDER BY seq",
      arguments: [run.rawValue]
    ).map(\.value).last { record in
      if case .checkpointed(_, _, checkpoint.file, _) = record.event { true } else { false }
    }
    try database.execute(
      sql: "UPDATE event SET run = ? WHERE run = ? AND CASE WHEN ? IS NULL THEN time > ? ELSE seq > ? END",
      arguments: [kept.rawValue, run.rawValue, told?.seq, checkpoint.time, told?.seq])
  }

  /// Moves the steps of a run's account beyond its first `own`.
  private static func moveSteps(
    of run: RunName, after own: Int, to kept: RunName, _ database: Database
  ) throws {
    let rows = try Row.fetchAll(
      database, sql: "SELECT seq, steps FROM stepsSpent WHERE run = ? ORDER BY seq", arguments: [run.rawValue])
    var left = own
    for row in rows {
      let (seq, steps) = (try row.decode(Int.self, forColumn: "seq"), try row.decode(Int.self, forColumn: "steps"))
      guard steps > left else {
        left -= steps
        continue
      }
      // What is left of an entry stays, and the rest is another one's.
      try database.execute(
        sql: """
          INSERT INTO stepsSpent (stage, run, steps, time)
          SELECT stage, ?, steps - ?, time FROM stepsSpent WHERE seq = ?
          """,
        arguments: [kept.rawValue, left, seq])
      if left > 0 {
        try database.execute(sql: "UPDATE stepsSpent SET steps = ? WHERE seq = ?", arguments: [left, seq])
      } else {
        try database.execute(sql: "DELETE FROM stepsSpent WHERE seq = ?", arguments: [seq])
      }
      left = 0
    }
  }
}
