import Glibc
public import Networks
public import RLCore

/// What the tabular studies share.
public struct TabularStudySettings: Sendable {
  /// The process.
  public var mdp: TabularMDP
  /// ε: a policy counts as good when its value is within this of the optimum.
  public var accuracy: Double
  /// Independent repetitions.
  public var seeds: Int
  /// Settings of the learner; λ is set by the study.
  public var configuration: LINVITConfiguration

  /// Settings.
  public init(mdp: TabularMDP, accuracy: Double, seeds: Int, configuration: LINVITConfiguration) {
    self.mdp = mdp
    self.accuracy = accuracy
    self.seeds = seeds
    self.configuration = configuration
  }

  /// One run for each seed, shared out over the pool; the order is that of the seeds for any number of threads.
  func runs(prior: TabularPolicy, configuration: LINVITConfiguration, pool: WorkerPool) throws -> [TabularRun] {
    try pool.map(seeds) { seed in
      try LINVIT.run(mdp, prior: prior, configuration: configuration, seed: UInt64(seed))
    }
  }
}

extension WorkerPool {
  /// `body` of 0 ..< `count`, in order; the first error in that order is thrown.
  func map<Value>(_ count: Int, _ body: (Int) throws -> Value) throws -> [Value] {
    var results = [Result<Value, any Error>?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { slots in
      // A local copy of the pointer, since each thread writes its own slot only.
      let slots = slots
      run(count) { index in slots[index] = Result { try body(index) } }
    }
    return try results.compactMap { try $0?.get() }
  }
}

/// Samples to ε against the prior's divergence from the optimal policy (claim: about linear).
public struct DivergenceStudy: Sendable {
  /// One divergence.
  public struct Row: Sendable {
    /// E_π* Σ_h KL(π* || π_LLM).
    public var divergence: Double
    /// λ = ε / (2 KL).
    public var weight: Double
    /// Episodes to ε for each seed; nil where the run was too short.
    public var samples: [Int?]

    /// The mean, runs that were too short counted as `cap`.
    public func mean(cap: Int) -> Double {
      samples.reduce(0) { $0 + Double($1 ?? cap) } / Double(max(1, samples.count))
    }
  }

  /// One row a divergence.
  public var rows: [Row]
  /// Episodes per unit of divergence, by least squares over all rows and seeds.
  public var slope: Double
  /// 95 % bootstrap interval of the slope, whole seeds drawn anew.
  public var slopeInterval: (low: Double, high: Double)
  /// Episodes of a run at most.
  public var cap: Int
  /// The study as text.
  public var table: StudyTable

  /// Runs LINVIT with priors of each of `divergences`.
  ///
  /// - Complexity: `divergences` x seeds runs of `configuration.episodes` episodes.
  public static func run(
    _ settings: TabularStudySettings, divergences: [Double], pool: WorkerPool
  ) throws -> DivergenceStudy {
    let cap = settings.configuration.episodes
    let rows = try divergences.map { divergence in
      var configuration = settings.configuration
      configuration.priorWeight = LINVITConfiguration.weight(accuracy: settings.accuracy, divergence: divergence)
      let prior = TabularPriors.diverging(settings.mdp, by: divergence)
      let runs = try settings.runs(prior: prior, configuration: configuration, pool: pool)
      return Row(
        divergence: divergence, weight: configuration.priorWeight,
        samples: runs.map { $0.samples(within: settings.accuracy) })
    }
    func fit(_ seeds: [Double]) -> Double {
      var points: [(Double, Double)] = []
      for row in rows {
        for seed in seeds { points.append((row.divergence, Double(row.samples[Int(seed)] ?? cap))) }
      }
      return leastSquaresSlope(points)
    }
    let seeds = (0..<settings.seeds).map(Double.init)
    var generator = SeededGenerator(seed: 1, stream: 75_001)
    let interval = bootstrapInterval(seeds, resamples: 2_000, generator: &generator, fit)
    let slope = fit(seeds)
    var table = StudyTable(
      title: "Episodes to \(StudyTable.text(settings.accuracy)) of the optimum against the prior's divergence, "
        + "\(settings.mdp.name), \(settings.seeds) seeds",
      columns: ["KL", "lambda", "episodes (mean)", "95 %", "reached"])
    for row in rows {
      let spread = meanInterval(row.samples.map { Double($0 ?? cap) })
      table.rows.append([
        StudyTable.text(row.divergence), StudyTable.text(row.weight, places: 4),
        StudyTable.text(spread.mean, places: 0),
        "\(StudyTable.text(spread.low, places: 0)) to \(StudyTable.text(spread.high, places: 0))",
        "\(row.samples.count { $0 != nil })/\(row.samples.count)",
      ])
    }
    table.notes.append(
      "Slope: \(StudyTable.text(slope, places: 1)) episodes per unit of KL (95 % bootstrap interval "
        + "\(StudyTable.text(interval.low, places: 1)) to \(StudyTable.text(interval.high, places: 1))).")
    return DivergenceStudy(rows: rows, slope: slope, slopeInterval: interval, cap: cap, table: table)
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
