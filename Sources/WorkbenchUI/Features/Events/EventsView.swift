import Canvas

/// The log, and the whole of the selected line below it.
struct EventsView {
  private let model: AppModel
  private let events: EventsState
  private let glyphs: GlyphSet

  init(_ model: AppModel) {
    self.model = model
    events = model.events
    glyphs = model.glyphs
  }

  func draw(on grid: inout Grid) {
    let listed = events.visible
    let selected = events.index(in: listed)
    let lines = selected.map { wrapped(listed[$0].text, to: grid.width - 4) } ?? []
    // The selected line is read whole, so that the list gives way to it.
    let needed = max(grid.height >= 24 ? 5 : 4, lines.count + 2)
    let isAlone = events.reading != nil && selected != nil
    let below = isAlone ? grid.height : grid.height >= 9 && !listed.isEmpty ? min(needed, grid.height - 4) : 0
    let list = Rect(x: 0, y: 0, width: grid.width, height: grid.height - below)
    if !isAlone {
      grid.pane(list, title: title(listed, selected), focused: true, glyphs: glyphs) {
        drawList(listed, selected, on: &$0)
      }
    }
    guard below > 0, let selected else { return }
    let rect = Rect(x: 0, y: list.height, width: grid.width, height: below)
    let first = max(0, min(events.reading ?? 0, lines.count - max(1, rect.height - 2)))
    grid.mark("text", rect)
    grid.pane(rect, title: heading(listed[selected]), focused: isAlone, glyphs: glyphs) { part in
      for (y, line) in lines.dropFirst(first).prefix(part.height).enumerated() {
        // More is read with Enter.
        let isCut = y == part.height - 1 && lines.count > first + part.height
        let text = isCut ? truncated(line, to: part.width - 4, ellipsis: "") + " " + glyphs.ellipsis : line
        part.write(text, x: 1, y: y, style: listed[selected].style)
      }
    }
  }

  /// Moves the text that fills the screen.
  static func scroll(_ amount: Int, _ model: inout AppModel) {
    let listed = model.events.visible
    guard let reading = model.events.reading, let selected = model.events.index(in: listed) else { return }
    let lines = wrapped(listed[selected].text, to: model.width - 4).count
    model.events.reading = min(max(0, lines - max(1, model.height - 6)), max(0, reading + amount))
  }

  private func title(_ listed: [LogEntry], _ selected: Int?) -> String {
    var title = "Events  \(listPosition(selected, of: listed.count))"
    let held = events.entries.count
    // Lines that say the same are one here; what is not held any more is in the session.
    if events.total > held { title += " of \(abbreviated(Double(events.total))) recorded" }
    if events.filter != .all { title += "  \(events.filter.rawValue)" }
    if events.search.isOn {
      title += "  with \"\(truncated(events.search.text, to: 24, ellipsis: glyphs.ellipsis))\""
    }
    return title
  }

  private func drawList(_ listed: [LogEntry], _ selected: Int?, on part: inout Grid) {
    let isWide = part.width >= 100
    let time = isWide ? 14 : 8
    let run = isWide ? 14 : 9
    let step = isWide ? 15 : 8
    let kind = 8
    let columns = [
      TableColumn("time", width: time), TableColumn("run", width: run), TableColumn("steps", width: step, .trailing),
      TableColumn("kind", width: kind),
      TableColumn("what", width: max(8, part.width - time - run - step - kind - 6)),
    ]
    let hasHeader = part.height > 4
    let top = hasHeader ? 1 : 0
    let shown = visibleRows(count: listed.count, selected: selected ?? 0, height: max(1, part.height - top))
    Table(
      columns: columns, rows: shown.map { cells(listed[$0], time: time, isWide: isWide) },
      selected: selected.map { $0 - shown.lowerBound }, hasHeader: hasHeader, emptyText: emptyText, glyphs: glyphs
    ).draw(on: &part)
    for y in 0..<shown.count { events.search.mark(on: &part, y: top + y) }
  }

  private var emptyText: String {
    switch events.filter {
    case .all: "Nothing happened yet. Training, advice, decisions and what goes wrong are listed here as they come."
    case .alarms: "No alert is open; f shows other lines."
    case .decisions: "No decision was made while this was open; f shows other lines."
    case .alpha: "Nobody turned alpha; f shows other lines."
    }
  }

  private func cells(_ entry: LogEntry, time: Int, isWide: Bool) -> [TableCell] {
    let step = entry.step.map { isWide ? entry.unit.words($0) : entry.unit.short($0) }
    return [
      TableCell(entry.time.isEmpty ? "-" : String(entry.time.suffix(time)), .muted), TableCell(entry.run, .muted),
      TableCell(step ?? "", .muted), TableCell(entry.word, entry.style), TableCell(entry.what(glyphs), entry.style),
    ]
  }

  /// Where and when the selected line belongs.
  private func heading(_ entry: LogEntry) -> String {
    let place = [
      entry.word, entry.run, entry.step.map(place(in: entry.unit)) ?? "", entry.time,
      entry.count > 1 ? "\(entry.count) times, the last one here" : "",
    ]
    return place.filter { !$0.isEmpty }.joined(separator: "  ")
  }

  private func place(in unit: WorkUnit) -> (Int) -> String {
    { unit == .steps ? "step \(grouped($0))" : unit.words($0) }
  }

  /// A whole number with a blank between its thousands.
  private func grouped(_ number: Int) -> String {
    var digits = Array(String(number.magnitude))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(" ", at: place)
      place -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }
}
