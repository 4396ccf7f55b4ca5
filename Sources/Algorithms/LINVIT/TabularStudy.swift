import Networks
public import RLCore
import Threads

/// What the tabular studies share.
public struct TabularStudySettings: Sendable {
  /// The process.
  public var mdp: TabularMDP
  /// ε: a policy counts as good when its value is within this of the optimum.
  public var accuracy: Double
  /// Independent repetitions.
  public var seeds: Int
  /// The seed of the first repetition; the others follow.
  public var firstSeed: UInt64
  /// Settings of the learner; λ is set by the study.
  public var configuration: LINVITConfiguration

  /// Settings.
  public init(
    mdp: TabularMDP, accuracy: Double, seeds: Int, firstSeed: UInt64 = 0, configuration: LINVITConfiguration
  ) {
    self.mdp = mdp
    self.accuracy = accuracy
    self.seeds = seeds
    self.firstSeed = firstSeed
    self.configuration = configuration
  }
}

/// One method with one prior and one λ, over all seeds, measured against exact dynamic programming.
public struct TabularStudyRow: Sendable {
  /// The prior in a word or two.
  public var prior: String
  /// The method.
  public var method: String
  /// E_π* Σ_h KL(π* || π_LLM).
  public var divergence: Double
  /// λ.
  public var weight: Double
  /// λ is ε / (2 KL).
  public var isRule: Bool
  /// ε.
  public var accuracy: Double
  /// V* - V^π_λ of the exactly regularised policy, where the study looks at it.
  public var bias: Double?
  /// V* - V^π of the policy that is returned, for each seed.
  public var gaps: [Double]
  /// Episodes to ε for each seed; nil where the run was too short.
  public var samples: [Int?]
  /// Qbar - Qlow at the start after all episodes, the mean; nil for methods without bounds.
  public var boundsGap: Double?
  /// V* - V^π along the way, the mean over seeds.
  public var curve: [(episode: Int, gap: Double)]
  /// Episodes of a run at most.
  public var episodes: Int
  /// The method regularises by the prior, so that λ matters to it.
  public var readsWeight = true
  /// c, the factor of the bonus; nil for methods without one.
  public var bonusScale: Double?
  /// What is returned, of methods that learn.
  public var output: LINVITConfiguration.Output?

  /// The mean of `gaps`.
  public var gapToOptimal: Double { gaps.reduce(0, +) / Double(max(1, gaps.count)) }
  /// The largest of `gaps`.
  public var worstGap: Double { gaps.max() ?? 0 }
  /// Every seed's policy is within ε of the optimum.
  public var isWithinEpsilon: Bool { worstGap <= accuracy }
  /// Seeds that reached ε and stayed.
  public var reached: Int { samples.count { $0 != nil } }
  /// The mean episodes to ε with a 95 % interval; runs that were too short count as all their episodes.
  public var meanSamples: (mean: Double, low: Double, high: Double) {
    meanInterval(samples.map { Double($0 ?? episodes) })
  }
}

/// A finished study: its rows, and the same as text.
public struct TabularStudy: Sendable {
  /// One row a method, prior and λ.
  public var rows: [TabularStudyRow]
  /// The study as text.
  public var table: TextTable
  /// Episodes per unit of divergence by least squares, and its 95 % bootstrap interval; in `DivergenceStudy` only.
  public var slope: (value: Double, low: Double, high: Double)?
}

extension TabularStudySettings {
  /// One row: a run for each seed, shared out over the pool; the order is that of the seeds for any number of threads.
  func row(
    _ name: String, _ prior: TabularPolicy, divergence: Double, method: TabularMethod, weight: Double,
    isRule: Bool = true, pool: WorkerPool
  ) throws -> TabularStudyRow {
    guard method.learns else {
      var configuration = configuration
      configuration.priorWeight = weight
      let settings = configuration
      var row = emptyRow(name, divergence: divergence, method: method, weight: weight, isRule: isRule)
      row.episodes = 0
      row.readsWeight = false
      let optimum = DynamicProgramming.optimal(mdp).startValue
      row.gaps = try pool.map(seeds) { seed in
        optimum
          - (try method.finalValue(mdp, prior: prior, configuration: settings, seed: firstSeed &+ UInt64(seed)))
      }
      row.samples = row.gaps.map { $0 <= accuracy ? 0 : nil }
      return row
    }
    let (row, runs) = try learn(
      name, prior, divergence: divergence, method: method, weight: weight, isRule: isRule, pool: pool)
    return row.measured(runs, as: configuration.output)
  }

