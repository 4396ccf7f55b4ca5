extension LineChart {
  /// Draws one curve: a span from least to greatest in each dot column, and lines from column to column.
  func drawCurve(_ curve: ChartSeries, on grid: inout Grid, _ layout: ChartLayout) {
    let plot = layout.plot
    let isFine = glyphs == .unicode
    let across = isFine ? plot.width * 2 : plot.width
    let down = isFine ? plot.height * 4 : plot.height
    let columns = decimated(curve, across: across, down: down, layout)
    var dots = DotCanvas(columns: isFine ? plot.width : (across + 1) / 2, rows: isFine ? plot.height : (down + 3) / 4)
    var previous: DotColumn?
    for column in columns {
      if let previous {
        dots.line(fromX: previous.x, fromY: down - 1 - previous.last, toX: column.x, toY: down - 1 - column.first)
      }
      dots.line(fromX: column.x, fromY: down - 1 - column.low, toX: column.x, toY: down - 1 - column.high)
      previous = column
    }
    // Every other column of dots is left out of a dotted curve.
    if curve.isDotted { dots.keepEvenColumns() }
    draw(dots, of: curve, on: &grid, plot)
  }

  /// Shades what a curve's band covers.
  func drawBand(_ curve: ChartSeries, on grid: inout Grid, _ layout: ChartLayout) {
    let plot = layout.plot
    let isFine = glyphs == .unicode
    let across = isFine ? plot.width * 2 : plot.width
    let down = isFine ? plot.height * 4 : plot.height
    let scale = layout.vertical(onRight: curve.usesRightAxis)
    let spans = spansInView(curve)
    guard let first = spans.first, let last = spans.last else { return }
    var dots = DotCanvas(columns: isFine ? plot.width : (across + 1) / 2, rows: isFine ? plot.height : (down + 3) / 4)
    var index = 0
    for x in layout.x.place(first.x, of: across)...layout.x.place(last.x, of: across) {
      while index + 1 < spans.count, layout.x.place(spans[index + 1].x, of: across) <= x { index += 1 }
      let low = scale.place(spans[index].low, of: down)
      for y in low...max(low, scale.place(spans[index].high, of: down)) where (x + y) % 2 == 0 {
        dots.set(x: x, y: down - 1 - y)
      }
    }
    var faint = curve
    faint.style = .muted
    faint.marker = "."
    draw(dots, of: faint, on: &grid, plot)
  }

  /// Puts dots on the grid, as braille or as the curve's marker.
  private func draw(_ dots: DotCanvas, of curve: ChartSeries, on grid: inout Grid, _ plot: Rect) {
    let isFine = glyphs == .unicode
    for row in 0..<plot.height {
      for column in 0..<plot.width {
        let bits = isFine ? dots.cells[row * dots.columns + column] : dots.cells[(row / 4) * dots.columns + column / 2]
        guard isFine ? bits != 0 : bits & brailleBit(x: column, y: row) != 0 else { continue }
        grid.put(
          isFine ? brailleGlyph(bits) : marker(curve), width: 1, x: plot.x + column, y: plot.y + row,
          style: curve.style)
      }
    }
  }

  /// Repeats each curve's marker along it, at columns of its own.
  func drawMarkers(on grid: inout Grid, _ layout: ChartLayout) {
    let plot = layout.plot
    let named = series.filter { !$0.name.isEmpty }
    let spacing = max(12, 2 * named.count)
    for (index, curve) in named.enumerated() {
      let columns = decimated(curve, across: plot.width, down: plot.height * 4, layout)
      for column in columns where column.x % spacing == index * spacing / named.count {
        let row = plot.y + plot.height - 1 - column.last / 4
        grid.put(marker(curve), width: 1, x: plot.x + column.x, y: row, style: curve.style)
      }
    }
  }
}

/// What falls into one column of dots; heights count from the bottom.
struct DotColumn: Equatable {
  var x: Int
  var first: Int
  var last: Int
  var low: Int
  var high: Int
}

extension LineChart {
  /// Thins the points in view out to one span per dot column, keeping its extremes.
  func decimated(_ curve: ChartSeries, across: Int, down: Int, _ layout: ChartLayout) -> [DotColumn] {
    let scale = layout.vertical(onRight: curve.usesRightAxis)
    var columns: [DotColumn] = []
    for point in inView(curve) where isPlottable(point) {
      let x = layout.x.place(point.x, of: across)
      let y = scale.place(point.y, of: down)
      if let end = columns.indices.last, columns[end].x == x {
        columns[end].last = y
        columns[end].low = min(columns[end].low, y)
        columns[end].high = max(columns[end].high, y)
      } else {
        columns.append(DotColumn(x: x, first: y, last: y, low: y, high: y))
      }
    }
    return columns
  }
}
