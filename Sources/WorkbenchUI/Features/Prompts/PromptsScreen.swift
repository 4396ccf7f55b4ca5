import Canvas
import RLCore

extension Screen {
  /// Every call to an advisor: what was asked, what came back, what it cost and what it was good for.
  static let prompts = Screen(
    name: "prompts", title: "Prompts",
    summary: "Every call to an advisor: what was asked, what came back, what it cost and what it was good for.",
    contexts: [listContext, textContext, qualityContext, searchContext],
    context: { model in
      if model.prompts.field != nil { return searchContext }
      switch model.prompts.mode {
      case .list: return listContext
      case .text, .compare: return textContext
      case .quality: return qualityContext
      }
    },
    enter: { enterPrompts(&$0) }, handle: { takePrompts($1, &$0) }, move: { moveCall($1, &$0) },
    scroll: { model, part, rows in
      guard part == "text" else { return nil }
      scrollText(rows, &model)
      return []
    },
    draw: { model, grid in
      if model.prompts.mode == .quality {
        AdviceQualityView(rows: model.prompts.quality, scroll: model.prompts.scroll, glyphs: model.glyphs)
          .draw(on: &grid)
      } else {
        PromptsView(model: model).draw(on: &grid)
      }
    })

  private static let hasCall: @Sendable (AppModel) -> Bool = { $0.prompts.selected != nil }
  private static let hasSearch: @Sendable (AppModel) -> Bool = { !$0.prompts.search.isEmpty }

  private static let listContext = BindingContext(
    "Prompts",
    [
      .move([.enter], hint: "read", "read the call's text alone", when: hasCall) { $0.prompts.mode = .text },
      .move([.character("l"), .left, .right], hint: "prompt/reply", "switch prompt and reply", when: hasCall) {
        switchSide(&$0)
      },
      .move([.character("/")], hint: "search", "search every prompt and reply; empty shows all again") {
        $0.prompts.field = TextField($0.prompts.search)
      },
      .move([.character("n")], hint: "next", "next match, in prompt and reply", when: hasSearch) { stepMatch(1, &$0) },
      .move([.character("N")], "match before") { stepMatch(-1, &$0) },
      Binding([.escape], hint: "all", "end the search", when: hasSearch) { model, _ in model.prompts.find("") },
      .move([.character("m")], hint: "mark", "mark the call to compare it, or take the mark off", when: hasCall) {
        $0.prompts.toggleMark()
      },
      Binding(
        [.character("c")], hint: "compare", "show the marked call beside this one",
        when: { $0.prompts.markedID != nil && $0.prompts.markedID != $0.prompts.selectedID }
      ) { model, _ in compareCalls(&model) },
      Binding([.character("v")], hint: "quality", "how good the advice was, by advisor and prompt version") {
        model, _ in
        model.prompts.mode = .quality
        model.prompts.scroll = 0
        return [.feature(PromptsEffect.loadQuality)]
      },
      Binding(
        [.character("r")], hint: "ask again", "send the prompt once more; asks first", needsWrite: true, when: hasCall
      ) { model, _ in askToRerun(&model) },
      select([.character("j"), .down], "next call, an older one") { 1 },
      select([.character("k"), .up], "previous call, a newer one") { -1 },
      select([.character("g"), .home], "the newest call") { -1_000_000 },
      select([.character("G"), .end], "the oldest call listed") { 1_000_000 },
      .move([.pageDown, .character(" ")], "a page of the text down") { scrollText(textPage($0), &$0) },
      .move([.pageUp], "a page of the text up") { scrollText(-textPage($0), &$0) },
    ])

  private static let textContext = BindingContext(
    "Call text",
    [
      .move([.escape, .enter], hint: "list", "back to the list") {
        $0.prompts.mode = .list
        scrollText(0, &$0)
      },
      .move([.character("l"), .left, .right], hint: "prompt/reply", "switch prompt and reply") {
        switchSide(&$0)
      },
      .move([.character("j"), .down], hint: "down", "a row down") { scrollText(1, &$0) },
      .move([.character("k"), .up], hint: "up", "a row up") { scrollText(-1, &$0) },
      .move([.pageDown, .character(" ")], "a page down") { scrollText(textPage($0), &$0) },
      .move([.pageUp], "a page up") { scrollText(-textPage($0), &$0) },
      .move([.character("g"), .home], "to the beginning") { scrollText(-1_000_000, &$0) },
      .move([.character("G"), .end], "to the end") { scrollText(1_000_000, &$0) },
      .move([.character("/")], hint: "search", "search every prompt and reply; empty shows all again") {
        $0.prompts.field = TextField($0.prompts.search)
      },
      .move([.character("n")], hint: "next", "next match, in prompt and reply", when: hasSearch) { stepMatch(1, &$0) },
      .move([.character("N")], "match before") { stepMatch(-1, &$0) },
      select([.character("]")], "next call, an older one") { 1 },
      select([.character("[")], "previous call, a newer one") { -1 },
    ])

  private static let qualityContext = BindingContext(
    "Advice quality",
    [
      .move([.escape, .character("v"), .enter], hint: "calls", "back to the calls") {
        $0.prompts.mode = .list
        $0.prompts.scroll = 0
      },
      .move([.character("j"), .down], hint: "down", "a row down") { scrollQuality(1, &$0) },
      .move([.character("k"), .up], hint: "up", "a row up") { scrollQuality(-1, &$0) },
      .move([.character("g"), .home], "the first row") { scrollQuality(-1_000_000, &$0) },
      .move([.character("G"), .end], "the last row") { scrollQuality(1_000_000, &$0) },
    ])

  private static let searchContext = BindingContext(
    "Search calls", isModal: true, line: { $0.prompts.field.map { TypedLine(mark: "/", field: $0) } },
    typing: { model, key in _ = model.prompts.field?.handle(key) },
    [
      Binding([.enter], hint: "search", "search for it; nothing typed shows every call") { model, _ in
        runSearch(&model)
      },
      .move([.escape], hint: "cancel", "leave the search as it was") { $0.prompts.field = nil },
    ])

  private static func select(_ keys: [Key], _ description: String, by amount: @escaping @Sendable () -> Int) -> Binding
  {
    Binding(keys, description) { model, _ in moveCall(amount(), &model) }
  }
}

private func scrollQuality(_ amount: Int, _ model: inout AppModel) {
  model.prompts.scroll = min(max(0, model.prompts.quality.count - 1), max(0, model.prompts.scroll + amount))
}
