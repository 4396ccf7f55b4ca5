public import RLCore

/// What two runs of one method differ by where nothing differs but the refinement's seed.
///
/// A difference between methods on one seed says nothing while it is of this size. Pairs are formed within a base alone.
public struct NoiseFloor: Sendable, Encodable {
  /// The method.
  public let method: String
  /// Bases with at least two runs.
  public let bases: Int
  /// Runs on those.
  public let runs: Int
  /// Pairs of runs on one base.
  public let pairs: Int
  /// The mean absolute difference of two runs, in units of the score; null without a pair.
  @OrNull public private(set) var meanDifference: Double?
  /// The absolute difference that 95 % of the pairs stay within; of a few pairs it is nearly the greatest.
  @OrNull public private(set) var quantile95: Double?

  /// The floor of `method`, whose replicates on each base are the runs on a task of `replicates`.
  public init(method: String, replicates: RunMatrix) {
    self.method = method
    let columns = replicates.tasks.map { replicates.scores[$0] }.filter { $0.count > 1 }
    let differences = columns.flatMap { runs in
      runs.indices.flatMap { first in
        runs.indices[first...].dropFirst().map { abs(runs[first] - runs[$0]) }
      }
    }.sorted()
    bases = columns.count
    runs = columns.reduce(0) { $0 + $1.count }
    pairs = differences.count
    guard !differences.isEmpty else { return }
    let mean = differences.reduce(0) { $0 + $1 / Double(differences.count) }
    meanDifference = mean.isFinite ? mean : nil
    let quantile = differences.quantile(0.95)
    quantile95 = quantile.isFinite ? quantile : nil
  }

  /// The floors of the methods of `scores` that have two runs on a base.
  public static func table(of scores: Scores) -> ResultTable<NoiseFloor> {
    let rows = scores.methods.map { NoiseFloor(method: $0, replicates: scores.matrix(of: $0)) }
    return ResultTable(
      rows.filter { $0.pairs > 0 },
      columns: [
        .words("method") { $0.method }, .whole("bases") { $0.bases }, .whole("runs") { $0.runs },
        .number("two runs differ by", key: "meanDifference", decimals: 2) { $0.meanDifference },
        .number("95 % within", key: "quantile95", decimals: 2) { $0.quantile95 },
      ])
  }
}
