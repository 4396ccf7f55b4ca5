/// What a person or a command asks of the engine. Takes effect at an update boundary and is acknowledged by an event.
public enum EngineCommand: Sendable, Equatable, Codable {
  /// Sets α for the updates that follow; `by` says who does, and nothing that a person does where the session is open.
  case setAlpha(Double, by: AlphaCause? = nil)
  /// Moves α evenly to a value over so many environment steps.
  case rampAlpha(to: Double, over: Int)
  /// Stops stepping until `resume`.
  case pause
  /// Goes on after `pause`.
  case resume
  /// Does one unit of work and stands still again, where it is paused.
  case step
  /// Writes a checkpoint now.
  case checkpoint
  /// Writes a checkpoint and ends the job.
  case stop
}

/// What happened, in order and without loss; stored in the session.
public enum EngineEvent: Sendable, Equatable, Codable {
  /// A job began.
  case started(run: String, step: Int)
  /// Metrics of one update.
  case metrics(run: String, step: Int, values: [String: Double])
  /// α changed. Earlier versions did not say through what.
  case alphaChanged(run: String, step: Int, old: Double, new: Double, cause: AlphaCause? = nil)
  /// The engine paused or went on.
  case paused(run: String, step: Int, isPaused: Bool)
  /// A checkpoint was taken. The digest is the SHA-256 of the file.
  case checkpointed(run: String, step: Int, file: String, digest: String)
  /// Something a person should look at.
  case alert(run: String, step: Int, title: String, detail: String)
  /// The job ended.
  case finished(run: String, step: Int)
  /// The job failed; the last good checkpoint stays.
  case failed(run: String, step: Int, message: String)
  /// The run was taken back to the checkpoint at `step` by `actor`; what came after it, up to step `from`, is the run `kept`.
  case rolledBack(run: String, step: Int, from: Int, kept: String, actor: String)
}

/// A point of a curve on screen.
public struct CurvePoint: Sendable, Equatable, Codable {
  /// Environment steps.
  public var step: Double
  /// The value there.
  public var value: Double

  /// Makes a point.
  public init(step: Double, value: Double) {
    self.step = step
    self.value = value
  }
}

/// What the screen shows of the engine: a value, already thinned out for display, the latest of which wins.
public struct EngineSnapshot: Sendable, Equatable, Codable {
  /// Counts up with every snapshot.
  public var generation: Int
  /// The run under way, for instance `ultra-ra`.
  public var run: String
  /// Environment steps done and to do.
  public var step: Int
  /// Environment steps of the whole run.
  public var totalSteps: Int
  /// Environment steps per second since the last record.
  public var stepsPerSecond: Double
  /// Seconds left at that rate, or nil.
  public var secondsLeft: Double?
  /// A curve for every metric of the run, each of a few hundred points at most.
  public var curves: [MetricName: [MetricPoint]]
  /// What happened in the run, oldest first.
  public var marks: [RunMark]
  /// α in force.
  public var alpha: Double
  /// What r_LLM acts on, where the run has one.
  public var alphaTarget: AlphaTarget?
  /// The latest metrics.
  public var metrics: [MetricName: Double]
  /// A live picture of one environment.
  public var frame: Frame?
  /// Whether stepping is paused.
  public var isPaused: Bool

  /// An empty snapshot.
  public init() {
    generation = 0
    run = ""
    step = 0
    totalSteps = 0
    stepsPerSecond = 0
    secondsLeft = nil
    curves = [:]
    marks = []
    alpha = 0
    alphaTarget = nil
    metrics = [:]
    frame = nil
    isPaused = false
  }
}

extension EngineSnapshot {
  /// Environment return over steps.
  public var environmentReturn: [CurvePoint] {
    get { curve(.episodicReturn) }
    set { set(.episodicReturn, newValue) }
  }

  /// Shaped return over steps.
  public var shapedReturn: [CurvePoint] {
    get { curve(.shapedReturn) }
    set { set(.shapedReturn, newValue) }
  }

  /// Steps at which α changed, with the new value.
  public var alphaMarks: [CurvePoint] {
    get {
      marks.compactMap {
        guard case .alpha(let value, _) = $0.kind else { return nil }
        return CurvePoint(step: $0.moment.step, value: value)
      }
    }
    set {
      marks.removeAll { if case .alpha = $0.kind { true } else { false } }
      marks += newValue.map { RunMark(moment: RunMoment(step: $0.step), kind: .alpha($0.value)) }
      marks.sort { $0.moment.step < $1.moment.step }
    }
  }

  /// The run's curves apart from what is of the moment.
  public var runCurves: RunCurves { RunCurves(run: run, points: curves, marks: marks, metrics: metrics) }

  /// The same with at most `count` points a curve, for whoever looks on from afar: extremes stay.
  public func thinned(to count: Int) -> EngineSnapshot {
    var snapshot = self
    snapshot.curves = curves.mapValues { $0.thinned(to: count) }
    return snapshot
  }

  private func curve(_ name: MetricName) -> [CurvePoint] {
    (curves[name] ?? []).map { CurvePoint(step: $0.moment.step, value: $0.value) }
  }

  private mutating func set(_ name: MetricName, _ points: [CurvePoint]) {
    var curve = MetricCurve(budget: points.count + 2)
    for point in points { curve.append(point.value, at: RunMoment(step: point.step)) }
    curves[name] = curve.points
  }
}
