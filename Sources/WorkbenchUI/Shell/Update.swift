import Canvas
import RLCore

/// Takes one message: changes the model and says what is to be done outside. Pure: the same messages always lead to the
/// same model and the same effects.
///
/// The shell takes it first, then every layer and every screen, in the order of the catalog.
public func update(_ model: inout AppModel, _ message: AppMessage) -> [Effect] {
  switch message {
  case .key(let key): return press(key, &model)
  case .mouse(let mouse):
    model.generation += 1
    return point(mouse, &model)
  case .tick: return tell(message, &model)
  case .resized(let width, let height):
    guard width != model.width || height != model.height else { return [] }
    model.width = max(0, width)
    model.height = max(0, height)
  case .snapshot(let snapshot): model.engine.take(snapshot)
  case .event(let event): model.engine.take(event)
  case .stages(let stages):
    func running(_ stages: [StageProgress]) -> Stage? { stages.first { $0.state == .running }?.stage }
    if running(stages) != nil, running(stages) != running(model.engine.stages) { model.hasActed = false }
    model.engine.stages = stages
  case .notice(let text, let isError): isError ? model.complain(text) : model.say(text)
  case .show(let name):
    model.generation += 1
    return show(name, &model)
  case .feature(SteeringMessage.wishedAlpha(let value, let target)): model.engine.recall(alpha: value, of: target)
  case .feature(SteeringMessage.following(let isFollowing)): model.isFollowing = isFollowing
  case .feature(SteeringMessage.past(let snapshot)):
    model.engine.recall(snapshot)
    model.generation += 1
    return tell(.snapshot(snapshot), &model)
  case .feature(SteeringMessage.pastEvents(let events)): return recall(events, &model)
  case .feature: break
  }
  model.generation += 1
  return tell(message, &model)
}

private func press(_ key: Key, _ model: inout AppModel) -> [Effect] {
  model.hasActed = true
  let hadNotice = model.notice != nil
  model.notice = nil
  let wasLeaving = model.unstored.isLeaving
  let effects = dispatch(key, &model)
  // Whoever goes on working does not want to leave any more.
  if wasLeaving { model.unstored.isLeaving = false }
  if effects == nil { explain(key, &model) }
  if effects != nil || hadNotice || model.notice != nil { model.generation += 1 }
  return effects ?? []
}

/// Hands a message to the features, which look for what concerns them.
private func tell(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  var effects: [Effect] = []
  for layer in model.parts.layers.entries { effects += layer.handle(&model, message) }
  for screen in model.parts.screens.entries { effects += screen.handle(&model, message) }
  return effects
}

/// Says that a key does nothing, since silence looks like a program that hangs. What is pasted is no key.
private func explain(_ key: Key, _ model: inout AppModel) {
  if case .paste = key { return }
  guard model.openLayers.isEmpty, !model.current.context(model).isModal else { return }
  model.say("\(key.label) does nothing here; ? lists the keys")
}

/// Takes what happened in an earlier time into the log, each at its own time, and leaves everything else as it is.
private func recall(_ events: [PastEvent], _ model: inout AppModel) -> [Effect] {
  let clock = model.events.clock
  var effects: [Effect] = []
  for past in events {
    effects += update(&model, .clock(past.time))
    effects += update(&model, .event(past.event))
  }
  model.events.clock = clock
  model.alerts.dismissAll()
  model.engine.forgetPast()
  return effects
}
