/// Where the parts of a chart stand.
struct ChartLayout {
  /// The rows and columns of the curves.
  var plot: Rect
  /// The horizontal scale.
  var x: ChartScale
  /// The vertical scale at the left edge.
  var left: ChartScale
  /// The one at the right edge, where a curve uses it.
  var right: ChartScale?
  /// A row names the curves.
  var hasLegend = false
  /// A row above the plot bears the marks' labels.
  var hasMarkRow = false

  /// The vertical scale of a curve.
  func vertical(onRight: Bool) -> ChartScale { onRight ? right ?? left : left }

  /// The cell of a point within the plot.
  func cell(of point: ChartPoint, onRight: Bool) -> (x: Int, y: Int) {
    (
      x.place(point.x, of: plot.width * 2) / 2,
      plot.height - 1 - vertical(onRight: onRight).place(point.y, of: plot.height * 4) / 4
    )
  }

  /// The column of the grid where `value` of the horizontal axis stands.
  func column(of value: Double) -> Int { plot.x + x.place(value, of: plot.width * 2) / 2 }
}

extension LineChart {
  /// Where everything goes in a room of `width` x `height`; nil where nothing can be drawn.
  func layout(width: Int, height: Int) -> ChartLayout? {
    guard width >= 8, height >= 2 else { return nil }
    let shown = series.map { curve in inView(curve).filter { isPlottable($0) } }
    guard shown.contains(where: { !$0.isEmpty }) else { return nil }
    let hasLegend = hasLegend && height >= 5 && series.contains { !$0.name.isEmpty }
    let hasMarkRow = height >= 7 && marks.contains { !$0.label.isEmpty }
    let axisRows =
      switch horizontalAxis {
      case .below: height >= 5 ? 2 : 0
      case .onEdge: 1
      }
    let top = (hasLegend ? 1 : 0) + (hasMarkRow ? 1 : 0)
    let rows = max(1, height - top - axisRows)
    // A chart in the frame of a small pane still has a few labels.
    let least = horizontalAxis == .onEdge && rows >= 6 ? 3 : 2
    func vertical(onRight: Bool) -> ChartScale {
      var values: [Double] = []
      for (curve, points) in zip(series, shown) where curve.usesRightAxis == onRight {
        values += points.map(\.y)
        values += spansInView(curve).flatMap { [$0.low, $0.high] }
      }
      return .covering(values, ticks: max(least, min(8, rows / 3)), form: isLogarithmic ? .logarithmic : .linear)
    }
    func labelWidth(_ scale: ChartScale) -> Int {
      min(width / 3, scale.ticks.map { columnWidth(of: scale.label($0)) }.max() ?? 1)
    }
    let left = vertical(onRight: false)
    let right = series.contains { $0.usesRightAxis } ? vertical(onRight: true) : nil
    let start = labelWidth(left) + 1
    let end = right.map { labelWidth($0) + 1 } ?? 0
    guard width - start - end >= 2 else { return nil }
    let plot = Rect(x: start, y: top, width: width - start - end, height: rows)
    return ChartLayout(
      plot: plot, x: horizontal(shown, columns: plot.width), left: left, right: right, hasLegend: hasLegend,
      hasMarkRow: hasMarkRow)
  }

  private func horizontal(_ shown: [[ChartPoint]], columns: Int) -> ChartScale {
    let form = countsSeconds ? ChartScale.Form.seconds : .linear
    let ticks = horizontalAxis == .onEdge && columns >= 20 ? max(4, columns / 14) : max(2, columns / 14)
    if let window, window.lowerBound < window.upperBound {
      return .covering([window.lowerBound, window.upperBound], ticks: ticks, isPadded: false, form: form)
    }
    return .covering(shown.lazy.flatMap { $0.lazy.map(\.x) }, ticks: ticks, isPadded: false, form: form)
  }

  /// The points of a curve that are in view, with what the curve is at the edges of the window.
  func inView(_ curve: ChartSeries) -> [ChartPoint] {
    guard let window else { return curve.points }
    var seen: [ChartPoint] = []
    var before: ChartPoint?
    for point in curve.points where point.x.isFinite && point.y.isFinite {
      defer { before = point }
      if point.x < window.lowerBound { continue }
      if seen.isEmpty, let before, before.x < window.lowerBound, point.x > before.x {
        seen.append(Self.between(before, point, at: window.lowerBound))
      }
      guard point.x <= window.upperBound else {
        if let before, before.x < window.upperBound { seen.append(Self.between(before, point, at: window.upperBound)) }
        break
      }
      seen.append(point)
    }
    return seen
  }

  /// The spans of a curve's band that are in view.
  func spansInView(_ curve: ChartSeries) -> [ChartSpan] {
    curve.band.filter { span in
      span.x.isFinite && span.low.isFinite && span.high.isFinite && window.map { $0 ~= span.x } ?? true
        && (!isLogarithmic || span.low > 0)
    }
  }

  private static func between(_ one: ChartPoint, _ other: ChartPoint, at x: Double) -> ChartPoint {
    ChartPoint(x: x, y: one.y + (other.y - one.y) * (x - one.x) / (other.x - one.x))
  }
}
