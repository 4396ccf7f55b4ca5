import Canvas
import RLCore

extension Screen {
  /// Suggestion by suggestion: what was proposed, what was measured, and what a person says.
  static let review = Screen(
    name: "review", title: "Review",
    summary: "Suggestion by suggestion: what was proposed, what was measured, and what a person says.",
    contexts: [reviewContext, formContext, searchContext, .reasonChoice, .ownReason],
    context: { model in
      if model.review.searchField != nil { return searchContext }
      if let choice = model.review.reasonChoice { return choice.field == nil ? .reasonChoice : .ownReason }
      return model.review.form == nil ? reviewContext : formContext
    },
    enter: { model in
      model.review.arrivals.look(at: model.review.items)
      return model.review.requestDetail()
    }, handle: { takeReview($1, &$0) },
    move: { model, rows in
      model.review.move(rows)
      return model.review.requestDetail()
    },
    scroll: { model, part, rows in
      guard part == "card" else { return nil }
      model.review.scroll = max(0, model.review.scroll + rows)
      return []
    },
    isAnimating: {
      $0.movesByItself && ($0.review.rehearsal?.isPlaying == true || $0.review.arrivals.isBlinking)
    },
    badge: { $0.review.badge($0.glyphs) }, commands: Command.review,
    draw: { model, grid in
      ReviewView(model: model).draw(on: &grid)
      ReasonChoiceView.draw(model, on: &grid)
    })

  private static let hasSelection: @Sendable (AppModel) -> Bool = { $0.review.selected != nil }

  private static let reviewContext = BindingContext("Review", deciding + looking + moving)

  private static let deciding: [Binding] = [
    Binding([.character("a")], hint: "accept", "accept", needsWrite: true, when: hasSelection) { model, _ in
      decide(.accepted, &model)
    },
    Binding([.character("x")], hint: "reject", "reject", needsWrite: true, when: hasSelection) { model, _ in
      decide(.rejected, &model)
    },
    Binding(
      [.character("e")], hint: "edit", "change action or reward, then accept", needsWrite: true, when: hasSelection
    ) { model, _ in
      model.review.range = nil
      model.review.form = model.review.selected.map(EditForm.init)
      return []
    },
    Binding(
      [.character("s"), .character(" ")], hint: "skip", "leave undecided on purpose", needsWrite: true,
      when: hasSelection
    ) { model, _ in decide(.skipped, &model) },
    Binding(
      [.character("m")], hint: "measure",
      "measure the evidence of what counts here, or add twice the last rollouts to it", needsWrite: true,
      when: hasSelection
    ) { model, _ in measure(&model) },
    Binding(
      [.character("u")], hint: "undo", "take the last decision back, also one of an earlier time", needsWrite: true,
      when: { !$0.review.undoStack.isEmpty }
    ) { model, _ in undo(&model) },
    Binding(
      [.character("U")], hint: "redo", "decide again what was undone", needsWrite: true,
      when: { !$0.review.redoStack.isEmpty }
    ) { model, _ in redo(&model) },
    Binding(
      [.character("r")], hint: "reopen", "put the suggestion back to pending", needsWrite: true,
      when: { $0.review.selected?.verdict != nil }
    ) { model, _ in reopen(&model) },
    Binding(
      [.character("F")], "flag the suggestion to find it again, or take the flag off", needsWrite: true,
      when: hasSelection
    ) { model, _ in flag(&model) },
    Binding(
      [.character("A")], hint: "accept verified", "accept every pending suggestion that is verified",
      needsWrite: true, when: { $0.review.index.pendingVerified > 0 }
    ) { model, _ in BatchRule.verified.ask(.accepted, &model) },
    Binding(
      [.character("X")], "reject every pending suggestion whose whole interval lies below zero", needsWrite: true,
      when: { $0.review.index.pendingWorse > 0 }
    ) { model, _ in BatchRule.worse.ask(.rejected, &model) },
    Binding(
      [.character("E")], hint: "editor", "change action or reward in your own editor ($VISUAL or $EDITOR), then accept",
      needsWrite: true, when: hasSelection
    ) { model, _ in writeEdit(&model) },
    Binding(
      [.character("w")], hint: "reject, why", "reject and say why: a common reason, or a line of your own",
      needsWrite: true, when: hasSelection
    ) { model, _ in
      let ids = model.review.chosen
      model.review.reasonChoice = ids.isEmpty ? nil : ReasonChoice(ids)
      return []
    },
  ]

