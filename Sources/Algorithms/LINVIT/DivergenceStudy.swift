public import RLCore
public import Threads

/// Samples to ε against the prior's divergence from the optimal policy (claim: about linear).
public enum DivergenceStudy {
  /// Divergences from near the optimal policy to the uniform one.
  public static func divergences(_ mdp: TabularMDP) -> [Double] {
    [0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1].map { $0 * PriorStudies.uniformDivergence(mdp) }
  }

  /// Runs LINVIT with priors of each of `divergences` and λ = ε / (2 KL).
  ///
  /// - Complexity: `divergences` x seeds runs of `configuration.episodes` episodes.
  public static func run(
    _ settings: TabularStudySettings, divergences: [Double], pool: WorkerPool
  ) throws -> TabularStudy {
    let method = try TabularMethodCatalog.methods.entry("linvit")
    let rows = try divergences.map { divergence in
      try settings.row(
        "KL \(Numerals.fixed(divergence, 2))", settings.prior(divergence), divergence: divergence, method: method,
        weight: settings.rule(divergence), pool: pool)
    }
    func fit(_ seeds: [Double]) -> Double {
      var points: [(Double, Double)] = []
      for row in rows {
        for seed in seeds { points.append((row.divergence, Double(row.samples[Int(seed)] ?? row.episodes))) }
      }
      return leastSquaresSlope(points)
    }
    // Whole seeds are drawn anew, since the priors of one seed share its randomness.
    let seeds = (0..<settings.seeds).map(Double.init)
    var generator = SeededGenerator(seed: 1, stream: 75_001)
    let interval = bootstrapInterval(seeds, resamples: 2_000, generator: &generator, fit)
    let slope = fit(seeds)
    var table = TextTable(
      title: "Episodes to eps = \(Numerals.fixed(settings.accuracy, 3)) against the prior's divergence, "
        + settings.caption,
      columns: ["KL", "lambda"] + TabularStudyRow.sampleColumns + TabularStudyRow.gapColumns)
    for row in rows {
      table.rows.append(
        [Numerals.fixed(row.divergence, 2), Numerals.fixed(row.weight, 4)] + row.sampleCells + row.gapCells)
    }
    table.notes.append(
      "Slope: \(Numerals.fixed(slope, 1)) episodes per unit of KL (95 % bootstrap interval "
        + "\(Numerals.fixed(interval.low, 1)) to \(Numerals.fixed(interval.high, 1))).")
    return TabularStudy(rows: rows, table: table, slope: (slope, interval.low, interval.high))
  }
}

/// The slope of the straight line with the least squared error; 0 where all abscissae are equal.
func leastSquaresSlope(_ points: [(Double, Double)]) -> Double {
  let count = Double(points.count)
  guard count > 0 else { return 0 }
  let meanX = points.reduce(0) { $0 + $1.0 } / count
  let meanY = points.reduce(0) { $0 + $1.1 } / count
  let spread = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.0 - meanX) }
  guard spread > 0 else { return 0 }
  return points.reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / spread
}
