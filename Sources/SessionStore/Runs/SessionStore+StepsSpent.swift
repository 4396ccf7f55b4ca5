import GRDB
public import RLCore

/// Environment steps that a stage used at one time. Every environment step counts towards the budget: training,
/// collecting, search, evidence, mask training and evaluation.
public struct LedgerEntry: Sendable, Equatable, Codable {
  /// The stage.
  public var stage: Stage
  /// The run that it was for, where it was for one.
  public var run: RunName?
  /// Environment steps, not negative.
  @StoredCount public var steps: Int
  /// When it was entered, in seconds since 1970.
  public var time: Double

  /// Makes an entry.
  public init(stage: Stage, run: RunName? = nil, steps: Int, time: Double) {
    self.stage = stage
    self.run = run
    self.steps = steps
    self.time = time
  }
}

extension LedgerEntry: Tabled {
  static var table: String { "stepsSpent" }
}

extension SessionStore {
  /// Adds environment steps to a stage's account: steps that nothing else came of. Whatever stores a result takes the
  /// entry of its steps along, so that neither is ever stored without the other; what is done again because it could not be
  /// stored is counted then, and not here.
  ///
  /// - Throws: `invalid` for a negative number.
  public func spend(_ entry: LedgerEntry) throws {
    try write { try Self.spend(entry, $0) }
  }

  /// Adds to an account in the transaction of a result.
  static func spend(_ entry: LedgerEntry?, _ database: Database) throws {
    guard let entry else { return }
    guard entry.steps >= 0 else {
      throw SessionStoreError.invalid(what: "a number of steps", reason: "\(entry.steps) is negative")
    }
    try Stored(entry).insert(database)
  }

  /// What was used, in the order in which it was entered; for one run, or for everything.
  public func ledger(run: RunName? = nil) throws -> [LedgerEntry] {
    try read { database in
      try Stored<LedgerEntry>.fetchAll(
        database, sql: "SELECT * FROM stepsSpent WHERE ?1 IS NULL OR run = ?1 ORDER BY seq", arguments: [run?.rawValue]
      ).map(\.value)
    }
  }

  /// What every stage has used, over all runs or for one; a stage that has used nothing is left out.
  public func stepsSpent(run: RunName? = nil) throws -> [Stage: Int] {
    try ledger(run: run).reduce(into: [:]) { $0[$1.stage, default: 0] += $1.steps }
  }
}
