public import RLCore
import Threads

/// Drives jobs unit by unit on the thread that calls it, and takes up commands in between.
///
/// Headless commands call it on the main thread, the workbench on the engine's own: there is one code path. Training
/// never waits here for anything outside: snapshots are put down, events and checkpoints handed on.
public final class EngineDriver {
  private let ports: EnginePorts
  private let clock = ContinuousClock()
  private var snapshot = EngineSnapshot()
  private var recorder = RunRecorder()
  /// The run on the charts went to its end; one of the same name begins anew.
  private var isOver = false
  private var isPaused = false
  /// Units that are still done although it is paused.
  private var unitsLeft = 0
  /// α on its way to another value.
  private var ramp: AlphaRamp?
  /// The last α that a person asked for, here or when the session was open before; runs that use one take it up.
  public var requestedAlpha: Double?
  /// What r_LLM acted on where it was asked for: α has other sizes where it acts on other things, so that only such runs take
  /// it up. Nil where it was asked for without one: the next run that uses an α takes it, and it is of its kind from then on.
  public var requestedTarget: AlphaTarget?
  private var lastSnapshot: ContinuousClock.Instant?
  private var lastRecord: (time: ContinuousClock.Instant, step: Int)?
  /// Where the job's time had gone at the last record.
  private var lastPhases: PhaseTiming?
  private var lastCheckpoint: ContinuousClock.Instant?
  private var didCheckpoint = false

  /// Least time between snapshots.
  public var snapshotInterval: Duration = .milliseconds(66)
  /// Time between checkpoints of one run.
  public var checkpointInterval: Duration = .seconds(15)
  /// Seconds by a clock that goes on while no process works on the run, for charts over wall time. Whoever preloads a
  /// run's curves gives the clock that these were recorded by.
  public var time: () -> Double
  /// Called after each unit with the run's name, step, total and rate: what a progress line shows.
  public var onProgress: ((_ snapshot: EngineSnapshot) -> Void)?

  /// A driver that speaks through `ports`.
  public init(ports: EnginePorts) {
    self.ports = ports
    let start = clock.now
    time = { [clock] in (clock.now - start) / .seconds(1) }
  }

  /// Runs `job` to its end. Throws `EngineStopped` after a stop command, or the job's own error after recording it.
  public func drive(_ job: any EngineJob) throws {
    begin(job)
    do {
      while !job.isFinished {
        try takeCommands(job)
        // Paused work sleeps until a person says something.
        if isPaused, unitsLeft == 0 { continue }
        unitsLeft = max(0, unitsLeft - 1)
        let metrics = try job.advance()
        report(job, metrics)
        followRamp(job)
        if let last = lastCheckpoint, clock.now - last >= checkpointInterval { try checkpoint(job) }
      }
      try takeCommands(job)
      if !didCheckpoint { try checkpoint(job) }
      try ports.settle()
      publish(job, always: true)
      isOver = true
      ports.record(.finished(run: job.name, step: job.step))
      ports.wake()
    } catch let stopped as EngineStopped {
      throw stopped
    } catch {
      ports.record(.failed(run: job.name, step: job.step, message: "\(error)"))
      ports.wake()
      throw error
    }
  }

  private func begin(_ job: any EngineJob) {
    if isOver || snapshot.run != job.name {
      let generation = snapshot.generation
      snapshot = EngineSnapshot()
      snapshot.generation = generation
      recorder = RunRecorder()
    }
    isOver = false
    ramp = nil
    snapshot.run = job.name
    snapshot.alpha = job.adjustable?.alpha ?? 0
    lastRecord = (clock.now, job.step)
    lastPhases = job.phases
    lastCheckpoint = clock.now
    didCheckpoint = false
    ports.record(.started(run: job.name, step: job.step))
    if let requestedAlpha, let adjustable = job.adjustable,
      requestedTarget == nil || requestedTarget == adjustable.alphaTarget
    {
      requestedTarget = adjustable.alphaTarget
      set(adjustable, alpha: requestedAlpha, of: job, .carriedOver)
    }
    publish(job, always: true)
  }

  /// Puts what was recorded earlier on the charts, when a run is taken up again.
  public func preload(run: String, _ earlier: RunRecorder) {
    let generation = snapshot.generation
    snapshot = EngineSnapshot()
    snapshot.generation = generation
    snapshot.run = run
    recorder = earlier
    isOver = false
  }

