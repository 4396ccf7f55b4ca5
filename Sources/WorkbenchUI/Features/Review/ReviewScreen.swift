import Canvas
import RLCore

extension Screen {
  /// Suggestion by suggestion: what was proposed, what was measured, and what a person says.
  static let review = Screen(
    name: "review", title: "Review",
    summary: "Suggestion by suggestion: what was proposed, what was measured, and what a person says.",
    contexts: [reviewContext, formContext],
    context: { $0.review.form == nil ? reviewContext : formContext },
    enter: { $0.review.requestDetail() }, handle: { takeReview($1, &$0) },
    draw: { model, grid in
      ReviewView(model: model).draw(on: &grid)
      EditFormView.draw(model, on: &grid)
    })

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
        [.character("m")], hint: "measure", "measure the evidence of what counts here, an edit's own included",
        needsWrite: true, when: { $0.review.selected.map { $0.evidence == nil } ?? false }
      ) { model, _ in measure(&model) },
      Binding(
        [.character("u")], hint: "undo", "take the last decision back, also one of an earlier time", needsWrite: true,
        when: { !$0.review.undoStack.isEmpty }
      ) { model, _ in
        undo(&model)
      },
      Binding(
        [.character("U")], hint: "redo", "decide again what was undone", needsWrite: true,
        when: { !$0.review.redoStack.isEmpty }
      ) { model, _ in
        redo(&model)
      },
      Binding(
        [.character("r")], hint: "reopen", "put the suggestion back to pending", needsWrite: true,
        when: { $0.review.selected?.verdict != nil }
      ) { model, _ in reopen(&model) },
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

  private static let formContext = BindingContext(
    "Edit form", isModal: true, isForm: true, typing: { model, key in model.review.form?.handle(key) },
    [
      Binding([.enter], hint: "save", "save the edit and accept it", needsWrite: true) { model, _ in
        saveForm(&model)
      },
      .move([.tab, .down], hint: "next field", "next field") { $0.review.form?.toggleFocus() },
      .move([.backTab, .up], "previous field") { $0.review.form?.toggleFocus() },
      .move([.escape], hint: "cancel", "close without saving") { $0.review.form = nil },
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
