import Canvas
import RLCore

/// Takes one message: changes the model and says what is to be done outside. Pure: the same messages always lead to the
/// same model and the same effects.
public func update(_ model: inout AppModel, _ message: AppMessage) -> [Effect] {
  switch message {
  case .key(let key):
    return press(key, &model)
  case .tick(let seconds):
    if model.trajectories.playback?.advance(to: seconds) == true { model.generation += 1 }
    if model.plan.advance(to: seconds) { model.generation += 1 }
    return []
  case .resized(let width, let height):
    guard width != model.width || height != model.height else { return [] }
    model.width = max(0, width)
    model.height = max(0, height)
  case .snapshot(let snapshot):
    model.engine.take(snapshot)
  case .event(let event):
    model.engine.take(event)
    record(event, &model)
  case .stages(let stages):
    model.engine.stages = stages
    model.generation += 1
    return announceReview(&model)
  case .reviewItems(let items):
    model.review.replace(items.map(safe))
    model.generation += 1
    return model.review.requestDetail()
  case .reviewDetail(let detail):
    var detail = detail
    detail.narration = detail.narration.map(sanitised)
    detail.criticalIndex = min(max(0, detail.frames.count - 1), max(0, detail.criticalIndex))
    model.review.take(detail)
  case .trajectories(let summaries):
    model.trajectories.replace(summaries)
  case .trajectory(let detail):
    guard model.trajectories.requested == detail.episode else { return [] }
    var detail = detail
    detail.narration = detail.narration.map(sanitised)
    model.trajectories.requested = nil
    model.trajectories.playback = Playback(detail)
  case .calls, .callText, .callsChanged, .adviceQuality, .advisorProgress, .advisors, .models:
    model.generation += 1
    return takeAdvice(message, &model)
  case .plan, .planDecisions, .planChoices:
    model.generation += 1
    return takePlan(message, &model)
  case .comparison(let rows):
    model.comparison = rows
    model.comparisonSelected = min(model.comparisonSelected, max(0, rows.count - 1))
  case .notice(let text, let isError):
    isError ? model.complain(text) : model.say(text)
    model.events.append(
      LogEntry(kind: isError ? .error : .notice, run: "", step: nil, text: sanitised(text)))
  }
  model.generation += 1
  return []
}

private func press(_ key: Key, _ model: inout AppModel) -> [Effect] {
  let hadNotice = model.notice != nil
  model.notice = nil
  let effects = dispatch(key, &model)
  if effects != nil || hadNotice { model.generation += 1 }
  return effects ?? []
}

/// Goes to the review once, when it first waits for a person; somebody who is typing is told and left alone.
private func announceReview(_ model: inout AppModel) -> [Effect] {
  guard !model.hasAnnouncedReview, model.isReviewAwaited else { return [] }
  model.hasAnnouncedReview = true
  guard !model.isTyping, model.confirmation == nil, model.helpScroll == nil else {
    model.say("the review waits for you")
    return []
  }
  model.say("the review waits for you: a accepts, x rejects, e edits, ? explains")
  return show(Screen.review.id, &model)
}

/// A review row whose words from outside are safe to show.
private func safe(_ item: ReviewItem) -> ReviewItem {
  var item = item
  item.suggestion.rationale = sanitised(item.suggestion.rationale)
  item.suggestion.advisor = sanitised(item.suggestion.advisor)
  item.recordedAction = sanitised(item.recordedAction)
  item.suggestedAction = sanitised(item.suggestedAction)
  item.actionNames = item.actionNames.map(sanitised)
  return item
}

/// Puts an event into the log; metrics are on the dashboard and would drown the rest.
private func record(_ event: EngineEvent, _ model: inout AppModel) {
  func log(_ kind: LogEntry.Kind, _ run: String, _ step: Int, _ text: String) {
    model.events.append(LogEntry(kind: kind, run: sanitised(run), step: step, text: sanitised(text)))
  }
  let glyphs = model.glyphs
  switch event {
  case .metrics: break
  case .started(let run, let step):
    log(.event, run, step, "started")
  case .alphaChanged(let run, let step, let old, let new):
    log(.event, run, step, "\(glyphs.alpha) \(fixed(old, 2)) \(glyphs.arrow) \(fixed(new, 2))")
  case .paused(let run, let step, let isPaused):
    log(.event, run, step, isPaused ? "paused" : "resumed")
  case .checkpointed(let run, let step, let file, let digest):
    log(.event, run, step, "checkpoint \(file) \(digest.prefix(12))")
  case .alert(let run, let step, let title, let detail):
    log(.alert, run, step, "\(title): \(detail)")
    model.complain("\(title): \(detail)")
  case .finished(let run, let step):
    log(.event, run, step, "finished")
  case .failed(let run, let step, let message):
    log(.error, run, step, "failed: \(message)")
    model.complain("\(run) failed at step \(step): \(message)")
  }
}
