import Experiments
import RLCore

/// The tables of a coaching experiment: one of methods, one of comparisons and the noise floor for each environment and
/// base.
struct CoachingTables {
  private let outcomes: [CoachingOutcome]
  private let baseline: String
  private let primary: String?

  init(_ outcomes: [CoachingOutcome], baseline: String, primary: String?) {
    self.outcomes = outcomes
    self.baseline = baseline
    self.primary = primary
  }

  /// A method over its seeds.
  private struct Row: Encodable, Sendable {
    var method: String
    var seeds: Int
    var score: Estimate
    var steps: Double
    var guidanceShare: Double?
    var hitRate: Double?
    var shapedShare: Double?
    var evidence: Double?

    init(_ method: String, _ runs: [CoachingOutcome]) {
      func mean(_ value: (CoachingOutcome) -> Double?) -> Double? {
        let known = runs.compactMap(value)
        return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
      }
      self.method = method
      seeds = Set(runs.map(\.seed)).count
      score = .interquartileMean(of: runs.filter { $0.replicate == 0 }.map(\.mean).filter(\.isFinite))
      steps = mean { Double($0.environmentSteps) } ?? 0
      guidanceShare = mean { run in
        run.identifier != nil || run.guidanceSteps > 0
          ? Double(run.guidanceSteps) / Double(max(1, run.environmentSteps)) : nil
      }
      hitRate = mean(\.hitRate)
      shapedShare = mean(\.shapedShare)
      evidence = mean(\.acceptedMeanEvidence)
    }
  }

  var lines: [String] {
    var places: [Scores.Task] = []
    for one in outcomes where !places.contains(place(one)) { places.append(place(one)) }
    return places.flatMap { place in lines(place, outcomes.filter { self.place($0) == place }) }
  }

  private func place(_ one: CoachingOutcome) -> Scores.Task { .init(environment: one.environment, base: one.base) }

  private func lines(_ place: Scores.Task, _ own: [CoachingOutcome]) -> [String] {
    let methods = own.reduce(into: [String]()) { if !$0.contains($1.method) { $0.append($1.method) } }
    let table = ResultTable(
      methods.map { method in Row(method, own.filter { $0.method == method }) },
      columns: [
        .words("method") { $0.method }, .whole("seeds") { $0.seeds },
        .estimate("interquartile mean", key: "interquartileMean", decimals: 2) { $0.score },
        .number("steps", decimals: 0) { $0.steps },
        .percent("for guidance", key: "guidanceShare", decimals: 1) { $0.guidanceShare },
        .percent("hit rate", key: "hitRate", decimals: 2) { $0.hitRate },
        .number("|a r|/|r_env|", key: "shapedShare", decimals: 3, missing: "-") { $0.shapedShare },
        .number("evidence", key: "acceptedMeanEvidence", decimals: 2, missing: "-") { $0.evidence },
      ])
    let base = RunName.base.rawValue
    let scores = Scores(
      own.filter { $0.replicate == 0 && $0.method != base }.map {
        .init(method: $0.method, task: place, seed: $0.seed, value: $0.mean)
      })
    let comparison = ComparisonTable(scores, baseline: baseline, primary: primary)
    // Each base is a task of its own, whose runs differ by the refinement's seed alone.
    let replicates = Scores(
      own.filter { $0.method != base }.map { one in
        .init(
          method: one.method, task: .init(environment: place.environment, base: "\(place.base) seed \(one.seed)"),
          seed: UInt64(one.replicate), value: one.mean)
      })
    let floor = NoiseFloor.table(of: replicates)
    return ["\(place.environment), \(place.base)"] + table.lines
      + (comparison.rows.isEmpty ? [] : ["", "Beside \(baseline), paired over seeds"] + comparison.table.lines)
      + (comparison.sentence.map { [$0] } ?? [])
      + (floor.rows.isEmpty ? [] : ["", "Noise floor: the same method on the same base"] + floor.lines) + [""]
  }
}
