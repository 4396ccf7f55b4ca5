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

  /// The curves of every training run that is not superseded, in the order in which they began, and the last one of them as it
  /// was left; that is nil before there is one.
  package func runs() throws -> (curves: [RunCurves], last: EngineSnapshot?) {
    let runs = try store.runs().filter { !$0.name.isSuperseded }
    let events = try store.events()
    let recorders = try runs.map { try store.recorder(of: $0.name, events: events) }
    let curves = zip(runs, recorders).map { run, recorder in
      RunCurves(run: run.name.rawValue, points: recorder.points, marks: recorder.marks, metrics: recorder.latest)
    }
    guard let run = runs.last, let recorder = recorders.last else { return (curves, nil) }
    var snapshot = EngineSnapshot()
    snapshot.generation = 1
    snapshot.run = run.name.rawValue
    snapshot.step = run.step
    snapshot.totalSteps = run.totalSteps
    snapshot.curves = recorder.points
    snapshot.marks = recorder.marks
    snapshot.metrics = recorder.latest
    snapshot.alpha = snapshot.metrics[.alpha] ?? 0
    return (curves, snapshot)
  }

  /// How far each stage is, by what is on record.
  package func stages() throws -> [StageProgress] {
    let counts = try store.counts()
    let evaluated = Set(try store.evaluations().map(\.run))
    let finished = Set(try store.runs().filter { $0.state == .finished }.map(\.name))
    let methods = settings.methods.map(RunName.init(_:)) + (try store.forks().map(\.name))
    let refined = methods.filter { finished.contains($0) }.count
    func share(_ part: Int, _ whole: Int) -> Double { whole > 0 ? min(1, Double(part) / Double(whole)) : 0 }
    let base = try store.run(named: .base)
    let fractions: [Stage: Double] = [
      .train: finished.contains(.base) ? 1 : share(base?.step ?? 0, base?.totalSteps ?? 0) * 0.99,
      .collect: share(counts.episodes, settings.episodes),
      .identify: counts.suggestions == 0 ? 0 : 1,
      .verify: share(counts.measured, counts.suggestions),
      // What a person left undecided is left so on purpose.
      .review: try store.recall(.reviewFinished) == true
        ? 1 : share(counts.decided, counts.suggestions),
      .refine: share(refined, methods.count),
      .compare: refined > 0 ? share(methods.filter { evaluated.contains($0) }.count, methods.count) : 0,
    ]
    return Stage.allCases.map { stage in
      let fraction = fractions[stage] ?? 0
      return StageProgress(stage: stage, state: fraction >= 1 ? .done : .waiting, fraction: fraction)
    }
  }
}

extension SessionStore {
  /// What the charts of a run show, gathered anew from its records.
  ///
  /// - Parameter events: those of the session.
  package func recorder(of run: RunName, events: [EventRecord]) throws -> RunRecorder {
    var recorder = try gatheredCurves(of: run)
    for record in events where record.run == run {
      switch record.event {
      case .alphaChanged(_, let step, _, let new, let cause):
        recorder.mark(.alpha(new, cause: cause), step: Double(step))
      case .checkpointed(_, let step, _, _): recorder.mark(.checkpoint, step: Double(step))
      case .alert(_, let step, let title, _): recorder.mark(.alert(title), step: Double(step))
      case .rolledBack(_, let step, let from, _, _): recorder.mark(.rolledBack(from: from), step: Double(step))
      case .started, .metrics, .paused, .finished, .failed, nil: break
      }
    }
    return recorder
  }
}
