import Canvas
public import RLCore

/// The person leaves.
struct Leaving: Consequence {
  /// Something that was entered is not stored and would be lost.
  var loses = false

  func carryOut(_ model: inout AppModel) -> [Effect] { leave(&model) }
}

/// What steering has stored.
public enum SteeringEffect: FeatureEffect {
  /// Remember the α that a person asked for, so that it holds when the session is opened again.
  case rememberAlpha(Double, AlphaTarget?)

  /// Remembering changes the session.
  public var needsWrite: Bool { true }
}

/// What the shell is told of steering.
enum SteeringMessage: FeatureMessage {
  case wishedAlpha(Double, AlphaTarget?)
  case following(Bool)
  case past(EngineSnapshot)
  case pastEvents([PastEvent])
}

/// Something that happened in an earlier time.
public struct PastEvent: Sendable {
  /// What the clock on the wall said, as `MM-DD HH:MM:SS`.
  public var time: String
  /// What happened.
  public var event: EngineEvent

  /// Makes one.
  public init(time: String, event: EngineEvent) { (self.time, self.event) = (time, event) }
}

extension AppMessage {
  /// What happened in an earlier time, oldest first: nobody has to dismiss its alerts, and its runs are not under way.
  public static func pastEvents(_ events: [PastEvent]) -> AppMessage { .feature(SteeringMessage.pastEvents(events)) }

  /// The last run as an earlier time left it.
  public static func pastSnapshot(_ snapshot: EngineSnapshot) -> AppMessage { .feature(SteeringMessage.past(snapshot)) }

  /// The process that works on the session tells what happens and takes orders, or does so no more.
  public static func following(_ isFollowing: Bool) -> AppMessage { .feature(SteeringMessage.following(isFollowing)) }

  /// An α that a person asked for in an earlier time; the next run that has a use for it takes it up.
  ///
  /// - Parameter target: what r_LLM acted on where it was asked for; runs of another kind leave it alone.
  public static func wishedAlpha(_ value: Double, of target: AlphaTarget?) -> AppMessage {
    .feature(SteeringMessage.wishedAlpha(value, target))
  }
}

/// Leaves, or asks whether to where training would be interrupted or something that was entered would be lost. What is just
/// on its way to the disk is waited for; asked for again, the question comes at once.
func askToLeave(_ model: inout AppModel) -> [Effect] {
  let unstored = model.unstored
  if !unstored.entries.isEmpty, !unstored.isHeldUp, !unstored.isLeaving {
    model.unstored.isLeaving = true
    model.say("leaving once what you entered is stored")
    return []
  }
  let interrupts = model.engine.isBusy && !model.isReadOnly
  let loses = !unstored.entries.isEmpty || unstored.trainingProblem != nil
  guard interrupts || loses else { return leave(&model) }
  var lines: [String] = []
  if !unstored.entries.isEmpty {
    // Each on a line of its own, so that it is read at a glance.
    lines.append("\(unstored.count) not stored and would be lost:")
    lines += unstored.entries.prefix(2).map(\.words)
    if unstored.entries.count > 2 { lines.append("and \(unstored.entries.count - 2) more") }
  }
  if unstored.trainingProblem != nil {
    lines.append("What training did since its last stored checkpoint would be lost.")
  }
  if loses {
    if let problem = unstored.problem ?? unstored.trainingProblem {
      lines.append(truncated(sanitised(problem), to: 150, ellipsis: model.glyphs.ellipsis))
    }
    lines.append("Stay, and storing is tried again every second.")
  }
  if interrupts {
    let what = sanitised(model.engine.activeRun.map { "The run \($0)" } ?? "A stage")
    let more = "It is checkpointed when you leave and can be taken up again by opening this session."
    lines += loses ? ["\(what) is under way."] : ["\(what) is under way.", more]
  }
  model.confirmation = Confirmation(
    title: loses ? "Leave without storing?" : "Leave?", lines: lines, consequence: Leaving(loses: loses))
  return []
}

