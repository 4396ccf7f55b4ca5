import Canvas
import RLCore

/// LINVIT's bounds: their curves at the start, and a map of the gap at every state and step.
struct PlanBoundsView {
  let plan: PlanState
  let glyphs: GlyphSet

  func draw(_ layout: PlanLayout, on grid: inout Grid) {
    guard let bounds = plan.picture?.bounds else { return drawNone(on: &grid) }
    if layout.first.height > 0 {
      let title = "Bounds at the start  \(latest(bounds))"
      grid.pane(layout.first, title: title, focused: plan.zoom == .first, glyphs: glyphs) {
        drawCurves(bounds, on: &$0)
      }
    }
    guard layout.second.height > 0 else { return }
    var title = "Gap Q+ - Q- by state and step"
    if plan.moment != nil, let tables = plan.tables {
      let playing = plan.isPlaying ? " \(glyphs.play)\(plan.speedWords)" : ""
      title += "  after \(abbreviated(Double(tables.episode))) episodes" + playing
    }
    grid.pane(layout.second, title: title, focused: plan.zoom != .first, glyphs: glyphs) { drawMap(bounds, on: &$0) }
  }

  private func drawNone(on grid: inout Grid) {
    let rect = Rect(x: 0, y: 1, width: grid.width, height: grid.height - 1)
    grid.pane(rect, title: "Bounds", focused: true, glyphs: glyphs) { part in
      let text =
        "No bounds: they are LINVIT's, which learns in tabular processes. b shows the search tree; in a shell, "
        + "'sidecoach plan RiverSwim --screen' shows bounds."
      for (row, line) in wrapped(text, to: part.width - 2).enumerated() {
        part.write(line, x: 1, y: row, style: .muted)
      }
    }
  }

  private func latest(_ bounds: ValueBounds) -> String {
    guard let high = bounds.optimistic.last?.value, let low = bounds.pessimistic.last?.value else { return "" }
    return "\(fixed(low, 3)) to \(fixed(high, 3))" + (bounds.exact.map { ", exact \(fixed($0, 3))" } ?? "")
  }

  private func drawCurves(_ bounds: ValueBounds, on part: inout Grid) {
    func points(_ curve: [CurvePoint]) -> [ChartPoint] { curve.map { ChartPoint(x: $0.step, y: $0.value) } }
    var series: [ChartSeries] = []
    if let exact = bounds.exact, let first = bounds.optimistic.first?.step, let last = bounds.optimistic.last?.step {
      let ends = [ChartPoint(x: first, y: exact), ChartPoint(x: last, y: exact)]
      series.append(ChartSeries(name: "exact", style: .mark, points: ends, marker: "="))
    }
    series += [
      ChartSeries(
        name: "optimistic V+", style: .curveEnvironment, points: points(bounds.optimistic),
        marker: "●"),
      ChartSeries(
        name: "pessimistic V-", style: .curveShaped, points: points(bounds.pessimistic),
        marker: "○"),
    ]
    var marks: [ChartMark] = []
    if plan.moment != nil, let tables = plan.tables {
      marks.append(ChartMark(x: Double(tables.episode), label: "shown"))
    }
    LineChart(series: series, marks: marks, glyphs: glyphs, emptyText: "no episode yet").draw(on: &part)
  }

  private func drawMap(_ bounds: ValueBounds, on part: inout Grid) {
    // The table is by step, the map by state.
    let values = (0..<bounds.rows).flatMap { row in
      (0..<bounds.horizon).map { stage in
        number(plan.tables?.gaps, stage, row, bounds)
      }
    }
    let below = part.height >= 6 ? 2 : 1
    let map = HeatMap(
      rows: (0..<bounds.rows).map { name(row: $0, bounds) }, columns: (0..<bounds.horizon).map { "\($0 + 1)" },
      values: values, high: bounds.widest, selected: (plan.cell.row, plan.cell.stage), glyphs: glyphs)
    part.draw(in: Rect(x: 0, y: 0, width: part.width, height: part.height - below)) { map.draw(on: &$0) }
    drawCell(bounds, y: part.height - 1, on: &part)
    guard below == 2 else { return }
    var column = part.write("gap 0 ", x: 1, y: part.height - 2, style: .muted)
    column = part.write(HeatMap.shades(glyphs).joined(), x: column, y: part.height - 2, style: .curveEnvironment)
    part.write(" \(compact(bounds.widest)), the widest at the beginning", x: column, y: part.height - 2, style: .muted)
  }

  private func drawCell(_ bounds: ValueBounds, y: Int, on part: inout Grid) {
    func value(_ table: [Double]?) -> String { fixed(number(table, plan.cell.stage, plan.cell.row, bounds), 3) }
    let column = part.write(
      "state \(name(row: plan.cell.row, bounds)), step \(plan.cell.stage + 1):", x: 1, y: y, style: .title)
    part.write(
      [
        TableCell(" gap \(value(plan.tables?.gaps))", .text),
        TableCell("  V+ \(value(plan.tables?.upper))", .curveEnvironment),
        TableCell("  V- \(value(plan.tables?.lower))", .curveShaped),
      ], x: column, y: y)
  }

  /// A number of a table; not a number where the table does not have it.
  private func number(_ table: [Double]?, _ stage: Int, _ row: Int, _ bounds: ValueBounds) -> Double {
    guard let table, let index = bounds.index(stage: stage, row: row), table.indices.contains(index) else {
      return .nan
    }
    return table[index]
  }

  private func name(row: Int, _ bounds: ValueBounds) -> String {
    let first = row * bounds.statesPerRow
    let last = min(bounds.states, first + bounds.statesPerRow) - 1
    return first == last ? "\(first)" : "\(first)-\(last)"
  }
}