  private static let looking: [Binding] = [
    Binding([.character("p")], hint: "play both", "play on with what was done beside what counts", when: hasSelection) {
      model, _ in playBoth(&model)
    },
    .move([.character("."), .right, .character("l")], hint: "frame", "a frame on") { stepFrame(1, &$0) },
    .move([.character(","), .left, .character("h")], "a frame back") { stepFrame(-1, &$0) },
    .move([.character("J")], "the card's text a line down") { $0.review.scroll += 1 },
    .move([.character("K")], "the card's text a line up") { $0.review.scroll = max(0, $0.review.scroll - 1) },
    Binding(
      [.character("f")], hint: "filter", "show all, pending, decided, verified, unproven, unmeasured or flagged"
    ) { model, _ in
      model.review.cycleFilter()
      return model.review.requestDetail()
    },
    .move([.character("o")], hint: "order", "order by episode, evidence, confidence or advisor") {
      $0.review.cycleOrder()
    },
    .move([.character("/")], "search reasons, actions, advisors and places; empty shows all again") {
      $0.review.searchField = TextField($0.review.search)
    },
    Binding([.escape], "leave the range or the rollouts, then end the search") { model, _ in
      if model.review.range != nil {
        model.review.range = nil
        return []
      }
      if model.review.rehearsal != nil {
        model.review.rehearsal = nil
        return []
      }
      model.review.find("")
      return model.review.requestDetail()
    },
    Binding([.character("b")], "judge blind: evidence and confidence are hidden until you decide") { model, _ in
      model.review.toggleBlind()
      model.say(model.review.isBlind ? "blind: evidence shows once you have decided" : "evidence is shown")
      return model.review.requestDetail()
    },
    .move([.character("z")], hint: "zoom", "hide or show the list") { $0.review.isZoomed.toggle() },
  ]

  private static let moving: [Binding] = [
    select([.character("j"), .down, .character("]")], "next suggestion") { _ in 1 },
    select([.character("k"), .up, .character("[")], "previous suggestion") { _ in -1 },
    select([.pageDown], "a page down") { $0.height - 8 },
    select([.pageUp], "a page up") { 8 - $0.height },
    select([.character("g"), .home], "first suggestion") { _ in -1_000_000 },
    select([.character("G"), .end], "last suggestion") { _ in 1_000_000 },
    Binding(
      [.character("v")], hint: "range", "begin a range that moving stretches and decisions take whole, or leave it",
      needsWrite: true, when: hasSelection
    ) { model, _ in
      toggleRange(&model)
      return []
    },
  ]

  private static let formContext = BindingContext(
    "Edit form", isModal: true, isForm: true, typing: { model, key in model.review.form?.handle(key) },
    [
      Binding([.enter], hint: "save", "save the edit and accept it", needsWrite: true) { model, _ in
        saveForm(&model)
      },
      .move([.tab, .down], hint: "next field", "next field") { $0.review.form?.moveFocus(1) },
      .move([.backTab, .up], "previous field") { $0.review.form?.moveFocus(-1) },
      .move([.escape], hint: "cancel", "close without saving") { $0.review.form = nil },
    ])

  private static let searchContext = BindingContext(
    "Search suggestions", isModal: true, line: { $0.review.searchField.map { TypedLine(mark: "/", field: $0) } },
    typing: { model, key in _ = model.review.searchField?.handle(key) },
    [
      Binding([.enter], hint: "search", "show what has all these words; nothing typed shows everything") { model, _ in
        searchReview(&model)
      },
      .move([.escape], hint: "cancel", "leave the search as it was") { $0.review.searchField = nil },
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
