import Canvas
import RLCore

extension Screen {
  /// What happened: events of the engine, alerts, notices.
  static let events = Screen(
    name: "events", title: "Events", summary: "What happened: events of the engine, alerts, notices.",
    contexts: [eventsContext], context: { _ in eventsContext }, handle: { log($1, &$0) },
    draw: { model, grid in drawEvents(model, on: &grid) })

  private static let eventsContext = BindingContext(
    "Events",
    [
      .move([.character("j"), .down], hint: "down", "later line") { $0.events.move(1) },
      .move([.character("k"), .up], hint: "up", "earlier line") { $0.events.move(-1) },
      .move([.pageDown], "a page later") { $0.events.move($0.height - 8) },
      .move([.pageUp], "a page earlier") { $0.events.move(8 - $0.height) },
      .move([.character("g"), .home], "the oldest line") { $0.events.move(-EventsState.limit) },
      .move([.character("G"), .end], hint: "latest", "the latest line, and follow it") {
        $0.events.move(EventsState.limit)
      },
      .move([.character("f")], hint: "filter", "all lines, or alerts and errors only") {
        $0.events.showsAlertsOnly.toggle()
        $0.events.back = 0
      },
    ])
}

/// Puts what happens into the log.
private func log(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .event(let event):
    if let entry = LogEntry(event, model.glyphs) { model.events.append(entry) }
  case .notice(let text, let isError):
    model.events.append(LogEntry(kind: isError ? .error : .notice, run: "", step: nil, text: sanitised(text)))
  default: break
  }
  return []
}

extension LogEntry {
  /// The line about an event; nil for metrics, which are on the dashboard and would drown the rest.
  fileprivate init?(_ event: EngineEvent, _ glyphs: GlyphSet) {
    func entry(_ kind: Kind, _ run: String, _ step: Int, _ text: String) -> LogEntry {
      LogEntry(kind: kind, run: sanitised(run), step: step, text: sanitised(text))
    }
    switch event {
    case .metrics: return nil
    case .started(let run, let step): self = entry(.event, run, step, "started")
    case .alphaChanged(let run, let step, let old, let new):
      self = entry(.event, run, step, "\(glyphs.alpha) \(fixed(old, 2)) \(glyphs.arrow) \(fixed(new, 2))")
    case .paused(let run, let step, let isPaused): self = entry(.event, run, step, isPaused ? "paused" : "resumed")
    case .checkpointed(let run, let step, let file, let digest):
      self = entry(.event, run, step, "checkpoint \(file) \(digest.prefix(12))")
    case .alert(let run, let step, let title, let detail): self = entry(.alert, run, step, "\(title): \(detail)")
    case .finished(let run, let step): self = entry(.event, run, step, "finished")
    case .failed(let run, let step, let message): self = entry(.error, run, step, "failed: \(message)")
    }
  }
}
