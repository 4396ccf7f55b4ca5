extension LineChart {
  /// Names the curves in the first row, each behind its marker.
  func drawLegend(on grid: inout Grid) {
    var column = 1
    for curve in series where !curve.name.isEmpty {
      guard column + 2 + columnWidth(of: curve.name) <= grid.width else { return }
      column = grid.write(marker(curve) + " ", x: column, y: 0, style: curve.style)
      column = grid.write(curve.name, x: column, y: 0, style: curve.style) + 2
    }
  }

  func drawVerticalAxis(on grid: inout Grid, plot: Rect, scale: ChartScale, ticks: [Double]) {
    for row in 0..<plot.height {
      grid.put(glyphs.pick("│", "|"), width: 1, x: plot.x - 1, y: plot.y + row, style: .border)
    }
    for tick in ticks {
      let row = plot.y + plot.height - 1 - scale.place(tick, of: plot.height * 4) / 4
      let label = padded(scale.label(tick), to: plot.x - 1, .trailing, ellipsis: glyphs.ellipsis)
      grid.write(label, x: 0, y: row, style: .muted)
      grid.put(glyphs.pick("┤", "+"), width: 1, x: plot.x - 1, y: row, style: .border)
    }
  }

  func drawHorizontalAxis(on grid: inout Grid, plot: Rect, scale: ChartScale) {
    let row = plot.y + plot.height
    grid.put(glyphs.pick("└", "+"), width: 1, x: plot.x - 1, y: row, style: .border)
    for column in 0..<plot.width {
      grid.put(glyphs.pick("─", "-"), width: 1, x: plot.x + column, y: row, style: .border)
    }
    var free = 0
    for tick in scale.ticks {
      let column = plot.x + scale.place(tick, of: plot.width * 2) / 2
      let label = scale.label(tick)
      let width = columnWidth(of: label)
      let start = min(grid.width - width, max(0, column - width / 2))
      guard start >= free else { continue }
      grid.put(glyphs.pick("┬", "+"), width: 1, x: column, y: row, style: .border)
      grid.write(label, x: start, y: row + 1, style: .muted)
      free = start + width + 1
    }
  }

  func drawMarks(on grid: inout Grid, plot: Rect, scale: ChartScale, labelRow: Int?) {
    var free = 0
    for mark in marks where mark.x >= scale.low && mark.x <= scale.high {
      let column = plot.x + scale.place(mark.x, of: plot.width * 2) / 2
      for row in 0..<plot.height {
        grid.put(glyphs.markLine, width: 1, x: column, y: plot.y + row, style: .mark)
      }
      guard let labelRow else { continue }
      let width = columnWidth(of: mark.label)
      let start = max(0, min(grid.width - width, column))
      guard start >= free else { continue }
      grid.write(mark.label, x: start, y: labelRow, style: .mark)
      free = start + width + 1
    }
  }

  /// Draws one curve: a span from least to greatest in each dot column, and lines from column to column.
  func drawCurve(_ curve: ChartSeries, on grid: inout Grid, plot: Rect, xScale: ChartScale, yScale: ChartScale) {
    let isFine = glyphs == .unicode
    let across = isFine ? plot.width * 2 : plot.width
    let down = isFine ? plot.height * 4 : plot.height
    let columns = decimated(curve.points, across: across, down: down, xScale: xScale, yScale: yScale)
    var dots = DotCanvas(columns: isFine ? plot.width : (across + 1) / 2, rows: isFine ? plot.height : (down + 3) / 4)
    var previous: DotColumn?
    for column in columns {
      if let previous {
        dots.line(fromX: previous.x, fromY: down - 1 - previous.last, toX: column.x, toY: down - 1 - column.first)
      }
      dots.line(fromX: column.x, fromY: down - 1 - column.low, toX: column.x, toY: down - 1 - column.high)
      previous = column
    }
    if isFine {
      for row in 0..<plot.height {
        for column in 0..<plot.width {
          let bits = dots.cells[row * dots.columns + column]
          guard bits != 0 else { continue }
          grid.put(brailleGlyph(bits), width: 1, x: plot.x + column, y: plot.y + row, style: curve.style)
        }
      }
    } else {
      for row in 0..<plot.height {
        for column in 0..<plot.width {
          let bits = dots.cells[(row / 4) * dots.columns + column / 2]
          guard bits & brailleBit(x: column, y: row) != 0 else { continue }
          grid.put(marker(curve), width: 1, x: plot.x + column, y: plot.y + row, style: curve.style)
        }
      }
    }
  }
}

extension LineChart {
  /// Repeats each curve's marker along it, at columns of its own.
  func drawMarkers(on grid: inout Grid, plot: Rect, xScale: ChartScale, yScale: ChartScale) {
    let named = series.filter { !$0.name.isEmpty }
    let spacing = max(12, 2 * named.count)
    for (index, curve) in named.enumerated() {
      let columns = decimated(
        curve.points, across: plot.width, down: plot.height * 4, xScale: xScale, yScale: yScale)
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
  /// Thins points out to one span per dot column, keeping its extremes.
  func decimated(
    _ points: [ChartPoint], across: Int, down: Int, xScale: ChartScale, yScale: ChartScale
  ) -> [DotColumn] {
    var columns: [DotColumn] = []
    for point in points where point.x.isFinite && point.y.isFinite {
      let x = xScale.place(point.x, of: across)
      let y = yScale.place(point.y, of: down)
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
