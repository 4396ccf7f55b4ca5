import GRDB
public import RLCore

/// Environment steps that one stage has used.
public struct StepsSpent: Sendable, Equatable, Codable {
  /// The stage's name.
  public var stage: String
  /// Environment steps, over all runs.
  public var steps: Int
}

// Every environment step counts towards the budget: training, collecting, evidence, mask training and evaluation.

extension SessionStore {
  /// Adds environment steps to a stage's account.
  ///
  /// - Throws: `invalid` for a negative number.
  public func spendSteps(stage: Stage, run: String?, steps: Int, now: Double) throws {
    guard steps >= 0 else {
      throw SessionStoreError.invalid(what: "a number of steps", reason: "\(steps) is negative")
    }
    try write { database in
      try database.execute(
        sql: "INSERT INTO stepsSpent (stage, run, steps, time) VALUES (?, ?, ?, ?)",
        arguments: [stage.rawValue, run, steps, now])
    }
  }

  /// What every stage has used, in the order of the stages; a stage that has used nothing is left out.
  public func stepsSpent() throws -> [StepsSpent] {
    try stepsSpent(where: "1", [])
  }

  /// What every stage has used for one run.
  public func stepsSpent(run: String) throws -> [StepsSpent] {
    try stepsSpent(where: "run = ?", [run])
  }

  private func stepsSpent(where condition: String, _ arguments: StatementArguments) throws -> [StepsSpent] {
    let sums = try read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT stage, sum(steps) AS steps FROM stepsSpent WHERE \(condition) GROUP BY stage ORDER BY stage",
        arguments: arguments
      ).map { StepsSpent(stage: try $0.value("stage"), steps: try $0.value("steps")) }
    }
    let order = Stage.allCases.map(\.rawValue)
    return order.compactMap { name in sums.first { $0.stage == name } } + sums.filter { !order.contains($0.stage) }
  }
}
