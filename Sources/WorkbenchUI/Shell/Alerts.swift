import Canvas
import RLCore

/// What training warned of. Alerts of one kind are one line with a count, and stay in view until they are dismissed.
struct Alerts: FeatureState {
  /// Alerts of one title and run.
  struct Item: Sendable, Equatable {
    var title: String
    var run: String
    /// What the latest of them said.
    var detail: String
    var count = 1
    var isDismissed = false
    /// How the log's line about it begins.
    var logged: String { isFailure ? "failed" : title + ":" }
    /// The run ended by it.
    var isFailure = false
  }

  /// The latest last.
  private(set) var items: [Item] = []
  private static let limit = 50

  /// Those that nobody dismissed.
  var open: [Item] { items.filter { !$0.isDismissed } }

  mutating func add(title: String, run: String, detail: String, isFailure: Bool = false) {
    if let index = items.firstIndex(where: { $0.title == title && $0.run == run }) {
      // One that was dismissed stays so: the person knows of it.
      items[index].count += 1
      items[index].detail = detail
      return
    }
    items.append(Item(title: title, run: run, detail: detail, isFailure: isFailure))
    if items.count > Self.limit { items.removeFirst() }
  }

  /// Dismisses the latest one that is open, and gives it.
  mutating func dismiss() -> Item? {
    guard let index = items.lastIndex(where: { !$0.isDismissed }) else { return nil }
    items[index].isDismissed = true
    return items[index]
  }

  /// Dismisses what a line of the log says.
  mutating func dismiss(run: String, text: String) {
    for index in items.indices where items[index].run == run && text.hasPrefix(items[index].logged) {
      items[index].isDismissed = true
    }
  }

  /// Dismisses all of them: what an earlier time warned of is in the log.
  mutating func dismissAll() { for index in items.indices { items[index].isDismissed = true } }

  /// What that run warned of is no news any more.
  mutating func close(run: String) {
    for index in items.indices where items[index].run == run { items[index].isDismissed = true }
  }

  /// What a run warned of is no news once the next one begins.
  mutating func close(otherThan run: String) {
    for index in items.indices where items[index].run != run { items[index].isDismissed = true }
  }
}

extension AppModel {
  var alerts: Alerts {
    get { self[Alerts.self] }
    _modify { yield &self[Alerts.self] }
  }
}

extension Layer {
  /// Alerts that wait to be dismissed, in a corner of every screen; it never has the keys to itself.
  static let alerts = Layer(
    name: "alerts", summary: "Shows alerts until they are dismissed.", contexts: [], context: { _ in nil },
    bindings: [
      Binding(
        [.character("!")], hint: "dismiss", "dismiss the latest alert", when: { !$0.alerts.open.isEmpty }
      ) { model, _ in
        if let item = model.alerts.dismiss() { model.events.dismiss(run: item.run, beginning: item.logged) }
        return []
      }
    ],
    handle: { takeAlert($1, &$0) }, draw: { AlertBox.draw($0, on: &$1) })
}

private func takeAlert(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  guard case .event(let event) = message else { return [] }
  switch event {
  case .alert(let run, _, let title, let detail):
    model.alerts.add(title: sanitised(title), run: sanitised(run), detail: sanitised(detail))
  case .failed(let run, let step, let message):
    model.alerts.add(
      title: "\(sanitised(run)) failed", run: sanitised(run),
      detail: "at \(WorkUnit(run: run).place(step)): \(sanitised(message))", isFailure: true)
  case .started(let run, _): model.alerts.close(otherThan: sanitised(run))
  // What it warned of after that is another run's.
  case .rolledBack(let run, _, _, _, _): model.alerts.close(run: sanitised(run))
  case .metrics, .alphaChanged, .paused, .checkpointed, .finished: break
  }
  return []
}

/// Draws the latest open alert whole, in the lower right corner.
private enum AlertBox {
  static func draw(_ model: AppModel, on grid: inout Grid) {
    let open = model.alerts.open
    guard let latest = open.last, model.openLayers.isEmpty else { return }
    let glyphs = model.glyphs
    let width = min(grid.width, max(44, grid.width * 2 / 5))
    let lines = wrapped(latest.detail, to: width - 4)
    let height = min(grid.height, lines.count + 2)
    let times = latest.count > 1 ? " \(glyphs.pick("×", "x"))\(latest.count)" : ""
    let others = open.count > 1 ? ", 1 of \(open.count)" : ""
    let rect = Rect(x: grid.width - width, y: grid.height - height, width: width, height: height)
    grid.fill(rect)
    grid.mark("alert", rect)
    grid.pane(rect, title: "! \(latest.title)\(times)\(others)", glyphs: glyphs) { part in
      for (row, line) in lines.enumerated() { part.write(line, x: 1, y: row) }
    }
    let hint = " ! dismisses "
    guard width > columnWidth(of: hint) + 4 else { return }
    grid.write(hint, x: grid.width - columnWidth(of: hint) - 2, y: grid.height - 1, style: .key)
  }
}
