import Canvas
import RLCore

/// Takes what concerns the review.
func takeReview(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .stages: return announceReview(&model)
  case .feature(let message as ReviewMessage): return take(message, &model)
  default: return []
  }
}

private func take(_ message: ReviewMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .items(let items):
    model.review.replace(items.map(safe))
    return model.review.requestDetail()
  case .detail(var detail):
    detail.narration = detail.narration.map(sanitised)
    detail.criticalIndex = min(max(0, detail.frames.count - 1), max(0, detail.criticalIndex))
    model.review.take(detail)
    return []
  }
}

/// Goes to the review once, when it first waits for a person; somebody who is typing or reads something else is told and
/// left alone.
private func announceReview(_ model: inout AppModel) -> [Effect] {
  guard !model.review.isAnnounced, model.isReviewAwaited else { return [] }
  model.review.isAnnounced = true
  guard !model.isTyping, model.openLayers.isEmpty else {
    model.say("the review waits for you")
    return []
  }
  model.say("the review waits for you: a accepts, x rejects, e edits, ? explains")
  return show(Screen.review.name, &model)
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

/// What a yes leads to in the review.
enum ReviewConsequence: Consequence {
  case accept([Int])
  case finish

  func carryOut(_ model: inout AppModel) -> [Effect] {
    switch self {
    case .finish:
      model.say("going on to refine")
      return [.feature(ReviewEffect.finish)]
    case .accept(let ids):
      let effects = model.review.decide(.accepted, on: ids)
      model.say("accepted \(ids.count) verified; u takes all of them back")
      return effects + model.review.requestDetail()
    }
  }
}

private func complain(_ text: String, _ model: inout AppModel) -> [Effect] {
  model.complain(text)
  return []
}

/// Decides on the selected suggestion.
func decide(_ verdict: Verdict, _ model: inout AppModel) -> [Effect] {
  guard let item = model.review.selected else { return complain("nothing is selected", &model) }
  let effects = model.review.decide(verdict, on: [item.id])
  let rest = model.review.count("pending")
  let more = rest == 0 ? "none is pending: R goes on to refine" : "\(rest) pending"
  model.say("suggestion \(item.id) \(verdict.name), \(more)")
  return effects + model.review.requestDetail()
}

/// Takes the last decision back.
func undo(_ model: inout AppModel) -> [Effect] {
  guard let effects = model.review.undo() else { return complain("nothing to undo", &model) }
  model.say("undone")
  return effects + model.review.requestDetail()
}

/// Decides again what was taken back.
func redo(_ model: inout AppModel) -> [Effect] {
  guard let effects = model.review.redo() else { return complain("nothing to redo", &model) }
  model.say("redone")
  return effects + model.review.requestDetail()
}

/// Puts the selected suggestion back to pending.
func reopen(_ model: inout AppModel) -> [Effect] {
  guard let item = model.review.selected, item.verdict != nil else {
    return complain("it is pending already", &model)
  }
  let effects = model.review.decide(nil, on: [item.id])
  model.say("suggestion \(item.id) is pending again")
  return effects + model.review.requestDetail()
}

/// Asks before everything verified is accepted.
func askToAcceptVerified(_ model: inout AppModel) -> [Effect] {
  let ids = model.review.verifiedPending
  guard !ids.isEmpty else { return complain("no pending suggestion is verified", &model) }
  model.confirmation = Confirmation(
    title: "Accept all verified?",
    lines: ["\(ids.count) pending suggestions have evidence above zero and would be accepted.", "u takes them back."],
    consequence: ReviewConsequence.accept(ids))
  return []
}

/// Asks before the review is finished.
func askToFinish(_ model: inout AppModel) -> [Effect] {
  let review = model.review
  guard !review.items.isEmpty || model.isReviewAwaited else { return complain("there is nothing to review", &model) }
  let used = review.count("accepted") + review.count("edited")
  model.confirmation = Confirmation(
    title: "Go on to refine?",
    lines: [
      "\(review.count("accepted")) accepted, \(review.count("edited")) edited, \(review.count("rejected")) rejected, "
        + "\(review.count("skipped")) skipped, \(review.count("pending")) pending.",
      used == 0 ? "Nothing is accepted, so training gets no guidance." : "Training will use \(used) suggestions.",
    ],
    consequence: ReviewConsequence.finish)
  return []
}

/// Saves what the form says, as an edit.
func saveForm(_ model: inout AppModel) -> [Effect] {
  guard var form = model.review.form else { return [] }
  guard let verdict = form.verdict() else {
    model.review.form = form
    return []
  }
  model.review.form = nil
  let effects = model.review.decide(verdict, on: [form.suggestion])
  model.say("suggestion \(form.suggestion) edited")
  return effects + model.review.requestDetail()
}
