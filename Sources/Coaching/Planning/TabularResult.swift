import Algorithms
import RLCore

/// What `sidecoach plan` prints of a tabular process: text, or the members of a JSON object.
package struct TabularResult: Printable {
  package static let keys = """
    environment, seed, epsilon, source, alerts (list of title, detail), study, seeds, slope, slopeLow, slopeHigh, rows (list of \
    prior, method, source, divergence, lambda, isRule, bonusScale, output, bias, episodes, episodesToEpsilon, low, high, reached, optimum, \
    gapToOptimal, worstGap, isWithinEpsilon, boundsGap)
    """

  /// For a terminal.
  package internal(set) var lines: [String] = []
  var environment: String
  var seed: UInt64
  var epsilon: Double
  var source: String
  var study: String?
  var seeds: Int?
  var slope: Slope?
  var rows: [Row]
  var alerts: [PlanAlert]

  /// The slope of a study that has one, with its interval.
  struct Slope {
    var value: Double
    var low: Double
    var high: Double

    init(_ slope: (value: Double, low: Double, high: Double)) {
      value = slope.value
      low = slope.low
      high = slope.high
    }
  }

  /// A method with a prior and a λ.
  struct Row: Encodable {
    var prior: String
    var method: String
    var source: String
    var divergence: Double
    var lambda: Double
    var isRule: Bool
    @OrNull var bonusScale: Double?
    @OrNull var output: LINVITConfiguration.Output?
    @OrNull var bias: Double?
    var episodes: Int
    @OrNull var episodesToEpsilon: Double?
    @OrNull var low: Double?
    @OrNull var high: Double?
    var reached: Int
    var optimum: Double
    var gapToOptimal: Double
    var worstGap: Double
    var isWithinEpsilon: Bool
    @OrNull var boundsGap: Double?

    init(_ row: TabularStudyRow, optimum: Double) {
      let spread = row.meanSamples
      prior = row.prior
      method = row.method
      source = TabularPlan.source(row.divergence)
      divergence = row.divergence
      lambda = row.weight
      isRule = row.isRule
      bonusScale = row.bonusScale
      output = row.output
      bias = row.bias
      episodes = row.episodes
      episodesToEpsilon = spread.mean
      (low, high) = (spread.low, spread.high)
      reached = row.reached
      self.optimum = optimum
      gapToOptimal = row.gapToOptimal
      worstGap = row.worstGap
      isWithinEpsilon = row.isWithinEpsilon
      boundsGap = row.boundsGap
    }
  }

  init(_ order: StudyOrder, _ study: TabularStudy, environment: String, source: String, optimum: Double) {
    self.environment = environment
    self.source = source
    seed = order.settings.firstSeed
    epsilon = order.settings.accuracy
    rows = study.rows.map { Row($0, optimum: optimum) }
    alerts = PlanAlert.alerts(study.rows, optimum: optimum)
  }

  private enum CodingKeys: String, CodingKey {
    case environment, seed, epsilon, source, alerts, study, seeds, slope, slopeLow, slopeHigh, rows
  }

  /// Writes the keys that `plan --json` documents; what is about a study only when there is one.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(environment, forKey: .environment)
    try container.encode(seed, forKey: .seed)
    try container.encode(epsilon, forKey: .epsilon)
    try container.encode(source, forKey: .source)
    try container.encodeIfPresent(study, forKey: .study)
    try container.encodeIfPresent(seeds, forKey: .seeds)
    if let slope {
      try container.encode(OrNull(wrappedValue: slope.value), forKey: .slope)
      try container.encode(OrNull(wrappedValue: slope.low), forKey: .slopeLow)
      try container.encode(OrNull(wrappedValue: slope.high), forKey: .slopeHigh)
    }
    try container.encode(alerts, forKey: .alerts)
    try container.encode(rows, forKey: .rows)
  }
}
