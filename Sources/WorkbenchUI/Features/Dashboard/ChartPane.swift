import Canvas
import RLCore

/// A chart in its frame: name, value and legend in the upper edge, the horizontal axis in the lower one.
struct ChartPane {
  let chart: RunChart
  let isFocused: Bool

  /// Draws over `rect`.
  func draw(on grid: inout Grid, in rect: Rect) {
    let glyphs = chart.glyphs
    grid.box(rect, focused: isFocused, glyphs: glyphs)
    let inner = Rect(x: rect.x + 1, y: rect.y + 1, width: rect.width - 2, height: rect.height - 1)
    var plot = chart.chart
    if rect.width >= 44 { plot.horizontalUnit = chart.state.axis.unit }
    plot.marks = rect.width >= 44 ? plot.marks : plot.marks.map { ChartMark(x: $0.x, label: "", sign: $0.sign) }
    grid.draw(in: inner) { plot.draw(on: &$0) }
    drawEdge(on: &grid, in: rect)
  }

  /// Writes the name into the upper edge, the value and notes after it, and the legend at the right.
  private func drawEdge(on grid: inout Grid, in rect: Rect) {
    let glyphs = chart.glyphs
    let words = EdgeWords(chart, room: rect.width - 2)
    let title = truncated(words.title, to: rect.width - 4, ellipsis: glyphs.ellipsis)
    var column = rect.x + 1
    if !title.isEmpty {
      column = grid.write(" \(title) ", x: column, y: rect.y, style: isFocused ? .focus : .title)
    }
    if !words.value.isEmpty { column = grid.write(words.value + " ", x: column, y: rect.y) }
    if !words.notes.isEmpty { column = grid.write(words.notes + " ", x: column, y: rect.y, style: .muted) }
    guard !words.legend.isEmpty else { return }
    let start = rect.x + rect.width - 2 - EdgeWords.width(words.legend)
    grid.write(" ", x: start - 1, y: rect.y)
    grid.write(" ", x: grid.write(words.legend, x: start, y: rect.y), y: rect.y)
  }
}