  /// The runs of a method that learns, one for each seed, and their row before it is measured.
  func learn(
    _ name: String, _ prior: TabularPolicy, divergence: Double, method: TabularMethod, weight: Double, isRule: Bool,
    pool: WorkerPool
  ) throws -> (row: TabularStudyRow, runs: [TabularRun]) {
    var configuration = configuration
    configuration.priorWeight = weight
    method.configure(&configuration)
    var row = emptyRow(name, divergence: divergence, method: method, weight: weight, isRule: isRule)
    row.readsWeight = configuration.backup == .regularised
    row.bonusScale = configuration.bonus == .none ? nil : configuration.bonusScale
    let settings = configuration
    let runs = try pool.map(seeds) { seed in
      try LINVIT.run(mdp, prior: prior, configuration: settings, seed: firstSeed &+ UInt64(seed))
    }
    return (row, runs)
  }

  private func emptyRow(
    _ name: String, divergence: Double, method: TabularMethod, weight: Double, isRule: Bool
  ) -> TabularStudyRow {
    TabularStudyRow(
      prior: name, method: method.name, divergence: divergence, weight: weight, isRule: isRule, accuracy: accuracy,
      bias: nil, gaps: [], samples: [], boundsGap: nil, curve: [], episodes: configuration.episodes)
  }

  /// The prior with that divergence.
  func prior(_ divergence: Double, slip: TabularPriors.Slip = .uniform) -> TabularPolicy {
    TabularPriors.diverging(mdp, by: divergence, slip: slip)
  }

  /// λ = ε / (2 KL).
  func rule(_ divergence: Double) -> Double {
    LINVITConfiguration.weight(accuracy: accuracy, divergence: divergence)
  }

  /// Where the numbers of a table come from.
  var caption: String { "\(scope), bonus factor \(Numerals.plain(configuration.bonusScale))" }

  /// The same where the bonus's factor is what is studied.
  var scope: String { "\(mdp.name), \(seeds) seeds, \(configuration.episodes) episodes" }
}

extension TabularStudyRow {
  /// The same with what runs came to, which return `output`.
  func measured(_ runs: [TabularRun], as output: LINVITConfiguration.Output) -> TabularStudyRow {
    var row = self
    row.output = output
    let count = Double(max(1, runs.count))
    row.gaps = runs.map { $0.optimum - $0.value }
    row.samples = runs.map { $0.samples(within: accuracy) }
    if bonusScale != nil {
      row.boundsGap =
        runs.reduce(0) { total, run in
          total + (run.learner.records.last.map { $0.optimistic - $0.pessimistic } ?? 0)
        } / count
    }
    // Runs may end early where the bounds meet; the mean is over those that got as far as the shortest.
    for index in 0..<(runs.map(\.evaluations.count).min() ?? 0) {
      let gap = runs.reduce(0) { $0 + $1.optimum - $1.evaluations[index].value } / count
      row.curve.append((runs[0].evaluations[index].episode, gap))
    }
    return row
  }

  /// Whether the returned policy is near enough, in a cell.
  var gapCells: [String] {
    [
      Numerals.fixed(gapToOptimal, 4), Numerals.fixed(worstGap, 4), isWithinEpsilon ? "yes" : "no",
    ]
  }

  /// Columns of `gapCells`.
  static var gapColumns: [String] { ["gap to optimal", "worst seed", "within eps"] }

  /// Episodes to ε, in cells.
  var sampleCells: [String] {
    let spread = meanSamples
    return [
      Numerals.fixed(spread.mean, 0),
      "\(Numerals.fixed(spread.low, 0)) to \(Numerals.fixed(spread.high, 0))",
      "\(reached)/\(samples.count)",
    ]
  }

  /// Columns of `sampleCells`.
  static var sampleColumns: [String] { ["episodes to eps", "95 %", "reached"] }
}
