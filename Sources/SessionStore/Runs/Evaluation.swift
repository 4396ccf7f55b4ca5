import GRDB

extension SessionStore {
  /// One evaluation of a checkpoint: guidance off, environment return only.
  public struct Evaluation: Sendable, Equatable, Codable {
    /// The run's name.
    public var run: String
    /// The checkpoint's file name.
    public var checkpoint: String
    /// Episodes played.
    public var games: Int
    /// Mean return.
    public var mean: Double
    /// Lower end of the 95 % interval of the mean.
    public var low: Double
    /// Upper end of the 95 % interval of the mean.
    public var high: Double
    /// The return of every episode.
    public var returns: [Double]
    /// Environment steps spent.
    public var environmentSteps: Int
    /// The seed.
    public var seed: UInt64

    /// Makes an evaluation.
    public init(
      run: String, checkpoint: String, games: Int, mean: Double, low: Double, high: Double, returns: [Double],
      environmentSteps: Int, seed: UInt64
    ) {
      self.run = run
      self.checkpoint = checkpoint
      self.games = games
      self.mean = mean
      self.low = low
      self.high = high
      self.returns = returns
      self.environmentSteps = environmentSteps
      self.seed = seed
    }

    fileprivate init(_ row: Row) throws {
      run = try row.value("run")
      checkpoint = try row.value("checkpoint")
      games = try row.value("games")
      mean = try row.number("mean")
      low = try row.number("low")
      high = try row.number("high")
      returns = try row.json("returns")
      environmentSteps = try row.value("environmentSteps")
      seed = try row.seed("seed")
    }
  }

  /// Stores an evaluation.
  public func addEvaluation(_ evaluation: Evaluation, now: Double) throws {
    let returns = try JSONText.encode(evaluation.returns, what: "the returns of an evaluation")
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO evaluation (run, checkpoint, games, mean, low, high, returns, environmentSteps, seed, time)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          evaluation.run, evaluation.checkpoint, evaluation.games, evaluation.mean, evaluation.low, evaluation.high,
          returns, evaluation.environmentSteps, Int64(bitPattern: evaluation.seed), now,
        ])
    }
  }

  /// Every evaluation, oldest first.
  public func evaluations() throws -> [Evaluation] {
    try read { try Row.fetchAll($0, sql: "SELECT * FROM evaluation ORDER BY seq").map(Evaluation.init) }
  }
}
