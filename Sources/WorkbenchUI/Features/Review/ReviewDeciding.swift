import Canvas
import RLCore

/// What a yes leads to in the review.
enum ReviewConsequence: Consequence {
  case decide(Verdict, [Int], rule: String)
  case finish

  func carryOut(_ model: inout AppModel) -> [Effect] {
    switch self {
    case .finish:
      let said =
        model.isReviewAwaited ? "going on to refine" : "the review is finished; 'sidecoach refine' trains with it"
      return [keep(ReviewEffect.finish, "the end of the review", said: said, &model)]
    case .decide(let verdict, let ids, let rule):
      let changes = model.review.decide(verdict, on: ids)
      return store(changes, said: "\(verdict.name) \(ids.count) \(rule); u takes all of them back", &model)
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
    Decision(suggestion: $0.suggestion, verdict: $0.after, actor: ReviewState.actor, reason: $0.reasonAfter)
  }
  let effect = keep(ReviewEffect.decide(decisions, sense: sense), words(of: changes), said: said, &model)
  if case .keep(let ticket, _) = effect {
    model.review.wait(WaitingStep(ticket: ticket, sense: sense, changes: changes))
  }
  return [effect] + model.review.requestDetail()
}

/// Changes of verdicts in words, such as "suggestion 3 rejected (unsafe)".
private func words(of changes: [VerdictChange]) -> String {
  let names = Set(changes.map { $0.after?.name ?? "pending again" })
  let name = names.count == 1 ? names.first ?? "" : "decided"
  guard changes.count == 1, let change = changes.first else { return "\(changes.count) suggestions \(name)" }
  return "suggestion \(change.suggestion) \(name)" + inBrackets(change.reasonAfter)
}

private func inBrackets(_ reason: String?) -> String { reason.map { " (\($0))" } ?? "" }

/// Suggestions by their number or their count.
private func named(_ ids: [Int]) -> String {
  if ids.count == 1, let id = ids.first { "suggestion \(id)" } else { "\(ids.count) suggestions" }
}

/// Decides on what is chosen, or on those that are named.
func decide(
  _ verdict: Verdict, for reason: String? = nil, on wanted: [Int]? = nil, _ model: inout AppModel
) -> [Effect] {
  let ids = wanted ?? model.review.chosen
  guard !ids.isEmpty else { return complain("nothing is selected", &model) }
  let changes = model.review.decide(verdict, on: ids, for: reason)
  let rest = model.review.count("pending")
  let more = rest == 0 ? "none is pending: R finishes the review" : "\(rest) pending"
  return store(changes, said: "\(named(ids)) \(verdict.name)\(inBrackets(reason)), \(more)", &model)
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

/// Measures the action that counts at the selected suggestion; where it was measured, by further rollouts.
func measure(_ model: inout AppModel) -> [Effect] {
  guard let item = model.review.selected else { return complain("nothing is selected", &model) }
  let place = MeasuredPlace(suggestion: item.id, action: item.action)
  guard model.review.measuring.insert(place).inserted else { return complain("it is being measured", &model) }
  let more = item.evidence == nil ? "" : ": more pairs, twice as many as the last time"
  model.say("measuring suggestion \(item.id)" + more)
  return [.feature(ReviewEffect.measure(suggestion: item.id, action: item.action))]
}

/// Plays both rollouts of the selected suggestion, stops them, or goes on.
func playBoth(_ model: inout AppModel) -> [Effect] {
  guard let item = model.review.selected else { return complain("nothing is selected", &model) }
  if let rehearsal = model.review.rehearsal, rehearsal.suggestion == item.id {
    if rehearsal.isPlaying || model.mayPlay(by: ". and , go by steps") { model.review.rehearsal?.toggle() }
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

/// Flags what is chosen, or takes its flags off where all of it has one.
func flag(_ model: inout AppModel) -> [Effect] {
  let ids = model.review.chosen
  guard let first = ids.first else { return complain("nothing is selected", &model) }
  model.review.toggleFlag()
  let (what, isOne) = (named(ids), ids.count == 1)
  let said =
    model.review.flagged.contains(first)
    ? "\(what) \(isOne ? "is" : "are") flagged; f finds those" : "\(what) \(isOne ? "has" : "have") no flag any more"
  let effect = ReviewEffect.flag(model.review.flagged.sorted())
  return [keep(effect, "the flag of \(what)", said: said, &model)] + model.review.requestDetail()
}

/// Searches the list for what was typed.
func searchReview(_ model: inout AppModel) -> [Effect] {
  model.review.find(model.review.searchField?.text ?? "")
  let (count, text) = (model.review.visibleCount, model.review.search)
  if !text.isEmpty { model.say("\(count) with '\(text)'; Esc shows all again") }
  return model.review.requestDetail()
}

/// Puts what is chosen back to pending.
func reopen(_ model: inout AppModel) -> [Effect] {
  let ids = model.review.chosen.filter { model.review.item($0)?.verdict != nil }
  guard !ids.isEmpty else { return complain("it is pending already", &model) }
  let changes = model.review.decide(nil, on: ids)
  return store(changes, said: "\(named(ids)) \(ids.count == 1 ? "is" : "are") pending again", &model)
}

/// Begins a range in the list, or leaves it.
func toggleRange(_ model: inout AppModel) {
  model.review.toggleRange()
  guard model.review.range != nil else { return }
  model.say("moving stretches the range; a x w s r F act on all of it, and Esc leaves it")
}

/// Asks before the review is finished.
func askToFinish(_ model: inout AppModel) -> [Effect] {
  let review = model.review
  guard !review.items.isEmpty || model.isReviewAwaited else { return complain("there is nothing to review", &model) }
  guard !model.unstored.isHeldUp else {
    return complain("\(model.unstored.count) not stored yet; training begins with what is stored", &model)
  }
  let used = review.count("accepted") + review.count("edited")
  let isTraining = model.engine.isBusy && !model.isReviewAwaited
  let wasRefined = model.engine.stages.contains { $0.stage == .refine && $0.fraction > 0 }
  model.confirmation = Confirmation(
    title: isTraining ? "Finish the review?" : "Go on to refine?",
    lines: [
      "\(review.count("accepted")) accepted, \(review.count("edited")) edited, \(review.count("rejected")) rejected, "
        + "\(review.count("skipped")) skipped, \(review.count("pending")) pending.",
      used == 0 ? "Nothing is accepted, so training gets no guidance." : "Training will use \(used) suggestions.",
    ]
      + (isTraining
        ? ["What is under way keeps the decisions that it began with."]
        : wasRefined
          ? ["Methods that other decisions trained are trained anew; the earlier runs are kept."] : []),
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
  let isMeasured = model.review.item(form.suggestion)?.evidence != nil
  let next = isMeasured ? "" : "; it is not measured: m there does so"
  return store(changes, said: "suggestion \(form.suggestion) edited" + next, &model)
}
