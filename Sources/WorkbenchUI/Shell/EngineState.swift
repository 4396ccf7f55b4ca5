import RLCore

/// What the workbench knows of the engine.
struct EngineState: Sendable, Equatable {
  var snapshot: EngineSnapshot?
  var stages: [StageProgress] = []
  /// α that was asked for here and is not yet in force.
  private(set) var pendingAlpha: Double?
  /// What r_LLM acted on where it was asked for; nil where no run used one.
  private var pendingTarget: AlphaTarget?
  /// Whether a pause was asked for here and is not yet acknowledged.
  var askedPause: Bool?
  /// The run under way.
  var activeRun: String?
  /// The run that ended last: a picture of it may still arrive after the event, and must not revive it.
  private var endedRun: String?

  /// Something would be interrupted by leaving.
  var isBusy: Bool {
    activeRun != nil || stages.contains { $0.state == .running }
  }

  var isPaused: Bool { snapshot?.isPaused ?? false }

  /// Notes that α is asked for; an event says when it holds. What is in force already no event answers.
  mutating func ask(alpha value: Double, of target: AlphaTarget? = nil) {
    pendingTarget = target
    if pendingAlpha == nil, let snapshot, Self.isSame(snapshot.alpha, value) { return }
    pendingAlpha = value
  }

  /// Notes what was asked for in an earlier time and holds for the next run that has a use for it.
  mutating func recall(alpha value: Double, of target: AlphaTarget?) { (pendingAlpha, pendingTarget) = (value, target) }

  /// The α that waits for what is under way, or for a run that is to come; one of another kind is none of these.
  var awaitedAlpha: Double? {
    guard let snapshot, let now = snapshot.alphaTarget, activeRun != nil, let pendingTarget, now != pendingTarget else {
      return pendingAlpha
    }
    return nil
  }

  /// Takes what an earlier time left: a run that was cut there is not under way.
  mutating func recall(_ past: EngineSnapshot) { snapshot = past }

  /// What was told up to here is of an earlier time.
  mutating func forgetPast() { (activeRun, endedRun, askedPause) = (nil, nil, nil) }

  mutating func take(_ next: EngineSnapshot) {
    snapshot = next
    // A run that begins with it says nothing of a change.
    if next.alphaTarget != nil, let pending = pendingAlpha, Self.isSame(next.alpha, pending) { pendingAlpha = nil }
    if askedPause == next.isPaused { askedPause = nil }
    if !next.run.isEmpty, next.run != endedRun, next.step < next.totalSteps { activeRun = next.run }
  }

  mutating func take(_ event: EngineEvent) {
    switch event {
    case .started(let run, _):
      activeRun = run
      endedRun = nil
    case .alphaChanged(_, _, _, let new, _):
      snapshot?.alpha = new
      if let pending = pendingAlpha, Self.isSame(pending, new) { pendingAlpha = nil }
    case .paused(_, _, let isPaused):
      snapshot?.isPaused = isPaused
      if askedPause == isPaused { askedPause = nil }
    case .finished(let run, _), .failed(let run, _, _):
      activeRun = nil
      // An α that no run took up yet stays asked for.
      endedRun = run
      askedPause = nil
    case .metrics, .checkpointed, .alert, .rolledBack: break
    }
  }

  private static func isSame(_ one: Double, _ other: Double) -> Bool { (one - other).magnitude < 1e-9 }
}

extension EngineSnapshot {
  /// The run has an α, turned or not.
  var usesAlpha: Bool { alphaTarget != nil || alpha != 0 || !alphaMarks.isEmpty }
}