/// Leaves now; a run under way writes its checkpoint first.
func leave(_ model: inout AppModel) -> [Effect] {
  model.confirmation = nil
  model.isRunning = false
  return model.engine.isBusy && !model.isReadOnly ? [.send(.stop), .quit] : [.quit]
}

/// A run has to be under way for what steers it.
private func requireRun(_ model: inout AppModel) -> Bool {
  if model.engine.isBusy { return true }
  model.complain("no run is under way")
  return false
}

/// Pauses training, or lets it go on.
func togglePause(_ model: inout AppModel) -> [Effect] {
  guard requireRun(&model) else { return [] }
  let pause = !(model.engine.askedPause ?? model.engine.isPaused)
  model.engine.askedPause = pause
  model.say(pause ? "pausing at the next update" : "resuming")
  return [.send(pause ? .pause : .resume)]
}

/// Has a checkpoint written.
func checkpoint(_ model: inout AppModel) -> [Effect] {
  guard requireRun(&model) else { return [] }
  model.say("writing a checkpoint at the next update")
  return [.send(.checkpoint)]
}

/// Turns α up or down from what was asked for last.
func turnAlpha(by amount: Double, _ model: inout AppModel) -> [Effect] {
  guard requireRun(&model) else { return [] }
  // More or less than nothing known would be anything.
  guard model.engine.pendingAlpha != nil || model.engine.snapshot?.usesAlpha == true else {
    model.complain("what is under way uses no \(model.glyphs.alpha); :alpha X asks for one for the next run that does")
    return []
  }
  let now = model.engine.pendingAlpha ?? model.engine.snapshot?.alpha ?? 0
  return setAlpha(((now + amount) * 100).rounded() / 100, &model)
}

/// Asks for an α in [0, 10]; it is pending until the engine says that it holds.
func setAlpha(_ value: Double, _ model: inout AppModel) -> [Effect] {
  let bounded = min(10, max(0, value))
  return ask(alpha: bounded, .setAlpha(bounded), "from the next update on", &model)
}

/// Asks for an α that is reached evenly over environment steps.
func rampAlpha(_ value: Double, over steps: Int, _ model: inout AppModel) -> [Effect] {
  let bounded = min(10, max(0, value))
  return ask(alpha: bounded, .rampAlpha(to: bounded, over: steps), "over \(abbreviated(Double(steps))) steps", &model)
}

private func ask(alpha: Double, _ command: EngineCommand, _ how: String, _ model: inout AppModel) -> [Effect] {
  // A run has one α, and what comes next may have one as well; without either there is nobody to ask.
  guard model.engine.isBusy || model.hasStagesToRun else {
    model.complain("no run is under way, and none is left that would use it")
    return []
  }
  let snapshot = model.engine.activeRun == nil ? nil : model.engine.snapshot
  let target = snapshot?.alphaTarget
  model.engine.ask(alpha: alpha, of: target)
  let words = "\(model.glyphs.alpha) \(fixed(alpha, 2))"
  if let snapshot, snapshot.usesAlpha {
    // Where it is annealed, what acts is a share of it.
    let share = snapshot.alpha > 0 ? min(1, (snapshot.metrics[.alpha] ?? snapshot.alpha) / snapshot.alpha) : 1
    let acting = share < 0.995 ? ", annealed to \(fixed(alpha * share, 2)) by now" : ""
    model.say("\(words) \(how)\(acting)")
  } else {
    model.say("\(words) for the next run that has a use for it")
  }
  // Who has the session remembers it there.
  guard !model.isReadOnly else { return [.send(command)] }
  // Asked of the engine at once; the wish itself is stored beside it, so that it outlives this process.
  return [.send(command), keep(SteeringEffect.rememberAlpha(alpha, target), words, &model)]
}

/// Has a single update done while training stands still.
func stepOnce(_ model: inout AppModel) -> [Effect] {
  guard requireRun(&model) else { return [] }
  guard model.engine.isPaused || model.engine.askedPause == true else {
    model.complain("training is not paused; P pauses it")
    return []
  }
  model.say("a single update")
  return [.send(.step)]
}