  private func takeCommands(_ job: any EngineJob) throws {
    for command in isPaused ? ports.commands.waitForAll() : ports.commands.takeAll() {
      switch command {
      case .setAlpha(let value, let cause):
        guard value.isFinite else { continue }
        // A run that adds no r_LLM has no use for it; it is kept for the next one that does.
        (requestedAlpha, requestedTarget) = (value, job.adjustable?.alphaTarget)
        ramp = nil
        if let adjustable = job.adjustable { set(adjustable, alpha: value, of: job, cause ?? .person) }
      case .rampAlpha(let value, let steps):
        guard value.isFinite, steps > 0 else { continue }
        (requestedAlpha, requestedTarget) = (value, job.adjustable?.alphaTarget)
        ramp = job.adjustable.map { AlphaRamp(from: $0.alpha, to: value, start: job.step, steps: steps) }
      case .step:
        if isPaused { unitsLeft += 1 }
      case .pause, .resume:
        isPaused = command == .pause
        unitsLeft = 0
        lastRecord = (clock.now, job.step)
        ports.record(.paused(run: job.name, step: job.step, isPaused: isPaused))
      case .checkpoint:
        try checkpoint(job, isAsked: true)
      case .stop:
        // What a person does next should not begin paused.
        isPaused = false
        try checkpoint(job)
        try ports.settle()
        throw EngineStopped()
      }
      publish(job, always: true)
    }
  }

  private func set(_ adjustable: any AlphaAdjustable, alpha: Double, of job: any EngineJob, _ cause: AlphaCause) {
    let old = adjustable.alpha
    adjustable.alpha = alpha
    guard adjustable.alpha != old else { return }
    snapshot.alpha = adjustable.alpha
    tell(adjustable, from: old, of: job, cause)
  }

  private func tell(_ adjustable: any AlphaAdjustable, from old: Double, of job: any EngineJob, _ cause: AlphaCause) {
    recorder.mark(.alpha(adjustable.alpha, cause: cause), step: Double(job.step))
    ports.record(.alphaChanged(run: job.name, step: job.step, old: old, new: adjustable.alpha, cause: cause))
  }

  /// Moves α on along its ramp; one event tells of it, where it has arrived.
  private func followRamp(_ job: any EngineJob) {
    guard let ramp, let adjustable = job.adjustable else { return }
    adjustable.alpha = ramp.alpha(at: job.step)
    snapshot.alpha = adjustable.alpha
    guard ramp.isOver(at: job.step) || job.isFinished else { return }
    tell(adjustable, from: ramp.from, of: job, .ramp)
    self.ramp = nil
  }

  private func checkpoint(_ job: any EngineJob, isAsked: Bool = false) throws {
    lastCheckpoint = clock.now
    guard let bytes = job.checkpoint() else { return }
    try ports.store(job.name, job.step, bytes, isAsked)
    recorder.mark(.checkpoint, step: Double(job.step))
    didCheckpoint = job.isFinished
  }

  private func report(_ job: any EngineJob, _ metrics: [MetricName: Double]) {
    var metrics = metrics
    let now = clock.now
    if let last = lastRecord {
      let seconds = (now - last.time) / .seconds(1)
      if seconds > 0 { metrics[.stepsPerSecond] = Double(job.step - last.step) / seconds }
      if let phases = job.phases {
        metrics.merge(phases.shares(since: lastPhases ?? PhaseTiming(), of: now - last.time)) { $1 }
      }
    }
    lastRecord = (now, job.step)
    lastPhases = job.phases
    snapshot.metrics.merge(metrics) { $1 }
    // A rate over one update jumps about; the screen shows a running mean of it.
    let rate = metrics[.stepsPerSecond] ?? 0
    snapshot.stepsPerSecond = snapshot.stepsPerSecond == 0 ? rate : 0.9 * snapshot.stepsPerSecond + 0.1 * rate
    recorder.append(step: Double(job.step), time: time(), values: metrics)
    let values = Dictionary(uniqueKeysWithValues: metrics.map { ($0.key.rawValue, $0.value) })
    ports.record(.metrics(run: job.name, step: job.step, values: values))
    for alert in job.alerts() {
      recorder.mark(.alert(alert.title))
      ports.record(.alert(run: job.name, step: job.step, title: alert.title, detail: alert.detail))
    }
    publish(job, always: false)
  }

  private func publish(_ job: any EngineJob, always: Bool) {
    let now = clock.now
    if !always, let last = lastSnapshot, now - last < snapshotInterval { return }
    lastSnapshot = now
    snapshot.generation += 1
    snapshot.step = job.step
    snapshot.totalSteps = job.totalSteps
    snapshot.alpha = job.adjustable?.alpha ?? 0
    snapshot.alphaTarget = job.adjustable?.alphaTarget
    snapshot.isPaused = isPaused
    snapshot.secondsLeft =
      snapshot.stepsPerSecond > 0 ? Double(job.totalSteps - job.step) / snapshot.stepsPerSecond : nil
    snapshot.curves = recorder.points
    snapshot.marks = recorder.marks
    if let frame = job.exhibit() { snapshot.frame = frame }
    ports.snapshots.put(snapshot)
    onProgress?(snapshot)
    ports.wake()
  }
}
