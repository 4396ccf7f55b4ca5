import Canvas
import DequeModule

/// Draws the log and the whole of the selected line.
func drawEvents(_ model: AppModel, on grid: inout Grid) {
  let entries = model.events.visible
  let selected = model.events.selected
  let filter = model.events.showsAlertsOnly ? "alerts and errors" : "all"
  let detailHeight = grid.height >= 14 ? 4 : 0
  let title = "Events  \(listPosition(selected, of: entries.count))  \(filter)"
  let list = Rect(x: 0, y: 0, width: grid.width, height: grid.height - detailHeight)
  let glyphs = model.glyphs
  grid.pane(list, title: title, focused: true, glyphs: glyphs) { part in
    let runWidth = part.width >= 100 ? 14 : 9
    let columns = [
      TableColumn("step", width: 7, .trailing), TableColumn("run", width: runWidth), TableColumn("kind", width: 7),
      TableColumn("what", width: max(8, part.width - 18 - runWidth)),
    ]
    let rows = visibleWindow(entries.count, selected ?? 0, part.height).map { entries[$0].cells(glyphs) }
    let first = visibleWindow(entries.count, selected ?? 0, part.height).lowerBound
    Table(
      columns: columns, rows: rows, selected: selected.map { $0 - first }, hasHeader: part.height > 6,
      emptyText: model.events.showsAlertsOnly ? "no alerts; f shows every line" : "nothing happened yet",
      glyphs: glyphs
    ).draw(on: &part)
  }
  guard detailHeight > 0 else { return }
  let below = Rect(x: 0, y: grid.height - detailHeight, width: grid.width, height: detailHeight)
  grid.pane(below, title: "Line", glyphs: glyphs) { part in
    guard let selected else { return }
    for (row, line) in wrapped(entries[selected].line(glyphs), to: part.width - 2).prefix(part.height).enumerated() {
      part.write(line, x: 1, y: row, style: entries[selected].style)
    }
  }
}

/// The rows that a table of this height would show, so that only those are prepared.
private func visibleWindow(_ count: Int, _ selected: Int, _ height: Int) -> Range<Int> {
  visibleRows(count: count, selected: selected, height: max(1, height - (height > 6 ? 1 : 0)))
}

extension LogEntry {
  /// Colour and word both say what sort of line it is.
  var style: StyleToken {
    switch kind {
    case .event: .text
    case .notice: .muted
    case .alert: .critical
    case .error: .rejected
    }
  }

  fileprivate var word: String {
    switch kind {
    case .event: "event"
    case .notice: "notice"
    case .alert: "! alert"
    case .error: "x error"
    }
  }

  /// The entry in one line.
  func line(_ glyphs: GlyphSet) -> String {
    let mark = kind == .alert ? "! " : kind == .error ? glyphs.cross + " " : ""
    let place = step.map { abbreviated(Double($0)) + " " } ?? ""
    return mark + place + (run.isEmpty ? "" : run + ": ") + text
  }

  fileprivate func cells(_ glyphs: GlyphSet) -> [TableCell] {
    [
      TableCell(step.map { abbreviated(Double($0)) } ?? "", .muted), TableCell(run, .muted), TableCell(word, style),
      TableCell(text, style),
    ]
  }
}
