/// One curve of a chart.
public struct ChartSeries: Sendable, Equatable {
  /// Its name in the legend; empty for a curve that the legend leaves out.
  public var name: String
  /// What it means.
  public var style: StyleToken
  /// Points in order of x.
  public var points: [ChartPoint]
  /// Marks the latest point, in the legend too, so that curves differ without colour; ASCII draws the whole curve in it.
  public var marker: String

  /// Makes a series.
  public init(name: String, style: StyleToken, points: [ChartPoint], marker: String = "*") {
    self.name = name
    self.style = style
    self.points = points
    self.marker = marker
  }
}

/// Something that happened at one x, drawn as a vertical line.
public struct ChartMark: Sendable, Equatable {
  /// Where.
  public var x: Double
  /// A few characters above the line.
  public var label: String

  /// Makes a mark.
  public init(x: Double, label: String) {
    self.x = x
    self.label = label
  }
}

/// Curves over a shared pair of axes.
///
/// Every dot column keeps the least and the greatest value that fall into it, so that a spike shows however many points
/// there are. Drawing costs O(points + cells).
public struct LineChart: Sendable, Equatable {
  /// The curves, the last on top.
  public var series: [ChartSeries]
  /// Vertical lines.
  public var marks: [ChartMark]
  /// Which characters may be used.
  public var glyphs: GlyphSet
  /// Shown where there is no point at all.
  public var emptyText: String
  /// Whether curves are named in the first row; nobody needs that where they are listed beside the chart.
  public var hasLegend: Bool
  /// Whether curves bear their markers all along, so that they can be followed without colour.
  public var repeatsMarkers: Bool

  /// Makes a chart.
  public init(
    series: [ChartSeries], marks: [ChartMark] = [], glyphs: GlyphSet = .unicode, emptyText: String = "no data yet",
    hasLegend: Bool = true, repeatsMarkers: Bool = false
  ) {
    self.series = series
    self.marks = marks
    self.glyphs = glyphs
    self.emptyText = emptyText
    self.hasLegend = hasLegend
    self.repeatsMarkers = repeatsMarkers
  }

  /// Draws over the whole of `grid`: legend, marks' labels, plot, axes.
  public func draw(on grid: inout Grid) {
    let values = series.flatMap { $0.points.lazy.filter { $0.x.isFinite && $0.y.isFinite } }
    guard !values.isEmpty, grid.width >= 8, grid.height >= 2 else {
      let text = truncated(values.isEmpty ? emptyText : "too small", to: grid.width, ellipsis: glyphs.ellipsis)
      grid.write(text, x: (grid.width - columnWidth(of: text)) / 2, y: grid.height / 2, style: .muted)
      return
    }
    let legendRows = hasLegend && grid.height >= 5 && series.contains { !$0.name.isEmpty } ? 1 : 0
    let markRows = grid.height >= 7 && !marks.isEmpty ? 1 : 0
    let axisRows = grid.height >= 5 ? 2 : 0
    let plotRows = grid.height - legendRows - markRows - axisRows
    let yScale = ChartScale.covering(values.lazy.map(\.y), ticks: max(2, min(8, plotRows / 3)))
    let ticks = yScale.ticks
    let labelWidth = min(grid.width / 3, ticks.map { columnWidth(of: yScale.label($0)) }.max() ?? 1)
    let plot = Rect(
      x: labelWidth + 1, y: legendRows + markRows, width: grid.width - labelWidth - 1, height: plotRows)
    let xScale = ChartScale.covering(
      values.lazy.map(\.x), ticks: max(2, plot.width / 14), isPadded: false)

    if legendRows == 1 { drawLegend(on: &grid) }
    drawVerticalAxis(on: &grid, plot: plot, scale: yScale, ticks: ticks)
    if axisRows == 2 { drawHorizontalAxis(on: &grid, plot: plot, scale: xScale) }
    drawMarks(on: &grid, plot: plot, scale: xScale, labelRow: markRows == 1 ? plot.y - 1 : nil)
    for curve in series {
      drawCurve(curve, on: &grid, plot: plot, xScale: xScale, yScale: yScale)
    }
    if repeatsMarkers { drawMarkers(on: &grid, plot: plot, xScale: xScale, yScale: yScale) }
    for curve in series where !curve.name.isEmpty {
      guard let last = curve.points.last(where: { $0.x.isFinite && $0.y.isFinite }) else { continue }
      let cell = place(last, plot: plot, xScale: xScale, yScale: yScale)
      grid.put(marker(curve), width: 1, x: cell.x, y: cell.y, style: curve.style)
    }
  }

  /// The cell of a point.
  private func place(_ point: ChartPoint, plot: Rect, xScale: ChartScale, yScale: ChartScale) -> (x: Int, y: Int) {
    let column = xScale.place(point.x, of: plot.width * 2) / 2
    let row = yScale.place(point.y, of: plot.height * 4) / 4
    return (plot.x + column, plot.y + plot.height - 1 - row)
  }

  /// The marker in the present glyph set.
  func marker(_ curve: ChartSeries) -> String {
    if glyphs == .unicode { return curve.marker }
    switch curve.marker {
    case "●": return "*"
    case "○": return "o"
    default: return curve.marker.utf8.count == 1 ? curve.marker : "."
    }
  }
}
