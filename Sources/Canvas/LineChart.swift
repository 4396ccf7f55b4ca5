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
  /// Shaded behind the curve, in order of x.
  public var band: [ChartSpan] = []
  /// Drawn with gaps, as what stands back behind another curve.
  public var isDotted = false
  /// Measured on an axis of its own at the right edge.
  public var usesRightAxis = false

  /// Makes a series.
  public init(name: String, style: StyleToken, points: [ChartPoint], marker: String = "*") {
    self.name = name
    self.style = style
    self.points = points
    self.marker = marker
  }

  /// The point nearest to `x`; nil where there is none.
  public func point(nearest x: Double) -> ChartPoint? {
    var (from, to) = (0, points.count)
    while from < to {
      let middle = (from + to) / 2
      if points[middle].x < x { from = middle + 1 } else { to = middle }
    }
    guard from < points.count else { return points.last }
    guard from > 0 else { return points.first }
    let (before, after) = (points[from - 1], points[from])
    return x - before.x < after.x - x ? before : after
  }
}

/// From where to where values go at one x.
public struct ChartSpan: Sendable, Equatable {
  /// Along the horizontal axis.
  public var x: Double
  /// The lower end.
  public var low: Double
  /// The upper end.
  public var high: Double

  /// Makes a span.
  public init(x: Double, low: Double, high: Double) {
    self.x = x
    self.low = low
    self.high = high
  }
}

/// Something that happened at one x, drawn as a vertical line or as a sign on the axis.
public struct ChartMark: Sendable, Equatable {
  /// Where.
  public var x: Double
  /// A few characters above the plot.
  public var label: String
  /// What stands on the axis, and before the label, instead of a line through the plot.
  public var sign: String?

  /// Makes a mark.
  public init(x: Double, label: String, sign: String? = nil) {
    self.x = x
    self.label = label
    self.sign = sign
  }
}

/// Curves over a shared pair of axes.
///
/// Every dot column keeps the least and the greatest value that fall into it, so that a spike shows however many points
/// there are. Drawing costs O(points + cells).
public struct LineChart: Sendable, Equatable {
  /// Where the horizontal axis is drawn.
  public enum HorizontalAxis: Sendable, Equatable {
    /// In two rows under the plot: a line, and labels.
    case below
    /// Ticks with their labels beside them in the last row, over what is drawn there: the edge of a pane.
    case onEdge
  }

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
  /// What is in view of the horizontal axis; all of it where nothing is said.
  public var window: ClosedRange<Double>?
  /// Whether the vertical axes go by powers of ten; what is not positive is left out, and counted in `unplottable`.
  public var isLogarithmic = false
  /// Whether the horizontal axis counts seconds.
  public var countsSeconds = false
  /// Where the horizontal axis is drawn.
  public var horizontalAxis = HorizontalAxis.below
  /// Written after the last label of a horizontal axis on the edge: what it counts.
  public var horizontalUnit = ""
  /// A vertical line that is moved by hand, with every curve's marker where they meet.
  public var cursor: Double?

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
    guard let layout = layout(width: grid.width, height: grid.height) else {
      let isEmpty = !series.contains { curve in inView(curve).contains { isPlottable($0) } }
      let text = truncated(isEmpty ? emptyText : "too small", to: grid.width, ellipsis: glyphs.ellipsis)
      grid.write(text, x: (grid.width - columnWidth(of: text)) / 2, y: grid.height / 2, style: .muted)
      return
    }
    let plot = layout.plot
    if layout.hasLegend { drawLegend(on: &grid) }
    drawVerticalAxes(on: &grid, layout)
    drawHorizontalAxis(on: &grid, layout)
    drawMarks(on: &grid, layout)
    for curve in series where !curve.band.isEmpty { drawBand(curve, on: &grid, layout) }
    if let cursor { drawCursor(cursor, on: &grid, layout) }
    for curve in series { drawCurve(curve, on: &grid, layout) }
    if repeatsMarkers { drawMarkers(on: &grid, layout) }
    for curve in series where !curve.name.isEmpty {
      let wanted = cursor.flatMap { curve.point(nearest: $0) } ?? inView(curve).last { isPlottable($0) }
      guard let wanted, isPlottable(wanted), layout.x.low...layout.x.high ~= wanted.x else { continue }
      let cell = layout.cell(of: wanted, onRight: curve.usesRightAxis)
      grid.put(marker(curve), width: 1, x: plot.x + cell.x, y: plot.y + cell.y, style: curve.style)
    }
  }

  /// Points in view that a logarithmic axis has no place for.
  public var unplottable: Int {
    guard isLogarithmic else { return 0 }
    return series.reduce(0) { $0 + inView($1).count { $0.y.isFinite && $0.y <= 0 } }
  }

  /// Whether the axes have a place for a point.
  func isPlottable(_ point: ChartPoint) -> Bool {
    point.x.isFinite && point.y.isFinite && (!isLogarithmic || point.y > 0)
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
