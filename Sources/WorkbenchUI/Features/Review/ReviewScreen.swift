import Canvas
import RLCore

extension Screen {
  /// Suggestion by suggestion: what was proposed, what was measured, and what a person says.
  static let review = Screen(
    id: "review", title: "Review", contexts: [reviewContext], context: { _ in reviewContext },
    draw: { model, grid in ReviewView(model: model).draw(on: &grid) })

  private static let hasSelection: @Sendable (AppModel) -> Bool = { $0.review.selected != nil }

  private static let reviewContext = BindingContext(
    "Review",
    [
      Binding([.character("a")], hint: "accept", "accept", needsWrite: true, when: hasSelection) { model, _ in
        decide(.accepted, &model)
      },
      Binding([.character("x")], hint: "reject", "reject", needsWrite: true, when: hasSelection) { model, _ in
        decide(.rejected, &model)
      },
      Binding(
        [.character("e")], hint: "edit", "change action or reward, then accept", needsWrite: true, when: hasSelection
      ) { model, _ in
        model.review.form = model.review.selected.map(EditForm.init)
        return []
      },
      Binding(
        [.character("s"), .character(" ")], hint: "skip", "leave undecided on purpose", needsWrite: true,
        when: hasSelection
      ) { model, _ in decide(.skipped, &model) },
      Binding(
        [.character("u")], hint: "undo", "take the last decision back", needsWrite: true,
        when: { !$0.review.undoStack.isEmpty }
      ) { model, _ in
        guard let effects = model.review.undo() else { return complain("nothing to undo", &model) }
        model.say("undone")
        return effects + model.review.requestDetail()
      },
      Binding(
        [.character("U")], hint: "redo", "decide again what was undone", needsWrite: true,
        when: { !$0.review.redoStack.isEmpty }
      ) { model, _ in
        guard let effects = model.review.redo() else { return complain("nothing to redo", &model) }
        model.say("redone")
        return effects + model.review.requestDetail()
      },
      Binding(
        [.character("r")], hint: "reopen", "put the suggestion back to pending", needsWrite: true,
        when: { $0.review.selected?.verdict != nil }
      ) { model, _ in reopen(&model) },
      Binding(
        [.character("R")], hint: "refine", "finish the review and go on to refine", needsWrite: true,
        when: { !$0.review.items.isEmpty || $0.isReviewAwaited }
      ) { model, _ in askToFinish(&model) },
      Binding(
        [.character("A")], hint: "accept verified", "accept every pending suggestion that is verified",
        needsWrite: true, when: { !$0.review.verifiedPending.isEmpty }
      ) { model, _ in askToAcceptVerified(&model) },
      Binding([.character("f")], hint: "filter", "show all, pending or verified") { model, _ in
        model.review.cycleFilter()
        return model.review.requestDetail()
      },
      select([.character("j"), .down, .character("]")], "next suggestion") { _ in 1 },
      select([.character("k"), .up, .character("[")], "previous suggestion") { _ in -1 },
      select([.pageDown], "a page down") { $0.height - 8 },
      select([.pageUp], "a page up") { 8 - $0.height },
      select([.character("g"), .home], "first suggestion") { _ in -1_000_000 },
      select([.character("G"), .end], "last suggestion") { _ in 1_000_000 },
      .move([.character("."), .right, .character("l")], hint: "frame", "a frame on") { $0.review.stepFrame(1) },
      .move([.character(","), .left, .character("h")], "a frame back") { $0.review.stepFrame(-1) },
      .move([.character("z")], hint: "zoom", "hide or show the list") { $0.review.isZoomed.toggle() },
    ])

  private static func select(
    _ keys: [Key], _ description: String, by amount: @escaping @Sendable (AppModel) -> Int
  ) -> Binding {
    Binding(keys, description) { model, _ in
      model.review.move(amount(model))
      return model.review.requestDetail()
    }
  }
}

private func complain(_ text: String, _ model: inout AppModel) -> [Effect] {
  model.complain(text)
  return []
}

private func decide(_ verdict: Verdict, _ model: inout AppModel) -> [Effect] {
  guard let item = model.review.selected else { return complain("nothing is selected", &model) }
  let effects = model.review.decide(verdict, on: [item.id])
  let rest = model.review.count("pending")
  let more = rest == 0 ? "none is pending: R goes on to refine" : "\(rest) pending"
  model.say("suggestion \(item.id) \(verdict.name), \(more)")
  return effects + model.review.requestDetail()
}

private func reopen(_ model: inout AppModel) -> [Effect] {
  guard let item = model.review.selected, item.verdict != nil else {
    return complain("it is pending already", &model)
  }
  let effects = model.review.decide(nil, on: [item.id])
  model.say("suggestion \(item.id) is pending again")
  return effects + model.review.requestDetail()
}

private func askToAcceptVerified(_ model: inout AppModel) -> [Effect] {
  let ids = model.review.verifiedPending
  guard !ids.isEmpty else { return complain("no pending suggestion is verified", &model) }
  model.confirmation = Confirmation(
    title: "Accept all verified?",
    lines: ["\(ids.count) pending suggestions have evidence above zero and would be accepted.", "u takes them back."],
    consequence: .accept(ids))
  return []
}

private func askToFinish(_ model: inout AppModel) -> [Effect] {
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
    consequence: .finishReview)
  return []
}
