import RLCore
public import Threads

/// What the bonus's factor c decides: the largest gap that is left over priors, and the episodes to ε, for each c.
///
/// At c = 1 the bounds hold as they are proven; below it they are narrower than what is proven, and faster. What is said of
/// samples and of bad priors is seen only at factors where runs come within ε at all.
public enum FactorStudy {
  /// From what is fast to what the bounds ask for.
  public static let factors = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]

  /// Runs LINVIT at each of `factors` with every prior of `PriorStudies.priors` and λ = ε / (2 KL). The last policy and the
  /// mixture are outputs of the same runs.
  ///
  /// - Complexity: `factors` x priors x seeds runs of `configuration.episodes` episodes.
  public static func run(
    _ settings: TabularStudySettings, factors: [Double] = FactorStudy.factors, pool: WorkerPool
  ) throws -> TabularStudy {
    let method = try TabularMethodCatalog.methods.entry("linvit")
    var table = TextTable(
      title: "The factor of the bonus, over \(PriorStudies.priors(settings.mdp).count) priors, eps = "
        + "\(Numerals.fixed(settings.accuracy, 3)), " + settings.scope,
      columns: [
        "factor", "output", "largest gap", "with prior", "episodes to eps", "slowest prior", "reached",
        "bounds' gap at the end", "within eps",
      ])
    var rows: [TabularStudyRow] = []
    var good: [LINVITConfiguration.Output: [String]] = [:]
    for factor in factors {
      let found = try rowsOfPriors(settings, factor: factor, method: method, pool: pool)
      for output in LINVITConfiguration.Output.allCases {
        let own = found.filter { $0.output == output }
        table.rows.append([Numerals.plain(factor), output.rawValue] + cells(own))
        if own.allSatisfy(\.isWithinEpsilon) { good[output, default: []].append(Numerals.plain(factor)) }
      }
      rows += found
    }
    let sentences = LINVITConfiguration.Output.allCases.map { output -> String in
      "\(output.rawValue) at " + (good[output].map { $0.joined(separator: ", ") } ?? "no factor")
    }
    table.notes.append("Every prior within eps: \(sentences.joined(separator: "; ")).")
    return TabularStudy(rows: rows, table: table)
  }

  /// One factor: a row of each prior and output.
  private static func rowsOfPriors(
    _ settings: TabularStudySettings, factor: Double, method: TabularMethod, pool: WorkerPool
  ) throws -> [TabularStudyRow] {
    var settings = settings
    settings.configuration.bonusScale = factor
    settings.configuration.output = .last
    return try PriorStudies.priors(settings.mdp).flatMap { entry -> [TabularStudyRow] in
      let (row, runs) = try settings.learn(
        entry.name, settings.prior(entry.divergence, slip: entry.slip), divergence: entry.divergence, method: method,
        weight: settings.rule(entry.divergence), isRule: true, pool: pool)
      return [row.measured(runs, as: .last), row.measured(runs.map(\.mixture), as: .mixture)]
    }
  }

  /// What one factor and output came to over all priors, in cells.
  private static func cells(_ rows: [TabularStudyRow]) -> [String] {
    let worst = rows.max { $0.worstGap < $1.worstGap }
    let episodes = rows.map(\.meanSamples.mean)
    let mean = episodes.reduce(0, +) / Double(max(1, episodes.count))
    return [
      Numerals.fixed(worst?.worstGap ?? .nan, 4, missing: "-"), worst?.prior ?? "-", Numerals.fixed(mean, 0),
      Numerals.fixed(episodes.max() ?? 0, 0),
      "\(rows.reduce(0) { $0 + $1.reached })/\(rows.reduce(0) { $0 + $1.samples.count })",
      Numerals.fixed(rows.compactMap(\.boundsGap).max() ?? .nan, 2, missing: "-"),
      rows.allSatisfy(\.isWithinEpsilon) ? "yes" : "no",
    ]
  }
}
