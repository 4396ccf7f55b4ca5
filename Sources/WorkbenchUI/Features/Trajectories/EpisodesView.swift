import Canvas

/// The list of episodes, and beside or below it what all of them come to.
struct EpisodesView {
  let state: EpisodesState
  let glyphs: GlyphSet

  func draw(on grid: inout Grid) {
    guard !state.items.isEmpty else { return drawEmpty(on: &grid) }
    let needed = max(state.visible.count, 1) + 3
    // A short list leaves its room to charts below it; a long one has them at its side, where there is a side.
    let isWide = grid.width >= 110 && needed > grid.height / 2
    let below = !isWide && grid.height >= 17 ? max(7, grid.height - needed) : 0
    let tableWidth = isWide ? grid.width * 3 / 5 : grid.width
    drawList(Rect(x: 0, y: 0, width: tableWidth, height: grid.height - below), on: &grid)
    let rest =
      isWide
      ? Rect(x: tableWidth, y: 0, width: grid.width - tableWidth, height: grid.height)
      : Rect(x: 0, y: grid.height - below, width: grid.width, height: below)
    guard rest.height > 0 else { return }
    EpisodesSummary(returns: state.returns, lengths: state.lengths, selected: state.selectedID, glyphs: glyphs)
      .draw(in: rest, isStacked: isWide, on: &grid)
  }

  private func drawList(_ rect: Rect, on grid: inout Grid) {
    let title: String
    if state.isChoosing, let played = state.playback?.detail.episode {
      title = "Which episode beside \(played)?  \(position)"
    } else {
      title = "Episodes  \(position)"
    }
    grid.pane(rect, title: title + found, focused: true, glyphs: glyphs) { part in
      let (columns, hasHeader) = (columns(part.width), part.height > 4)
      // Only what is in view is prepared.
      let shown = visibleRows(
        count: state.visible.count, selected: state.selectedIndex ?? 0, height: part.height - (hasHeader ? 1 : 0))
      Table(
        columns: columns.map(\.column), rows: shown.map { row in columns.map { $0.cell(state.visible[row]) } },
        selected: state.selectedIndex.map { $0 - shown.lowerBound }, hasHeader: hasHeader, emptyText: emptyText,
        glyphs: glyphs
      ).draw(on: &part)
      for y in 0..<part.height where y > 0 || part.height <= 4 { state.search.mark(on: &part, y: y) }
    }
    let ended = state.terminated
    let arrow = state.isReversed ? glyphs.pick("▼", "v") : glyphs.pick("▲", "^")
    grid.borderWords(
      [
        TableCell("\(ended) terminated", .muted), TableCell("\(state.items.count - ended) step limit", .muted),
        TableCell("by \(state.order.rawValue) \(arrow)", .key),
      ], of: rect, title: title + found, glyphs: glyphs)
    if state.filter != .all {
      grid.borderWords(
        [TableCell("only \(words): \(state.visible.count) of \(state.items.count)", .pending)], of: rect,
        atBottom: true, glyphs: glyphs)
    }
  }

  private var emptyText: String {
    state.search.isOn
      ? "No episode holds these words; Esc ends the search."
      : "None of the \(state.items.count) episodes is \(words); f shows others."
  }

  /// What is searched for.
  private var found: String {
    state.search.isOn ? "  with \"\(truncated(state.search.text, to: 24, ellipsis: glyphs.ellipsis))\"" : ""
  }

  private var position: String { listPosition(state.selectedIndex, of: state.visible.count) }
  /// What the filter shows, in words.
  private var words: String { state.filter == .cut ? "cut at the step limit" : state.filter.rawValue }

  private typealias Column = (column: TableColumn, cell: (EpisodeItem) -> TableCell)

  private func columns(_ width: Int) -> [Column] {
    let reach = state.reach
    var columns: [Column] = [
      (TableColumn("episode", width: 7, .trailing), { TableCell("\($0.episode)") }),
      (
        TableColumn("return", width: 9, .trailing),
        { TableCell(signed($0.environmentReturn, 2), StepView.style($0.environmentReturn)) }
      ),
    ]
    if width >= 72 {
      columns.append(
        (
          TableColumn("", width: 11),
          { TableCell(bar($0.environmentReturn, reach: reach), StepView.style($0.environmentReturn)) }
        ))
    }
    columns += [
      (TableColumn("steps", width: 6, .trailing), { TableCell("\($0.length)") }),
      (TableColumn("end", width: 10), { TableCell($0.outcome, .muted) }),
    ]
    let used = columns.reduce(1) { $0 + $1.column.width + 1 }
    let room = max(8, width - used - 1)
    columns.append(
      (
        TableColumn(room < 24 ? "critical" : "critical states along it", width: room),
        { TableCell(strip($0, width: room), $0.criticalSteps.isEmpty ? .muted : .critical) }
      ))
    return columns
  }

  /// A return as a bar to the left or the right of 0.
  private func bar(_ value: Double, reach: Double) -> String {
    guard reach > 0, value.isFinite else { return "" }
    let size = Int((value.magnitude / reach * 5).rounded())
    let full = String(repeating: glyphs.pick("■", "#"), count: size)
    let blank = String(repeating: " ", count: 5 - size)
    return value < 0
      ? blank + full + glyphs.markLine : String(repeating: " ", count: 5) + glyphs.markLine + full
  }

  /// How many critical states there are, and where along the episode.
  private func strip(_ item: EpisodeItem, width: Int) -> String {
    let count = padded(item.criticalSteps.isEmpty ? "-" : "\(item.criticalSteps.count)", to: 3)
    let room = min(100, width - 4)
    guard room >= 8, item.length > 0 else { return count }
    var cells = [String](repeating: glyphs.pick("╌", "-"), count: room)
    for step in item.criticalSteps { cells[min(room - 1, max(0, step) * room / item.length)] = "!" }
    return count + " " + cells.joined()
  }

  private func drawEmpty(on grid: inout Grid) {
    grid.pane(grid.bounds, title: "Episodes", focused: true, glyphs: glyphs) { part in
      let lines = [
        TableCell("No episodes yet.", .title),
        TableCell("They are recorded in the stage collect, once the base is trained,", .muted),
        TableCell("and can be played here step by step.", .muted),
      ]
      for (index, line) in lines.enumerated() {
        let text = truncated(line.text, to: part.width, ellipsis: glyphs.ellipsis)
        part.write(
          text, x: (part.width - columnWidth(of: text)) / 2, y: part.height / 2 - 1 + index, style: line.style)
      }
    }
  }
}
