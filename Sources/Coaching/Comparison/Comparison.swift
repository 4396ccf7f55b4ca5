import Algorithms
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

    private enum CodingKeys: String, CodingKey {
      case method, seed, mean, low, high, environmentSteps, hitRate
      case digest = "checkpointDigest"
    }
  }

  /// The environment's id.
  package var environment: String
  /// The base policy first, then the methods.
  package var rows: [Row]

  /// Reads the evaluations of a session. Steps are those of the refinement, with collecting and evidence added where a
  /// method used guidance.
  package init(store: SessionStore, settings: SessionSettings) throws {
    environment = store.info.environment
    let guidance = try store.guidanceSteps()
    let evaluations = try store.evaluations()
    rows = try ([.base] + settings.methods.map(RunName.init(_:))).compactMap { (name: RunName) in
      guard let run = try store.run(named: name),
        // All by the same number of games, whatever was evaluated by hand besides.
        let found = evaluations.last(where: { $0.run == name && $0.games == settings.games })
          ?? evaluations.last(where: { $0.run == name })
      else { return nil }
      let hits = try store.metrics(run: name, name: .hitRate).map(\.value)
      let charged = try store.charges(of: name)
      let isGuided = name != .base && MethodCatalog.methods[run.method]?.needsGuidance ?? true
      return Row(
        method: name.rawValue, seed: settings.seed, mean: found.mean, low: found.low, high: found.high,
        environmentSteps: run.step + (charged.isEmpty ? isGuided ? guidance : 0 : charged.values.reduce(0, +)),
        hitRate: hits.isEmpty ? nil : hits.reduce(0, +) / Double(hits.count), digest: run.digest ?? "")
    }
  }

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
