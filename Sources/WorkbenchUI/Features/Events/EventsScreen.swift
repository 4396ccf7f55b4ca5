import Canvas
import RLCore

extension Screen {
  /// What happened: events of the engine, decisions, alerts, notices.
  static let events = Screen(
    name: "events", title: "Events", summary: "What happened: events of the engine, decisions, alerts, notices.",
    contexts: [listContext, readingContext, searchContext],
    context: { model in
      if model.events.search.field != nil { return searchContext }
      return model.events.reading == nil ? listContext : readingContext
    }, handle: { log($1, &$0) },
    scroll: { model, part, rows in
      guard part == "text", model.events.reading != nil else { return nil }
      EventsView.scroll(rows, &model)
      return []
    },
    draw: { model, grid in EventsView(model).draw(on: &grid) })

  private static let listContext = BindingContext(
    "Events",
    [
      .move([.character("f")], hint: "filter", "all lines, alerts and errors, decisions, or changes of alpha") {
        $0.events.turnFilter()
      },
      .move(
        [.character("d")], hint: "dismiss", "dismiss the selected alert or error, or the latest one",
        when: { $0.events.openAlarms > 0 }
      ) { dismiss(&$0) },
      .move([.enter], hint: "read", "the whole of the line alone", when: { !$0.events.visible.isEmpty }) {
        $0.events.reading = 0
      },
      .move([.character("j"), .down], hint: "down", "later line") { $0.events.move(1) },
      .move([.character("k"), .up], hint: "up", "earlier line") { $0.events.move(-1) },
      .move([.pageDown], "a page later") { $0.events.move($0.height - 8) },
      .move([.pageUp], "a page earlier") { $0.events.move(8 - $0.height) },
      .move([.character("g"), .home], "the oldest line") { $0.events.move(-EventsState.limit) },
      .move([.character("G"), .end], hint: "latest", "the latest line, and follow it") {
        $0.events.move(EventsState.limit)
      },
    ] + search
      + Binding.matches(\.events.search) { model, direction in
        if !model.events.step(direction) { model.say("no line holds these words") }
      })

  private static let readingContext = BindingContext(
    "Line",
    [
      .move([.escape, .enter], hint: "list", "back to the list") { $0.events.reading = nil },
      .move([.character("j"), .down], hint: "down", "a row down") { EventsView.scroll(1, &$0) },
      .move([.character("k"), .up], hint: "up", "a row up") { EventsView.scroll(-1, &$0) },
    ])

  /// Esc ends a search first, and dismisses where there is none.
  private static let search: [Binding] = [
    .move([.character("/")], hint: "search", "search the lines; several words may stand in any order") {
      $0.events.search.begin()
    },
    .move([.escape], "end the search; where there is none, dismiss as d does") {
      $0.events.search.isOn ? $0.events.search.end() : dismiss(&$0)
    },
  ]

  private static let searchContext = BindingContext.typingSearch("Search events", \.events.search) { model in
    model.events.settle()
    let state = model.events
    guard state.search.isOn, !state.visible.contains(where: { state.search.finds($0.texts) }) else { return }
    model.complain("no line holds these words")
  }
}

/// Puts what happens into the log.
private func log(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .event(let event):
    if let entry = LogEntry(event, model.glyphs) { model.events.append(entry) }
  case .notice(let text, let isError):
    model.events.append(LogEntry(kind: isError ? .error : .notice, run: "", step: nil, text: sanitised(text)))
  case .feature(let message as EventsMessage):
    switch message {
    case .clock(let time): model.events.clock = sanitised(time)
    case .stored(let count): model.events.take(total: count)
    case .decided(let words):
      model.events.append(LogEntry(kind: .decision, run: "", step: nil, text: sanitised(words)))
    }
  default: break
  }
  return []
}

private func dismiss(_ model: inout AppModel) {
  guard let entry = model.events.dismiss() else { return model.say("no alert is open") }
  model.alerts.dismiss(run: entry.run, text: entry.text)
  let left = model.events.openAlarms
  let words = truncated(entry.text, to: 40, ellipsis: model.glyphs.ellipsis)
  model.say("dismissed: \(words)" + (left > 0 ? "; \(left) more" : ""))
}
