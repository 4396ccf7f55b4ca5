import Algorithms
import RLCore
package import Threads

/// What a person asked of a tabular process: names and values that are still to be looked up.
package struct TabularOrder {
  /// Divergences as a list with commas.
  ///
  /// - Throws: `InvalidSettingError`.
  package static func divergences(_ text: String) throws -> [Double] {
    let values = text.split(separator: ",").map { Double($0) }
    guard !values.isEmpty, values.allSatisfy({ ($0 ?? -1) >= 0 && ($0 ?? .infinity).isFinite }) else {
      throw InvalidSettingError(key: "divergences", value: text, valid: "numbers of 0 or more, such as 0.5,1,2")
    }
    return values.compactMap { $0 }
  }

  /// The process.
  package var process: String
  /// A study; nil for one comparison.
  package var study: String?
  /// Divergence of the synthetic prior from the optimal policy, in nats.
  package var divergence = 2.0
  /// The divergences of the study of that name; nil: seven up to the uniform prior's.
  package var divergences: [Double]?
  /// How near to the optimum is near enough; nil: a tenth of it.
  package var accuracy: Double?
  /// Repetitions of a study.
  package var seeds = 10
  /// LINVIT's settings, in order; later ones win.
  package var settings: [(key: String, value: String)] = []
  /// Methods, with commas between them, or `all`.
  package var methods = "all"
  /// The first seed.
  package var seed: UInt64 = 1

  /// An order for a process.
  package init(_ process: String) { self.process = process }
}

/// Planning in a tabular process: each method once, or a study.
package struct TabularPlan {
  private let name: String
  private let study: StudyEntry?
  private let order: StudyOrder
  private let optimum: Double
  /// λ, where a setting gives one.
  private let weight: Double?

  /// Looks up what was asked for.
  ///
  /// - Throws: `UnknownNameError` and `InvalidSettingError` that list what is valid.
  package init(_ order: TabularOrder, in catalogs: PlanningCatalogs = PlanningCatalogs()) throws {
    study = try order.study.map { try catalogs.studies.entry($0) }
    name = order.process
    let process = try catalogs.processes.entry(order.process).process(seed: order.seed)
    let methods =
      try order.methods == "all"
      ? catalogs.methods.entries : order.methods.split(separator: ",").map { try catalogs.methods.entry(String($0)) }
    var configuration = LINVITConfiguration()
    for (key, value) in order.settings { try LINVITConfiguration.fields.apply(key, value, to: &configuration) }
    weight = order.settings.contains { $0.key == "lambda" } ? configuration.priorWeight : nil
    let varies = study?.varies ?? []
    if let varied = order.settings.first(where: { varies.contains($0.key) }) {
      throw InvalidSettingError(key: varied.key, value: varied.value, valid: "nothing in this study, which sets it")
    }
    optimum = DynamicProgramming.optimal(process).startValue
    self.order = StudyOrder(
      settings: TabularStudySettings(
        mdp: process, accuracy: order.accuracy ?? 0.1 * optimum, seeds: study == nil ? 1 : order.seeds,
        firstSeed: order.seed, configuration: configuration),
      methods: methods, divergence: order.divergence,
      divergences: order.divergences ?? DivergenceStudy.divergences(process))
  }

  /// Plans, or runs the study.
  package func result(pool: WorkerPool) throws -> TabularResult {
    guard let study else { return try comparison(pool: pool) }
    let found = try study.run(order, pool: pool)
    var result = TabularResult(
      order, found, environment: name, source: Self.source(nil), optimum: optimum)
    result.lines = [found.table.text] + result.alerts.map(\.line) + ["", study.figure(found)]
    result.study = study.name
    result.seeds = order.settings.seeds
    if let slope = found.slope { result.slope = TabularResult.Slope(slope) }
    return result
  }

  /// Each method once, beside exact dynamic programming.
  private func comparison(pool: WorkerPool) throws -> TabularResult {
    let found = try PriorStudies.comparison(
      order.settings, divergence: order.divergence, weight: weight, methods: order.methods, pool: pool)
    var result = TabularResult(
      order, found, environment: name, source: Self.source(order.divergence), optimum: optimum)
    result.lines = [found.table.text] + result.alerts.map(\.line)
    return result
  }

  /// Where the prior comes from, in words.
  static func source(_ divergence: Double?) -> String {
    "synthetic, of known divergence" + (divergence.map { " \(Numerals.fixed($0, 2))" } ?? "")
  }
}
