extension LineChart {
  /// Names the curves in the first row, each behind its marker; those that there is no room for are counted after them.
  func drawLegend(on grid: inout Grid) {
    let named = series.filter { !$0.name.isEmpty }
    let widths = named.map { 2 + columnWidth(of: $0.name) + 2 }
    func rest(_ count: Int) -> String { count < named.count ? "+\(named.count - count)" : "" }
    let count = (0...named.count).last { count in
      let more = rest(count)
      return 1 + widths.prefix(count).reduce(0, +) + (more.isEmpty ? -2 : columnWidth(of: more)) <= grid.width
    }
    guard let count else { return }
    var column = 1
    for curve in named.prefix(count) {
      column = grid.write(marker(curve) + " ", x: column, y: 0, style: curve.style)
      column = grid.write(curve.name, x: column, y: 0, style: curve.style) + 2
    }
    grid.write(rest(count), x: column, y: 0, style: .muted)
  }

  /// Draws the left axis and, where a curve uses it, the right one. Where there are two, labels look like their curves.
  func drawVerticalAxes(on grid: inout Grid, _ layout: ChartLayout) {
    let plot = layout.plot
    func style(onRight: Bool) -> StyleToken {
      guard layout.right != nil else { return .muted }
      return series.last { $0.usesRightAxis == onRight && !$0.name.isEmpty }?.style ?? .muted
    }
    func rows(_ scale: ChartScale) -> [(row: Int, label: String)] {
      scale.ticks.map { tick in
        (plot.y + plot.height - 1 - scale.place(tick, of: plot.height * 4) / 4, scale.label(tick))
      }
    }
    for row in 0..<plot.height {
      grid.put(glyphs.pick("│", "|"), width: 1, x: plot.x - 1, y: plot.y + row, style: .border)
    }
    for (row, label) in rows(layout.left) {
      let text = padded(label, to: plot.x - 1, .trailing, ellipsis: glyphs.ellipsis)
      grid.write(text, x: 0, y: row, style: style(onRight: false))
      grid.put(glyphs.pick("┤", "+"), width: 1, x: plot.x - 1, y: row, style: .border)
    }
    guard let right = layout.right else { return }
    let edge = plot.x + plot.width
    for row in 0..<plot.height {
      grid.put(glyphs.pick("│", "|"), width: 1, x: edge, y: plot.y + row, style: .border)
    }
    for (row, label) in rows(right) {
      let text = truncated(label, to: grid.width - edge - 1, ellipsis: glyphs.ellipsis)
      grid.write(text, x: edge + 1, y: row, style: style(onRight: true))
      grid.put(glyphs.pick("├", "+"), width: 1, x: edge, y: row, style: .border)
    }
  }

  /// Draws the horizontal axis where it belongs.
  func drawHorizontalAxis(on grid: inout Grid, _ layout: ChartLayout) {
    switch horizontalAxis {
    case .below: if grid.height >= 5 { drawAxisBelow(on: &grid, layout) }
    case .onEdge: drawAxisOnEdge(on: &grid, layout)
    }
  }

  private func drawAxisBelow(on grid: inout Grid, _ layout: ChartLayout) {
    let plot = layout.plot
    let row = plot.y + plot.height
    grid.put(glyphs.pick("└", "+"), width: 1, x: plot.x - 1, y: row, style: .border)
    for column in 0..<plot.width {
      grid.put(glyphs.pick("─", "-"), width: 1, x: plot.x + column, y: row, style: .border)
    }
    var free = 0
    for tick in layout.x.ticks {
      let column = layout.column(of: tick)
      let label = layout.x.label(tick)
      let width = columnWidth(of: label)
      let start = min(grid.width - width, max(0, column - width / 2))
      guard start >= free else { continue }
      grid.put(glyphs.pick("┬", "+"), width: 1, x: column, y: row, style: .border)
      grid.write(label, x: start, y: row + 1, style: .muted)
      free = start + width + 1
    }
    drawSigns(on: &grid, layout, row: row)
  }

