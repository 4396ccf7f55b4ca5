import RLCore

/// What the workbench knows of the engine.
struct EngineState: Sendable, Equatable {
  var snapshot: EngineSnapshot?
  var stages: [StageProgress] = []
  /// α that was asked for here and is not yet in force.
  var askedAlpha: Double?
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

  /// α asked for and not yet in force.
  var pendingAlpha: Double? { askedAlpha ?? snapshot?.pendingAlpha }

  mutating func take(_ next: EngineSnapshot) {
    snapshot = next
    if let asked = askedAlpha, (next.alpha - asked).magnitude < 1e-9 { askedAlpha = nil }
    if askedPause == next.isPaused { askedPause = nil }
    if !next.run.isEmpty, next.run != endedRun, next.step < next.totalSteps { activeRun = next.run }
  }

  mutating func take(_ event: EngineEvent) {
    switch event {
    case .started(let run, _):
      activeRun = run
      endedRun = nil
    case .alphaChanged(_, _, _, let new):
      snapshot?.alpha = new
      snapshot?.pendingAlpha = nil
      if let asked = askedAlpha, (asked - new).magnitude < 1e-9 { askedAlpha = nil }
    case .paused(_, _, let isPaused):
      snapshot?.isPaused = isPaused
      if askedPause == isPaused { askedPause = nil }
    case .finished(let run, _), .failed(let run, _, _):
      activeRun = nil
      endedRun = run
      askedAlpha = nil
      askedPause = nil
    case .metrics, .checkpointed, .alert: break
    }
  }
}

/// One line of the log.
struct LogEntry: Sendable, Equatable {
  /// What sort of line it is.
  enum Kind: String, Sendable {
    case event, alert, error, notice
  }
  var kind: Kind
  var run: String
  var step: Int?
  var text: String
}
