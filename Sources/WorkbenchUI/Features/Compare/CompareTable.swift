import Canvas

/// The methods under each other, and beside each the interval of its difference to the baseline, on a line that stands for
/// no difference.
struct CompareTable {
  let rows: [ComparisonRow]
  let selected: Int
  let glyphs: GlyphSet

  /// The name of what the others are compared with.
  private var baseline: String? { rows.first(where: \.isBaseline).map { sanitised($0.method) } }
  private var hasDifferences: Bool { rows.contains { $0.difference != nil } }

  /// A column of the table and the cell of a row in it.
  private typealias Column = (column: TableColumn, cell: (ComparisonRow) -> TableCell)

  private func columns(_ width: Int) -> [Column] {
    var columns: [Column] = [
      (TableColumn("method", width: width >= 76 ? 16 : 12), { TableCell(sanitised($0.method)) }),
      (TableColumn("mean", width: 8, .trailing), { TableCell(fixed($0.mean, 2)) }),
    ]
    if width >= 110 || (width >= 76 && !hasDifferences) {
      columns.append((TableColumn("95 % interval", width: 18, .trailing), { TableCell($0.interval, .muted) }))
    }
    if let baseline, hasDifferences {
      columns.append(
        (
          TableColumn("over \(baseline)", width: max(8, min(14, columnWidth(of: baseline) + 5)), .trailing),
          { TableCell($0.difference.map { signed($0.value, 2) } ?? "-", $0.standing) }
        ))
      if width >= 76 {
        columns.append(
          (TableColumn("95 % interval", width: 18, .trailing), { TableCell($0.differenceInterval, .muted) }))
      }
    }
    if width >= 110 || (width >= 76 && !hasDifferences) {
      columns.append(
        (TableColumn("steps", width: 6, .trailing), { TableCell(abbreviated(Double($0.environmentSteps)), .muted) }))
      columns.append(
        (TableColumn("hits", width: 5, .trailing), { TableCell($0.hitRate.map(percent) ?? "-", .muted) }))
    }
    if width >= 150 {
      columns.append(
        (TableColumn("guidance", width: 8, .trailing), { TableCell($0.guidanceShare.map(percent) ?? "-", .muted) }))
      columns.append(
        (
          TableColumn(glyphs.pick("|α r|/|r|", "|a r|/|r|"), width: 9, .trailing),
          { TableCell($0.shapedShare.map { fixed($0, 3) } ?? "-", .muted) }
        ))
    }
    return columns
  }

  func draw(on part: inout Grid) {
    let columns = columns(part.width)
    let marks = TableColumn("", width: 1)
    let table = Table(
      columns: [marks] + columns.map(\.column),
      rows: rows.enumerated().map { index, row in
        [TableCell(glyphs.curveMark(index), .curve(index))] + columns.map { $0.cell(row) }
      }, selected: rows.isEmpty ? nil : selected,
      emptyText: "No comparison yet. It is made after refine: every method is evaluated with guidance off.",
      glyphs: glyphs)
    let hasAxis = part.height >= rows.count + 2 && !rows.isEmpty
    let height = part.height - (hasAxis ? 1 : 0)
    part.draw(in: Rect(x: 0, y: 0, width: part.width, height: height)) { table.draw(on: &$0) }
    let left = 4 + columns.reduce(0) { $0 + $1.column.width + 1 }
    let width = min(72, part.width - left - 1)
    guard !rows.isEmpty, width > 4 else { return }
    drawIntervals(Rect(x: left, y: 0, width: width, height: height), hasAxis: hasAxis, on: &part)
  }

  /// What is drawn of a row: its difference, or where there are none at all its mean.
  private func bar(_ row: ComparisonRow) -> ComparisonDifference? {
    hasDifferences ? row.difference : ComparisonDifference(value: row.mean, low: row.low, high: row.high)
  }

  private func drawIntervals(_ rect: Rect, hasAxis: Bool, on part: inout Grid) {
    let bars = rows.compactMap(bar)
    let values: [Double] = bars.flatMap { [$0.low, $0.value, $0.high] } + (hasDifferences ? [0] : [])
    let scale = ChartScale.covering(values, ticks: max(2, rect.width / 8))
    let zero = scale.low <= 0 && scale.high >= 0 ? rect.x + scale.place(0, of: rect.width) : nil
    if let zero, let baseline, hasDifferences { label(baseline, at: zero, y: 0, in: rect, on: &part) }
    let visible = visibleRows(count: rows.count, selected: selected, height: rect.height - 1)
    for index in visible {
      let y = 1 + index - visible.lowerBound
      let style: StyleToken = index == selected ? .selection : .muted
      if let zero { part.put(glyphs.markLine, width: 1, x: zero, y: y, style: style) }
      guard let bar = bar(rows[index]) else { continue }
      part.interval(
        x: rect.x, y: y, width: rect.width, low: bar.low.isFinite ? bar.low : bar.value, mean: bar.value,
        high: bar.high.isFinite ? bar.high : bar.value, scale: scale,
        style: index == selected ? .selection : hasDifferences ? rows[index].standing : .curve(index), glyphs: glyphs)
    }
    guard hasAxis else { return }
    var free = rect.x
    for tick in scale.ticks {
      let text = scale.label(tick)
      let x = rect.x + scale.place(tick, of: rect.width) - columnWidth(of: text) / 2
      guard x >= free, x + columnWidth(of: text) <= part.width else { continue }
      free = part.write(text, x: x, y: 1 + visible.count, style: .muted) + 1
    }
  }

  /// Writes a name centred at a column, within `rect`.
  private func label(_ text: String, at column: Int, y: Int, in rect: Rect, on part: inout Grid) {
    let cut = truncated(text, to: rect.width, ellipsis: glyphs.ellipsis)
    let width = columnWidth(of: cut)
    let x = max(rect.x, min(rect.x + rect.width - width, column - width / 2))
    part.write(cut, x: x, y: y, style: .muted)
  }
}

extension ComparisonRow {
  /// The mean's interval.
  var interval: String { "[\(fixed(low, 2)), \(fixed(high, 2))]" }

  /// The difference's interval; a dash where there is none.
  fileprivate var differenceInterval: String {
    guard let difference, difference.low.isFinite, difference.high.isFinite else { return "-" }
    return "[\(signed(difference.low, 2)), \(signed(difference.high, 2))]"
  }

  /// How it stands beside the baseline: above or below it with the whole interval, or neither.
  fileprivate var standing: StyleToken {
    guard let difference, difference.low.isFinite, difference.high.isFinite else { return .muted }
    return difference.low > 0 ? .accepted : difference.high < 0 ? .rejected : .muted
  }
}

extension StyleToken {
  /// The look of the run in place `index`.
  static func curve(_ index: Int) -> StyleToken { runs[index % runs.count] }
}

extension GlyphSet {
  /// The mark of the run in place `index`; with the looks no two alike among twenty-four.
  func curveMark(_ index: Int) -> String { curveMarks[index % curveMarks.count] }
}

/// A share in per cent, with a decimal where it is small.
func percent(_ share: Double) -> String {
  fixed(share * 100, share < 0.1 ? 1 : 0) + "%"
}
