import Canvas
import RLCore

/// Arranges the list of sessions and what is known of the selected one.
struct RunsView {
  private let model: AppModel
  private let runs: RunsState
  private let glyphs: GlyphSet

  init(_ model: AppModel) {
    self.model = model
    runs = model.runs
    glyphs = model.glyphs
  }

  func draw(on grid: inout Grid) {
    let rows = runs.rows
    let isBlank = rows.isEmpty && !runs.search.isOn
    // The list takes what it needs; what is left shows the selected one.
    let least = isBlank ? 0 : grid.height >= 18 ? min(12, grid.height / 2) : grid.height >= 10 ? 4 : 0
    let listHeight = isBlank ? grid.height : min(grid.height - least, max(6, rows.count + 3))
    let list = Rect(x: 0, y: 0, width: grid.width, height: least == 0 ? grid.height : listHeight)
    grid.pane(list, title: title, focused: true, glyphs: glyphs) { part in
      if isBlank {
        drawWelcome(on: &part)
      } else {
        RunsTable(model: model).draw(rows, on: &part)
      }
    }
    if !rows.isEmpty { drawPlace(rows, list, on: &grid) }
    guard least > 0, let selected = runs.selected else { return }
    let below = Rect(x: 0, y: list.height, width: grid.width, height: grid.height - list.height)
    grid.pane(below, title: selected.name, glyphs: glyphs) { RunDetailView(model: model, row: selected).draw(on: &$0) }
  }

  private var title: String {
    guard let list = runs.list, !list.sessions.isEmpty else { return "Sessions" }
    let runCount = list.sessions.reduce(0) { $0 + $1.runs.count }
    let counts = "\(counted(list.sessions.count, "session")), \(counted(runCount, "run"))"
    let found = runs.search.isOn ? "  with \"\(truncated(runs.search.text, to: 24, ellipsis: glyphs.ellipsis))\"" : ""
    return "\(counts) in \(list.directory)/  by \(runs.order.rawValue)\(found)"
  }

  /// What a sign means, the marks and the place in the list, on the lower edge.
  private func drawPlace(_ rows: [RunRow], _ rect: Rect, on grid: inout Grid) {
    let y = rect.y + rect.height - 1
    let marks = runs.marked.isEmpty ? "" : "\(runs.marked.count) marked, d compares  "
    let text = " \(marks)\(listPosition(runs.index(in: rows), of: rows.count)) "
    let x = max(rect.x + 2, rect.x + rect.width - columnWidth(of: text) - 2)
    grid.write(text, x: x, y: y, style: runs.marked.isEmpty ? .muted : .mark, maxWidth: rect.width - 4)
    let isInTraining = rows.contains { $0.run.map { $0.evaluation == nil && $0.trainingReturn != nil } ?? false }
    let isTurned = rows.contains { row in row.run.map { model.live($0, of: row.session).isTurned } ?? false }
    let signs = [
      isInTraining ? "~ in training, not evaluated" : "", isTurned ? "\(glyphs.byHand) alpha turned by hand" : "",
    ]
    var column = rect.x + 2
    for legend in signs where !legend.isEmpty && column + columnWidth(of: legend) + 2 < x {
      column = grid.write(" \(legend) ", x: column, y: y, style: .muted)
    }
  }

  /// What there is to do where there is no session yet.
  private func drawWelcome(on part: inout Grid) {
    guard let list = runs.list else {
      part.write("reading the directory", x: 2, y: 1, style: .pending)
      return
    }
    let commands = [
      ("sidecoach demo", "makes one to look at"), ("sidecoach train Pong --session NAME", "your own policy"),
      ("sidecoach --help", "lists every command"),
    ]
    let keyWidth = (commands.map { columnWidth(of: $0.0) }.max() ?? 0) + 2
    let lines: [[TableCell]] =
      [[TableCell("No session yet in \(list.directory)/.", .title)], []]
      + commands.map { [TableCell(padded($0.0, to: keyWidth), .key), TableCell($0.1)] } + [
        [], [TableCell(runs.isPicker ? "q leaves, then type one of these." : "r reads the directory again.", .muted)],
      ]
    let width = lines.map { $0.reduce(0) { $0 + columnWidth(of: $1.text) } }.max() ?? 0
    let x = max(1, (part.width - width) / 2)
    let top = max(0, (part.height - lines.count) / 2)
    for (row, line) in lines.enumerated() { part.write(line, x: x, y: top + row) }
  }
}
