import Canvas
import RLCore

/// The person leaves.
struct Leaving: Consequence {
  func carryOut(_ model: inout AppModel) -> [Effect] { leave(&model) }
}

/// Leaves, or asks whether to where training would be interrupted.
func askToLeave(_ model: inout AppModel) -> [Effect] {
  guard model.engine.isBusy, !model.isReadOnly else { return leave(&model) }
  let what = model.engine.activeRun.map { "The run \($0)" } ?? "A stage"
  model.confirmation = Confirmation(
    title: "Leave?",
    lines: [
      "\(sanitised(what)) is under way.",
      "It is checkpointed when you leave and can be taken up again by opening this session.",
    ],
    consequence: Leaving())
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
  let now = model.engine.pendingAlpha ?? model.engine.snapshot?.alpha ?? 0
  return setAlpha(((now + amount) * 100).rounded() / 100, &model)
}

/// Asks for an α in [0, 10]; it is pending until the engine says that it holds.
func setAlpha(_ value: Double, _ model: inout AppModel) -> [Effect] {
  guard requireRun(&model) else { return [] }
  let bounded = min(10, max(0, value))
  model.engine.ask(alpha: bounded)
  model.say("\(model.glyphs.alpha) \(fixed(bounded, 2)) from the next update on")
  return [.send(.setAlpha(bounded))]
}
