import Algorithms
import ArgumentParser
import Networks
import RLCore
import Threads

/// How tabular processes are planned and studied.
struct TabularOptions: ParsableArguments {
  @Option(help: "A study: see above.") var study: String?
  @Option(help: "Divergence of the synthetic prior from the optimal policy, in nats.") var divergence = 2.0
  @Option(help: "Divergences of the study of that name, with commas. Default: seven up to the uniform prior's.")
  var divergences: String?
  @Option(help: "How near to the optimum is near enough. Default: a tenth of it.") var epsilon: Double?
  @Option(help: "Repetitions of a study, with seeds from --seed on.") var seeds = 10

  func validate() throws {
    guard divergence.isFinite, divergence >= 0 else { throw ValidationError("--divergence must be 0 or more") }
    guard epsilon.map({ $0 > 0 && $0.isFinite }) ?? true else { throw ValidationError("--epsilon must be above 0") }
    guard (1...10_000).contains(seeds) else { throw ValidationError("--seeds must be from 1 to 10000") }
  }

  /// The study, where one is named.
  func namedStudy() throws -> PlanStudy? {
    try study.map { name in
      guard let study = PlanStudy(rawValue: name) else {
        throw UnknownNameError(kind: "study", name: name, valid: PlanStudy.allCases.map(\.rawValue))
      }
      return study
    }
  }

  /// The divergences of `--divergences`.
  func listedDivergences() throws -> [Double]? {
    try divergences.map { text in
      let values = text.split(separator: ",").map { Double($0) }
      guard !values.isEmpty, values.allSatisfy({ ($0 ?? -1) >= 0 && ($0 ?? .infinity).isFinite }) else {
        throw InvalidSettingError(key: "divergences", value: text, valid: "numbers of 0 or more, such as 0.5,1,2")
      }
      return values.compactMap { $0 }
    }
  }
}

/// Planning in a tabular process: each method once, or a study.
struct TabularPlan {
  private let mdp: TabularMDP
  private let options: TabularOptions
  private let study: PlanStudy?
  private let methods: [TabularMethod]
  private let settings: TabularStudySettings
  private let divergences: [Double]
  private let seed: UInt64
  private let pool: WorkerPool
  /// λ, where `--set` gives one.
  private let weight: Double?

  /// Text for a terminal, and the members of a JSON object.
  struct Result {
    var text: String
    var object: [String: Any]
  }

  init(
    _ environment: String, options: TabularOptions, settings pairs: [(key: String, value: String)], method: String,
    seed: UInt64, pool: WorkerPool
  ) throws {
    study = try options.namedStudy()
    let process = try PlanningCatalogs.processes.entry(environment).process(seed: seed)
    mdp = process
    methods =
      try method == "all"
      ? TabularMethodCatalog.all : method.split(separator: ",").map { try TabularMethodCatalog.method(String($0)) }
    var configuration = LINVITConfiguration()
    for (key, value) in pairs { try LINVITConfiguration.fields.apply(key, value, to: &configuration) }
    weight = pairs.contains { $0.key == "lambda" } ? configuration.priorWeight : nil
    if study != nil, weight != nil {
      throw InvalidSettingError(
        key: "lambda", value: "\(configuration.priorWeight)", valid: "nothing in a study, which sets it")
    }
    let optimum = DynamicProgramming.optimal(process).startValue
    settings = TabularStudySettings(
      mdp: process, accuracy: options.epsilon ?? 0.1 * optimum, seeds: options.study == nil ? 1 : options.seeds,
      firstSeed: seed, configuration: configuration)
    divergences = try options.listedDivergences() ?? DivergenceStudy.divergences(process)
    self.options = options
    self.seed = seed
    self.pool = pool
  }

  func result() throws -> Result {
    guard let study else { return try comparison() }
    let found = try study.run(
      settings, methods: methods, divergence: options.divergence, divergences: divergences, pool: pool)
    var object: [String: Any] = [
      "study": study.rawValue, "seeds": settings.seeds, "epsilon": settings.accuracy, "source": Self.source(nil),
      "rows": found.rows.map { Self.object($0, optimum: DynamicProgramming.optimal(mdp).startValue) },
    ]
    if let slope = found.slope {
      object["slope"] = Output.number(slope.value)
      object["slopeLow"] = Output.number(slope.low)
      object["slopeHigh"] = Output.number(slope.high)
    }
    let figure = StudyFigure(study, found)
    return Result(text: [found.table.plain, "", figure.text].joined(separator: "\n"), object: object)
  }

  /// Each method once, beside exact dynamic programming.
  private func comparison() throws -> Result {
    let rows = try PriorStudies.comparison(
      settings, divergence: options.divergence, weight: weight, methods: methods, pool: pool)
    let optimum = DynamicProgramming.optimal(mdp).startValue
    return Result(
      text: rows.table.plain,
      object: [
        "epsilon": settings.accuracy, "source": Self.source(options.divergence),
        "rows": rows.rows.map { Self.object($0, optimum: optimum) },
      ])
  }

  private static func source(_ divergence: Double?) -> String {
    "synthetic, of known divergence" + (divergence.map { " \(StudyTable.text($0))" } ?? "")
  }

  private static func object(_ row: TabularStudyRow, optimum: Double) -> [String: Any] {
    let spread = row.meanSamples
    return [
      "prior": row.prior, "method": row.method, "source": source(row.divergence), "divergence": row.divergence,
      "lambda": row.weight, "isRule": row.isRule, "bias": Output.number(row.bias), "episodes": row.episodes,
      "episodesToEpsilon": Output.number(spread.mean), "low": Output.number(spread.low),
      "high": Output.number(spread.high), "reached": row.reached, "optimum": optimum,
      "gapToOptimal": row.gapToOptimal, "worstGap": row.worstGap, "isWithinEpsilon": row.isWithinEpsilon,
      "boundsGap": Output.number(row.boundsGap),
    ]
  }
}
