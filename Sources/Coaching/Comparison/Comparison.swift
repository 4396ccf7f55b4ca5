package import Experiments
package import RLCore
package import SessionStore

/// The rows that compare the base policy and the refined ones.
package struct Comparison: Sendable {
  /// One method's result.
  package struct Row: Encodable, Sendable {
    /// The method, or `base`.
    package var method: String
    /// The session's seed.
    package var seed: UInt64
    /// Mean environment return over the games, and its 95 % interval.
    @OrNull package var mean: Double?
    /// The interval's lower end.
    @OrNull package var low: Double?
    /// The interval's upper end.
    @OrNull package var high: Double?
    /// Steps of the refinement and, where a method used guidance, of what that cost.
    package var environmentSteps: Int
    /// Share of steps that matched guidance.
    @OrNull package var hitRate: Double?
    /// SHA-256 of the checkpoint.
    package var digest: String
    /// Those of the steps that went into guidance.
    package var guidanceSteps = 0
    /// |α r_LLM| / |r_env| over the run.
    package var shapedShare: Double?
    /// What guided; nil for a method without guidance.
    package var accepted: AcceptedEvidence?
    /// α at the run's first and last update; nil where it had none.
    package var alpha: Alpha?
    /// The games that the mean is of.
    package var games = GamesComparison.Games([], seed: 0)
    /// Where it was forked from another run; nil where it was not.
    package var origin: RunPoint?
    /// What the method has over the baseline; nil for the baseline itself.
    package var difference: GamesComparison?
    /// Its learning curve as a screen can show it; empty where nobody asked for it.
    package var curve: [CurvePoint] = []

    private enum CodingKeys: String, CodingKey {
      case method, seed, mean, low, high, environmentSteps, hitRate
      case digest = "checkpointDigest"
    }

    /// The share of the steps that went into guidance; nil where none did.
    package var guidanceShare: Double? {
      guidanceSteps > 0 ? Double(guidanceSteps) / Double(max(1, environmentSteps)) : nil
    }
  }

  /// The weight of r_LLM over a run.
  package struct Alpha: Equatable, Sendable {
    /// At its first update.
    package var first: Double
    /// At its last one.
    package var last: Double
    /// Whether a person turned it meanwhile.
    package var isTurned: Bool
  }

  /// The environment's id.
  package var environment: String
  /// The base policy first, then the methods.
  package var rows: [Row]
  /// What the others are compared with: `ppo`, which is the same training without guidance, or else the base policy.
  package let baseline: String

  /// Reads the evaluations of a session that was to compare `methods` by `games` each. Steps are those of the refinement,
  /// with collecting and evidence added where a method used guidance.
  ///
  /// - Parameter includingOthers: also reads refinements that are not among the methods, after those.
  package init(store: SessionStore, methods: [String], games: Int, includingOthers: Bool = false) throws {
    environment = store.info.environment
    let reader = try ComparisonReader(store, games: games)
    var names = [RunName.base] + methods.map(RunName.init(_:))
    if includingOthers {
      for run in try store.runs() where !run.name.isSuperseded && !names.contains(run.name) { names.append(run.name) }
    }
    var rows = try names.compactMap(reader.row)
    let baseline = rows.first { $0.method == Self.continued } ?? rows.first
    self.baseline = baseline?.method ?? RunName.base.rawValue
    if let baseline {
      for index in rows.indices where rows[index].method != baseline.method {
        rows[index].difference = GamesComparison(
          of: rows[index].method, rows[index].games, with: baseline.method, baseline.games)
      }
    }
    self.rows = rows
  }

  /// Reads the evaluations of a session with its settings.
  package init(store: SessionStore, settings: SessionSettings, includingOthers: Bool = false) throws {
    try self.init(
      store: store, methods: settings.methods, games: settings.games, includingOthers: includingOthers)
  }

  /// The comparison as a screen shows it: every refinement that was evaluated, with its curve.
  package static func whole(_ store: SessionStore, settings: SessionSettings) throws -> Comparison {
    var comparison = try Comparison(store: store, settings: settings, includingOthers: true)
    let curves = try SessionCurves(store).shown
    for index in comparison.rows.indices {
      comparison.rows[index].curve = curves[RunName(comparison.rows[index].method)] ?? []
    }
    return comparison
  }

  /// The method that trains on as before.
  static let continued = "ppo"

  /// The digest of the last row's checkpoint, which stands for the whole.
  package var checkpointDigest: String { rows.last?.digest ?? "" }

  /// As a table.
  package var table: ResultTable<Row> {
    ResultTable(
      rows,
      columns: [
        .words("method") { $0.method }, .number("mean", decimals: 2) { $0.mean },
        .interval("95 % interval", decimals: 2, low: { $0.low }, high: { $0.high }),
        .whole("steps", key: "environmentSteps") { $0.environmentSteps },
        .percent("hit rate", key: "hitRate", decimals: 1) { $0.hitRate },
      ])
  }
}

extension SessionStore {
  /// Environment steps that guidance has cost so far, by stage: collecting, an advisor's search and evidence.
  package func guidanceCharges() throws -> [Stage: Int] {
    let spent = try stepsSpent()
    return Dictionary(uniqueKeysWithValues: [Stage.collect, .identify, .verify].map { ($0, spent[$0] ?? 0) })
  }

  /// The same in all.
  package func guidanceSteps() throws -> Int { try guidanceCharges().values.reduce(0, +) }
}
