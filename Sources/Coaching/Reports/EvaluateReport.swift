package import RLCore
package import SessionStore

/// How well a policy plays: what `evaluate` prints.
package struct EvaluateReport: Printable {
  /// The session as it was named.
  package let session: String
  /// The environment's id.
  package let environment: String
  /// The run whose latest checkpoint played.
  package let run: RunName
  /// Episodes played.
  package let games: Int
  /// Mean environment return, and its 95 % interval.
  @OrNull package private(set) var mean: Double?
  /// The interval's lower end.
  @OrNull package private(set) var low: Double?
  /// The interval's upper end.
  @OrNull package private(set) var high: Double?
  /// Steps taken.
  package let environmentSteps: Int
  /// The return of every episode.
  package let returns: [Double]

  package static var keys: String {
    "session, environment, run, games, mean, low, high, environmentSteps, returns"
  }

  /// The report of an evaluation.
  package init(session: String, environment: String, _ evaluation: SessionStore.Evaluation) {
    self.session = session
    self.environment = environment
    run = evaluation.run
    games = evaluation.games
    environmentSteps = evaluation.environmentSteps
    returns = evaluation.returns
    mean = evaluation.mean
    low = evaluation.low
    high = evaluation.high
  }

  package var lines: [String] {
    func text(_ value: Double?) -> String { Numerals.fixed(value ?? .nan, 2) }
    return ["\(run): mean \(text(mean)), 95 % interval [\(text(low)), \(text(high))] over \(games) games"]
  }
}
