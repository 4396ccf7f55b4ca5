import GRDB
public import RLCore

extension SessionStore {
  /// One evaluation of a checkpoint: guidance off, environment return only.
  public struct Evaluation: Sendable, Equatable, Codable {
    /// The run's name.
    public var run: RunName
    /// The checkpoint's file name.
    public var checkpoint: String
    /// Episodes played.
    public var games: Int
    /// Mean return.
    @StoredNumber public var mean: Double
    /// Lower end of the 95 % interval of the mean.
    @StoredNumber public var low: Double
    /// Upper end of the 95 % interval of the mean.
    @StoredNumber public var high: Double
    /// The return of every episode.
    public var returns: [Double]
    /// Environment steps spent.
    public var environmentSteps: Int
    /// The seed.
    @StoredSeed public var seed: UInt64

    /// Makes an evaluation.
    public init(
      run: RunName, checkpoint: String, games: Int, mean: Double, low: Double, high: Double, returns: [Double],
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
  }

  /// Stores an evaluation.
  public func addEvaluation(_ evaluation: Evaluation, now: Double) throws {
    try write { try Stored(evaluation, ["time": now]).insert($0) }
  }

  /// Every evaluation, oldest first.
  public func evaluations() throws -> [Evaluation] {
    try read { try Stored<Evaluation>.fetchAll($0, sql: "SELECT * FROM evaluation ORDER BY seq").map(\.value) }
  }
}

extension SessionStore.Evaluation: Tabled {
  static var table: String { "evaluation" }
}
