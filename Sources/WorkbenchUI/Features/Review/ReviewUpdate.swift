import Canvas
import RLCore

/// Takes what concerns the review.
func takeReview(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .stages: return announceReview(&model)
  case .tick(let seconds) where model.movesByItself:
    if model.review.rehearsal?.advance(to: seconds) == true { model.generation += 1 }
    if model.review.arrivals.advance(to: seconds) { model.generation += 1 }
    return []
  case .feature(let message as ReviewMessage): return take(message, &model)
  case .feature(DraftMessage.done(let draft, let outcome)):
    takeEdit(draft, outcome, &model)
    return []
  case .feature(let message as RecordMessage):
    switch message {
    case .stored(let ticket): model.review.settle(ticket)
    case .refused(let ticket, _): model.review.revoke(ticket)
    case .late, .waiting, .training: break
    }
    return []
  default: return []
  }
}

private func take(_ message: ReviewMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .items(let items):
    var known = SafeWords()
    model.review.replace(items.map { safe($0, &known) })
    model.review.arrivals.take(model.review.items, isInView: model.isInView(.review))
    return model.review.requestDetail()
  case .detail(var detail):
    detail.narration = detail.narration.map(sanitised)
    detail.unit = sanitised(detail.unit)
    detail.probabilities = detail.probabilities.map {
      ActionProbability(name: sanitised($0.name), probability: $0.probability)
    }
    detail.history = detail.history.map {
      DecisionLine(
        verdict: sanitised($0.verdict), actor: sanitised($0.actor), time: sanitised($0.time),
        reason: $0.reason.map(sanitised))
    }
    detail.criticalIndex = min(max(0, detail.frames.count - 1), max(0, detail.criticalIndex))
    model.review.take(detail)
    return []
  case .trail(let trail):
    model.review.take(trail)
    return []
  case .flags(let suggestions):
    model.review.take(flags: suggestions)
    return []
  case .rollouts(let suggestion, let did, let should):
    guard model.review.rehearsing == suggestion else { return [] }
    model.review.rehearsing = nil
    guard model.review.selectedID == suggestion, !did.isEmpty, !should.isEmpty else { return [] }
    var rehearsal = Rehearsal(suggestion: suggestion, did: did, should: should)
    if !model.mayPlay(by: ". and , go by steps") { rehearsal.toggle() }
    model.review.rehearsal = rehearsal
    return []
  case .measured(let place, let problem):
    model.review.measuring.remove(place)
    if let problem {
      model.complain("suggestion \(place.suggestion) was not measured: \(problem)")
    } else {
      model.say("suggestion \(place.suggestion) is measured")
    }
    return []
  }
}

/// Goes to the review once, when it first waits for a person who only watches the dashboard. Whoever does anything is told
/// and left alone, so that no key meant for one screen acts on another.
private func announceReview(_ model: inout AppModel) -> [Effect] {
  guard !model.review.isAnnounced, model.isReviewAwaited else { return [] }
  model.review.isAnnounced = true
  guard !model.hasActed, model.isInView(.dashboard) else {
    model.say("the review waits for you: \(model.number(of: .review)) opens it")
    return []
  }
  model.say("the review waits for you: a accepts, x rejects, e edits, R ends it, ? explains")
  return show(Screen.review.name, &model)
}

/// Words that most rows share, made safe once.
private struct SafeWords {
  var space: (raw: ActionSpace, safe: ActionSpace)?
  var controls: (raw: [String], safe: [String])?
}

/// A review row whose words from outside are safe to show.
private func safe(_ item: ReviewItem, _ known: inout SafeWords) -> ReviewItem {
  var item = item
  item.suggestion.rationale = sanitised(item.suggestion.rationale)
  item.suggestion.advisor = sanitised(item.suggestion.advisor)
  item.recordedAction = sanitised(item.recordedAction)
  item.suggestedAction = sanitised(item.suggestedAction)
  item.reason = item.reason.map(sanitised)
  if let controls = known.controls, controls.raw == item.controls {
    item.controls = controls.safe
  } else {
    known.controls = (item.controls, item.controls.map(sanitised))
    item.controls = item.controls.map(sanitised)
  }
  if let space = known.space, space.raw == item.space {
    item.space = space.safe
  } else if case .discrete(let names) = item.space {
    let safe = ActionSpace.discrete(names: names.map(sanitised))
    known.space = (item.space, safe)
    item.space = safe
  }
  return item
}
