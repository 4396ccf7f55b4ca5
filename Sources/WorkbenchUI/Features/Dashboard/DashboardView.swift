import Canvas
import RLCore

/// Draws the dashboard: the stages in a row, under them the panes.
struct DashboardView {
  let model: AppModel

  /// What is left for the panes of a screen of `width` x `height`.
  static func room(width: Int, height: Int) -> Rect {
    let rows = height >= 30 ? 2 : 1
    return Rect(x: 0, y: rows, width: width, height: height - rows)
  }

  func draw(on grid: inout Grid) {
    let state = model.dashboard
    let isWatching = model.subject == .watching
    if isWatching {
      let words = "What \(model.title) tells of training; this program changes nothing there."
      grid.write(truncated(words, to: grid.width - 2, ellipsis: model.glyphs.ellipsis), x: 1, y: 0, style: .muted)
    } else {
      StageStrip(stages: model.engine.stages, glyphs: model.glyphs).draw(on: &grid, y: 0)
    }
    let room = Self.room(width: grid.width, height: grid.height)
    if room.y > 1 {
      let nothing = isWatching ? "Nothing was recorded yet." : "Nothing was trained yet."
      let sentence = RunSummary.sentence(state) ?? nothing
      grid.write(truncated(sentence, to: grid.width - 2, ellipsis: model.glyphs.ellipsis), x: 1, y: 1, style: .text)
    }
    if state.runs.isEmpty, state.panes == nil, !isWatching {
      drawEmpty(room, on: &grid)
    } else if state.isZoomed {
      draw(state.focus, in: room, on: &grid)
    } else {
      let layout = model.dashboardLayout(room)
      for pane in layout.panes { draw(pane.content, in: pane.rect, hidden: layout.hidden, on: &grid) }
    }
    state.menu?.draw(model, on: &grid)
  }

  /// Before anything was learned: what there will be, and the picture or, without one, the keys.
  private func drawEmpty(_ room: Rect, on grid: inout Grid) {
    let hasSide = room.width >= 100 && room.height >= 14
    let left = Rect(x: room.x, y: room.y, width: hasSide ? room.width / 2 : room.width, height: room.height)
    grid.pane(left, title: "what happens here", glyphs: model.glyphs) {
      StagesPane(stages: model.engine.stages, glyphs: model.glyphs).draw(on: &$0)
    }
    guard hasSide else { return }
    let right = Rect(x: left.width, y: room.y, width: room.width - left.width, height: room.height)
    if model.dashboard.frame != nil { return draw(.picture, in: right, on: &grid) }
    grid.pane(right, title: "how to look at it", glyphs: model.glyphs) { part in
      let pitch = max(1, min(2, part.height / max(1, BindingContext.dashboard.bindings.count)))
      for (index, binding) in BindingContext.dashboard.bindings.prefix(part.height / pitch).enumerated() {
        part.write(padded(binding.label, to: 8), x: 1, y: index * pitch, style: .key)
        let text = truncated(binding.description, to: part.width - 11, ellipsis: model.glyphs.ellipsis)
        part.write(text, x: 10, y: index * pitch, style: .muted)
      }
    }
  }

  private func draw(_ content: PaneContent, in rect: Rect, hidden: Int = 0, on grid: inout Grid) {
    let state = model.dashboard
    let isFocused = state.focus == content
    grid.mark("pane", rect, place: model.dashboardPanes.firstIndex(of: content))
    switch content {
    case .chart(let name):
      guard let entry = ChartEntry.named(name) else { return }
      let chart = RunChart(
        entry, state: state, colours: model.runColours, glyphs: model.glyphs, isWide: rect.width >= 60)
      ChartPane(chart: chart, isFocused: isFocused).draw(on: &grid, in: rect)
    case .picture:
      grid.pane(rect, title: pictureTitle, focused: isFocused, glyphs: model.glyphs) { part in
        guard let frame = state.frame else {
          part.write("no picture yet", x: (part.width - 14) / 2, y: part.height / 2, style: .muted)
          return
        }
        FramePane(frame: frame, glyphs: model.glyphs).draw(on: &part)
      }
    case .metrics:
      let name = state.current.map { " of " + sanitised($0.run) } ?? ""
      grid.pane(rect, title: "metrics" + name, focused: isFocused, glyphs: model.glyphs) { part in
        MetricsPane(run: state.current, target: model.engine.snapshot?.alphaTarget, glyphs: model.glyphs)
          .draw(on: &part)
      }
      guard hidden > 0 else { return }
      let text = " \(hidden) more \(hidden == 1 ? "chart" : "charts") \(model.glyphs.pick("▾", "v")) "
      let cut = truncated(text, to: rect.width - 4, ellipsis: model.glyphs.ellipsis)
      grid.write(
        cut, x: rect.x + rect.width - 2 - columnWidth(of: cut), y: rect.y + rect.height - 1, style: .muted)
    }
  }

  /// The environment, which the title of the session ends with, and what plays.
  private var pictureTitle: String {
    let environment = model.title.split(separator: "·").last.map { $0.drop { $0 == " " } } ?? "picture"
    let run = sanitised(model.dashboard.frameRun)
    return run.isEmpty ? String(environment) : "\(environment) \(model.glyphs.pointer) \(run)"
  }
}
