import Canvas

extension Screen {
  /// The methods side by side, guidance off, environment return only.
  static let compare = Screen(
    id: "compare", title: "Compare", contexts: [compareContext], context: { _ in compareContext },
    draw: { model, grid in drawComparison(model, on: &grid) })

  private static let compareContext = BindingContext(
    "Compare",
    [
      .move([.character("j"), .down], hint: "down", "next method") { moveComparison(1, &$0) },
      .move([.character("k"), .up], hint: "up", "previous method") { moveComparison(-1, &$0) },
      .move([.character("g"), .home], "first method") { moveComparison(-10_000, &$0) },
      .move([.character("G"), .end], "last method") { moveComparison(10_000, &$0) },
    ])
}

private func moveComparison(_ amount: Int, _ model: inout AppModel) {
  model.comparisonSelected = min(max(0, model.comparison.count - 1), max(0, model.comparisonSelected + amount))
}

private func drawComparison(_ model: AppModel, on grid: inout Grid) {
  let rows = model.comparison
  let glyphs = model.glyphs
  let detailHeight = rows.isEmpty ? 0 : 3
  let title =
    "Environment return, guidance off  "
    + listPosition(
      rows.isEmpty ? nil : model.comparisonSelected, of: rows.count)
  let list = Rect(x: 0, y: 0, width: grid.width, height: grid.height - detailHeight)
  grid.pane(list, title: title, focused: true, glyphs: glyphs) { part in
    drawRows(model, on: &part)
  }
  guard rows.indices.contains(model.comparisonSelected) else { return }
  let row = rows[model.comparisonSelected]
  let below = Rect(x: 0, y: grid.height - detailHeight, width: grid.width, height: detailHeight)
  grid.pane(below, title: sanitised(row.method), glyphs: glyphs) { part in
    let hits = row.hitRate.map { "  hit rate \(percent($0))" } ?? ""
    let line =
      "\(fixed(row.mean, 2)) \(interval(row))  \(abbreviated(Double(row.environmentSteps))) steps\(hits)  "
      + sanitised(row.note)
    part.write(truncated(line, to: part.width - 2, ellipsis: glyphs.ellipsis), x: 1, y: 0)
  }
}

private func drawRows(_ model: AppModel, on part: inout Grid) {
  let rows = model.comparison
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
    columns: columns, rows: cells, selected: rows.isEmpty ? nil : model.comparisonSelected,
    emptyText: "No comparison yet. It is made after refine: every method is evaluated with guidance off.",
    glyphs: model.glyphs)
  let hasAxis = part.height >= 4 && !rows.isEmpty
  let tableHeight = part.height - (hasAxis ? 1 : 0)
  part.draw(in: Rect(x: 0, y: 0, width: part.width, height: tableHeight)) { table.draw(on: &$0) }
  guard hasAxis, plotWidth > 4 else { return }
  let scale = ChartScale.covering(
    rows.flatMap { [$0.low, $0.mean, $0.high] }, ticks: max(3, plotWidth / 8))
  let visible = visibleRows(count: rows.count, selected: model.comparisonSelected, height: tableHeight - 1)
  for index in visible {
    let row = rows[index]
    let isSelected = index == model.comparisonSelected
    part.interval(
      x: plotX, y: 1 + index - visible.lowerBound, width: plotWidth, low: row.low, mean: row.mean, high: row.high,
      scale: scale, style: isSelected ? .selection : .curveEnvironment, glyphs: model.glyphs)
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