  private func drawAxisOnEdge(on grid: inout Grid, _ layout: ChartLayout) {
    let row = layout.plot.y + layout.plot.height
    let end = layout.plot.x + layout.plot.width
    grid.put(glyphs.pick("┴", "+"), width: 1, x: layout.plot.x - 1, y: row, style: .border)
    var free = layout.plot.x
    let taken = cursorLabel(layout).map { $0.x - 1...$0.x + columnWidth(of: $0.text) }
    let unit = horizontalUnit.isEmpty ? "" : " " + horizontalUnit
    let ticks = layout.x.ticks
    for (index, tick) in ticks.enumerated() {
      let column = layout.column(of: tick)
      let isLast = index == ticks.count - 1
      let label = layout.x.label(tick) + (isLast ? unit : "")
      let width = columnWidth(of: label)
      // The last one moves to the left until it is whole; a tick at the very end would else lose its label.
      // At the foot of the vertical axis there is a tick already.
      let isFoot = column == layout.plot.x
      let start = isFoot ? column : isLast ? min(column + 1, end - width) : column + 1
      guard column >= free, start >= free, start + width <= end else { continue }
      // A label that was moved to the left has its tick at its end.
      if let taken, taken.overlaps(min(column, start)...max(column, start + width)) { continue }
      if !isFoot { grid.put(glyphs.pick("┴", "+"), width: 1, x: column, y: row, style: .border) }
      grid.write(label, x: start, y: row, style: .muted)
      free = start + width + 1
    }
    drawSigns(on: &grid, layout, row: row)
  }

  private func drawSigns(on grid: inout Grid, _ layout: ChartLayout, row: Int) {
    for mark in marks where layout.x.low...layout.x.high ~= mark.x {
      let column = layout.column(of: mark.x)
      // Labels matter more.
      guard let sign = mark.sign, grid[column, row].style != .muted else { continue }
      grid.put(sign, width: 1, x: column, y: row, style: .mark)
    }
  }

  /// Draws marks as lines through the plot, or as signs on the axis, labelled where there is room.
  func drawMarks(on grid: inout Grid, _ layout: ChartLayout) {
    var free = 0
    for mark in marks where layout.x.low...layout.x.high ~= mark.x {
      let column = layout.column(of: mark.x)
      if mark.sign == nil {
        for row in 0..<layout.plot.height {
          grid.put(glyphs.markLine, width: 1, x: column, y: layout.plot.y + row, style: .mark)
        }
      }
      guard layout.hasMarkRow, !mark.label.isEmpty else { continue }
      let label = [mark.sign, mark.label].compactMap(\.self).joined(separator: " ")
      let width = columnWidth(of: label)
      let start = max(0, min(grid.width - width, column))
      guard start >= free else { continue }
      grid.write(label, x: start, y: layout.plot.y - 1, style: .mark)
      free = start + width + 1
    }
  }

  /// Draws the line that is moved by hand, and on the edge what it stands at.
  func drawCursor(_ x: Double, on grid: inout Grid, _ layout: ChartLayout) {
    guard layout.x.low...layout.x.high ~= x else { return }
    let column = layout.column(of: x)
    for row in 0..<layout.plot.height {
      grid.put(glyphs.pick("│", "|"), width: 1, x: column, y: layout.plot.y + row, style: .key)
    }
    guard let label = cursorLabel(layout) else { return }
    grid.write(label.text, x: label.x, y: layout.plot.y + layout.plot.height, style: .key)
  }

  /// What the cursor stands at, and where that is written on an axis on the edge.
  private func cursorLabel(_ layout: ChartLayout) -> (text: String, x: Int)? {
    guard horizontalAxis == .onEdge, let cursor, layout.x.low...layout.x.high ~= cursor else { return nil }
    let text = countsSeconds ? duration(cursor) : abbreviated(cursor)
    let last = layout.plot.x + max(0, layout.plot.width - columnWidth(of: text))
    return (text, min(last, max(layout.plot.x, layout.column(of: cursor) - columnWidth(of: text) / 2)))
  }
}
