package import RLCore
package import SessionStore

/// What a session that nothing runs in has behind it: its curves, its events and how far its stages are.
package struct SessionHistory {
  package let store: SessionStore
  package let settings: SessionSettings

  /// The history in `store` of a session that was to do `plan`.
  package init(store: SessionStore, settings: SessionSettings) {
    self.store = store
    self.settings = settings
  }

  /// Events shown again when a session is opened.
  private static let eventLimit = 300

  /// The latest events, oldest first.
  package func events() throws -> [EventRecord] { try store.events(limit: Self.eventLimit) }

  /// The last training run as it was left; nil before there is one.
  package func snapshot() throws -> EngineSnapshot? {
    guard let run = try store.runs().last else { return nil }
    var snapshot = EngineSnapshot()
    snapshot.generation = 1
    snapshot.run = run.name.rawValue
    snapshot.step = run.step
    snapshot.totalSteps = run.totalSteps
    var (environment, shaped) = (Curve(), Curve())
    for record in try store.metrics(run: run.name) {
      guard let name = MetricName(rawValue: record.name) else { continue }
      // In the order of their steps, so that the last one stays.
      snapshot.metrics[name] = record.value
      if name == .episodicReturn { environment.append(step: Double(record.step), value: record.value) }
      if name == .shapedReturn { shaped.append(step: Double(record.step), value: record.value) }
    }
    snapshot.environmentReturn = environment.points
    snapshot.shapedReturn = shaped.points
    snapshot.alpha = snapshot.metrics[.alpha] ?? 0
    return snapshot
  }

  /// How far each stage is, by what is on record.
  package func stages() throws -> [StageProgress] {
    let suggestions = try store.suggestions()
    let evidence = try store.evidence()
    let verdicts = try store.currentVerdicts()
    let episodes = try store.episodeSummaries().count
    let evaluated = Set(try store.evaluations().map(\.run))
    let finished = Set(try store.runs().filter { $0.state == .finished }.map(\.name))
    let methods = settings.methods.map(RunName.init(_:))
    let refined = methods.filter { finished.contains($0) }.count
    func share(_ part: Int, _ whole: Int) -> Double { whole > 0 ? min(1, Double(part) / Double(whole)) : 0 }
    let base = try store.run(named: .base)
    let fractions: [Stage: Double] = [
      .train: finished.contains(.base) ? 1 : share(base?.step ?? 0, base?.totalSteps ?? 0) * 0.99,
      .collect: share(episodes, settings.episodes),
      .identify: suggestions.isEmpty ? 0 : 1,
      .verify: share(suggestions.filter { evidence[$0.id] != nil }.count, suggestions.count),
      .review: share(suggestions.filter { verdicts[$0.id] != nil }.count, suggestions.count),
      .refine: share(refined, methods.count),
      .compare: refined > 0 ? share(methods.filter { evaluated.contains($0) }.count, methods.count) : 0,
    ]
    return Stage.allCases.map { stage in
      let fraction = fractions[stage] ?? 0
      return StageProgress(stage: stage, state: fraction >= 1 ? .done : .waiting, fraction: fraction)
    }
  }
}
