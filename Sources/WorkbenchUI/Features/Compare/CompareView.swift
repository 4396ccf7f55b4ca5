import Canvas

/// Draws the methods and what is known of the selected one.
func drawComparison(_ model: AppModel, on grid: inout Grid) {
  let compare = model.compare
  let rows = compare.rows
  let glyphs = model.glyphs
  let detailHeight = rows.isEmpty ? 0 : 3
  let title =
    "Environment return, guidance off  "
    + listPosition(
      rows.isEmpty ? nil : compare.selected, of: rows.count)
  let list = Rect(x: 0, y: 0, width: grid.width, height: grid.height - detailHeight)
  grid.pane(list, title: title, focused: true, glyphs: glyphs) { part in
    drawRows(compare, glyphs, on: &part)
  }
  guard rows.indices.contains(compare.selected) else { return }
  let row = rows[compare.selected]
  let below = Rect(x: 0, y: grid.height - detailHeight, width: grid.width, height: detailHeight)
  grid.pane(below, title: sanitised(row.method), glyphs: glyphs) { part in
    let hits = row.hitRate.map { "  hit rate \(percent($0))" } ?? ""
    let line =
      "\(fixed(row.mean, 2)) \(interval(row))  \(abbreviated(Double(row.environmentSteps))) steps\(hits)  "
      + sanitised(row.note)
    part.write(truncated(line, to: part.width - 2, ellipsis: glyphs.ellipsis), x: 1, y: 0)
  }
}

private func drawRows(_ compare: CompareState, _ glyphs: GlyphSet, on part: inout Grid) {
  let rows = compare.rows
  let isWide = part.width >= 76
  let nameWidth = isWide ? 14 : 12
  var columns = [TableColumn("method", width: nameWidth), TableColumn("mean", width: 8, .trailing)]
  if isWide {
    columns += [
      TableColumn("95 % interval", width: 18, .trailing), TableColumn("steps", width: 6, .trailing),
      TableColumn("hits", width: 5, .trailing),
    ]
  }
  let plotX = 2 + columns.reduce(0) { $0 + $1.width + 1 }
  let plotWidth = max(0, min(72, part.width - plotX - 1))
  let cells = rows.map { row in
    [
      TableCell(sanitised(row.method)), TableCell(fixed(row.mean, 2)), TableCell(interval(row), .muted),
      TableCell(abbreviated(Double(row.environmentSteps)), .muted),
      TableCell(row.hitRate.map(percent) ?? "-", .muted),
    ]
  }
  let table = Table(
    columns: columns, rows: cells, selected: rows.isEmpty ? nil : compare.selected,
    emptyText: "No comparison yet. It is made after refine: every method is evaluated with guidance off.",
    glyphs: glyphs)
  let hasAxis = part.height >= 4 && !rows.isEmpty
  let tableHeight = part.height - (hasAxis ? 1 : 0)
  part.draw(in: Rect(x: 0, y: 0, width: part.width, height: tableHeight)) { table.draw(on: &$0) }
  guard hasAxis, plotWidth > 4 else { return }
  let scale = ChartScale.covering(
    rows.flatMap { [$0.low, $0.mean, $0.high] }, ticks: max(3, plotWidth / 8))
  let visible = visibleRows(count: rows.count, selected: compare.selected, height: tableHeight - 1)
  for index in visible {
    let row = rows[index]
    let isSelected = index == compare.selected
    part.interval(
      x: plotX, y: 1 + index - visible.lowerBound, width: plotWidth, low: row.low, mean: row.mean, high: row.high,
      scale: scale, style: isSelected ? .selection : .curveEnvironment, glyphs: glyphs)
  }
  let axis = 1 + visible.count
  var free = plotX
  for tick in scale.ticks {
    let label = scale.label(tick)
    let x = plotX + scale.place(tick, of: plotWidth) - columnWidth(of: label) / 2
    guard x >= free, x + columnWidth(of: label) <= part.width else { continue }
    free = part.write(label, x: x, y: axis, style: .muted) + 1
  }
}

private func interval(_ row: ComparisonRow) -> String {
  "[\(fixed(row.low, 2)), \(fixed(row.high, 2))]"
}

private func percent(_ share: Double) -> String {
  fixed(share * 100, share < 0.1 ? 1 : 0) + "%"
}
