import Canvas
import RLCore

/// Takes what concerns the review.
func takeReview(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .stages: return announceReview(&model)
  case .tick(let seconds):
    if model.review.rehearsal?.advance(to: seconds) == true { model.generation += 1 }
    return []
  case .feature(let message as ReviewMessage): return take(message, &model)
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
    model.review.replace(items.map(safe))
    return model.review.requestDetail()
  case .detail(var detail):
    detail.narration = detail.narration.map(sanitised)
    detail.unit = sanitised(detail.unit)
    detail.probabilities = detail.probabilities.map {
      ActionProbability(name: sanitised($0.name), probability: $0.probability)
    }
    detail.history = detail.history.map {
      DecisionLine(verdict: sanitised($0.verdict), actor: sanitised($0.actor), time: sanitised($0.time))
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
    model.review.rehearsal = Rehearsal(suggestion: suggestion, did: did, should: should)
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
  item.controls = item.controls.map(sanitised)
  if case .discrete(let names) = item.space { item.space = .discrete(names: names.map(sanitised)) }
  return item
}

/// What a yes leads to in the review.
enum ReviewConsequence: Consequence {
  case accept([Int])
  case reject([Int])
  case finish

  func carryOut(_ model: inout AppModel) -> [Effect] {
    switch self {
    case .finish:
      return [keep(ReviewEffect.finish, "the end of the review", said: "going on to refine", &model)]
    case .accept(let ids):
      let changes = model.review.decide(.accepted, on: ids)
      return store(changes, said: "accepted \(ids.count) verified; u takes all of them back", &model)
    case .reject(let ids):
      let changes = model.review.decide(.rejected, on: ids)
      return store(changes, said: "rejected \(ids.count) that make it worse; u takes all of them back", &model)
    }
  }
}

private func complain(_ text: String, _ model: inout AppModel) -> [Effect] {
  model.complain(text)
  return []
}

/// Has changes of verdicts stored as one step; `said` is told once they are.
private func store(
  _ changes: [VerdictChange], sense: DecisionSense = .new, said: String, _ model: inout AppModel
) -> [Effect] {
  guard !changes.isEmpty else {
    model.say(said)
    return model.review.requestDetail()
  }
  let decisions = changes.map {
    Decision(suggestion: $0.suggestion, verdict: $0.after, actor: ReviewState.actor)
  }
  let effect = keep(ReviewEffect.decide(decisions, sense: sense), words(of: changes), said: said, &model)
  if case .keep(let ticket, _) = effect {
    model.review.wait(WaitingStep(ticket: ticket, sense: sense, changes: changes))
  }
  return [effect] + model.review.requestDetail()
}

/// Changes of verdicts in words, such as "suggestion 3 rejected".
private func words(of changes: [VerdictChange]) -> String {
  let names = Set(changes.map { $0.after?.name ?? "pending again" })
  let name = names.count == 1 ? names.first ?? "" : "decided"
  guard changes.count == 1, let change = changes.first else { return "\(changes.count) suggestions \(name)" }
  return "suggestion \(change.suggestion) \(name)"
}

/// Decides on the selected suggestion.
func decide(_ verdict: Verdict, _ model: inout AppModel) -> [Effect] {
  guard let item = model.review.selected else { return complain("nothing is selected", &model) }
  let changes = model.review.decide(verdict, on: [item.id])
  let rest = model.review.count("pending")
  let more = rest == 0 ? "none is pending: R goes on to refine" : "\(rest) pending"
  return store(changes, said: "suggestion \(item.id) \(verdict.name), \(more)", &model)
}

/// Takes the last step back, whenever it was made.
func undo(_ model: inout AppModel) -> [Effect] {
  guard let undone = model.review.undo() else { return complain("nothing to undo", &model) }
  let who = undone.step.actor == ReviewState.actor ? "" : " by '\(sanitised(undone.step.actor))'"
  let said = "undone: \(words(of: undone.step.changes))\(who); U decides it again"
  return store(undone.changes, sense: .undo, said: said, &model)
}

/// Decides again what was taken back.
func redo(_ model: inout AppModel) -> [Effect] {
  guard let redone = model.review.redo() else { return complain("nothing to redo", &model) }
  return store(redone.changes, sense: .redo, said: "redone: \(words(of: redone.step.changes))", &model)
}

/// Measures the action that counts at the selected suggestion; again, by other rollouts, where it was measured.
func measure(_ model: inout AppModel) -> [Effect] {
  guard let item = model.review.selected else { return complain("nothing is selected", &model) }
  let place = MeasuredPlace(suggestion: item.id, action: item.action)
  guard model.review.measuring.insert(place).inserted else { return complain("it is being measured", &model) }
  model.say("measuring suggestion \(item.id)" + (item.evidence == nil ? "" : " again, by other rollouts"))
  return [.feature(ReviewEffect.measure(suggestion: item.id, action: item.action))]
}

/// Plays both rollouts of the selected suggestion, stops them, or goes on.
func playBoth(_ model: inout AppModel) -> [Effect] {
  guard let item = model.review.selected else { return complain("nothing is selected", &model) }
  if model.review.rehearsal?.suggestion == item.id {
    model.review.rehearsal?.toggle()
    return []
  }
  guard model.review.rehearsing != item.id else { return complain("its rollouts are being played", &model) }
  model.review.rehearsing = item.id
  model.say("playing on from step \(item.suggestion.step), with what was done and with what counts")
  return [.feature(ReviewEffect.loadRollouts(suggestion: item.id, action: item.action))]
}

/// Goes a frame on or back, in the rollouts where they are in view.
func stepFrame(_ amount: Int, _ model: inout AppModel) {
  if model.review.rehearsal != nil {
    model.review.rehearsal?.step(amount)
  } else {
    model.review.stepFrame(amount)
  }
}

/// Flags the selected suggestion, or takes its flag off.
func flag(_ model: inout AppModel) -> [Effect] {
  guard let item = model.review.selected else { return complain("nothing is selected", &model) }
  model.review.toggleFlag()
  let isFlagged = model.review.flagged.contains(item.id)
  let said = isFlagged ? "suggestion \(item.id) is flagged; f finds those" : "suggestion \(item.id) has no flag any more"
  let effect = ReviewEffect.flag(model.review.flagged.sorted())
  return [keep(effect, "the flag of suggestion \(item.id)", said: said, &model)] + model.review.requestDetail()
}

/// Searches the list for what was typed.
func searchReview(_ model: inout AppModel) -> [Effect] {
  model.review.find(model.review.searchField?.text ?? "")
  let (count, text) = (model.review.visible.count, model.review.search)
  if !text.isEmpty { model.say("\(count) with '\(text)'; Esc shows all again") }
  return model.review.requestDetail()
}

/// Puts the selected suggestion back to pending.
func reopen(_ model: inout AppModel) -> [Effect] {
  guard let item = model.review.selected, item.verdict != nil else {
    return complain("it is pending already", &model)
  }
  let changes = model.review.decide(nil, on: [item.id])
  return store(changes, said: "suggestion \(item.id) is pending again", &model)
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

/// Asks before everything is rejected that was measured to make things worse.
func askToRejectDisproved(_ model: inout AppModel) -> [Effect] {
  let ids = model.review.disprovedPending
  guard !ids.isEmpty else { return complain("no pending suggestion has its whole interval below zero", &model) }
  model.confirmation = Confirmation(
    title: "Reject all that make it worse?",
    lines: [
      "\(ids.count) pending suggestions have their whole interval below zero and would be rejected.", "u takes them back.",
    ],
    consequence: ReviewConsequence.reject(ids))
  return []
}

/// Asks before the review is finished.
func askToFinish(_ model: inout AppModel) -> [Effect] {
  let review = model.review
  guard !review.items.isEmpty || model.isReviewAwaited else { return complain("there is nothing to review", &model) }
  guard !model.unstored.isHeldUp else {
    return complain("\(model.unstored.count) not stored yet; training begins with what is stored", &model)
  }
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
  let changes = model.review.decide(verdict, on: [form.suggestion])
  let isMeasured = model.review.items.first { $0.id == form.suggestion }?.evidence != nil
  let next = isMeasured ? "" : "; it is not measured: m there does so"
  return store(changes, said: "suggestion \(form.suggestion) edited" + next, &model)
}
