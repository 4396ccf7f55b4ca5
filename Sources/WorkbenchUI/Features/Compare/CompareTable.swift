import Canvas

/// The methods under each other, and beside each the interval of its difference to the baseline, on a line that stands for
/// no difference.
struct CompareTable {
  let rows: [ComparisonRow]
  /// The place in the palette that each row has.
  let places: [Int]
  let selected: Int
  /// Rows of the screen that each method has.
  var rowHeight = 1
  var search = ListSearch()
  let glyphs: GlyphSet

  /// The name of what the others are compared with.
  private var baseline: String? { rows.first(where: \.isBaseline).map { sanitised($0.method) } }
  private var hasDifferences: Bool { rows.contains { $0.difference != nil } }

  /// A column of the table and the cell of a row in it.
  private typealias Column = (column: TableColumn, cell: (ComparisonRow) -> TableCell)

  private func columns(_ width: Int) -> [Column] {
    let method = methodWidth(width)
    // Room beside a long name is the intervals' before it is a number's.
    let (isWide, isNarrow) = (width - method >= 94, width - method < 60)
    var columns: [Column] = [
      (TableColumn("method", width: method), { TableCell($0.name(glyphs, within: method)) }),
      (TableColumn("mean", width: 8, .trailing), { TableCell(fixed($0.mean, 2)) }),
    ]
    if isWide || (!isNarrow && !hasDifferences) {
      columns.append((TableColumn("95 % interval", width: 18, .trailing), { TableCell($0.interval, .muted) }))
    }
    if let baseline, hasDifferences {
      columns.append(
        (
          TableColumn("over \(baseline)", width: max(8, min(14, columnWidth(of: baseline) + 5)), .trailing),
          { TableCell($0.difference.map { signed($0.value, 2) } ?? "-", $0.standing) }
        ))
      if !isNarrow {
        columns.append(
          (TableColumn("95 % interval", width: 18, .trailing), { TableCell($0.differenceInterval, .muted) }))
      }
    }
    if isWide || (!isNarrow && !hasDifferences) {
      columns.append(
        (
          TableColumn("steps", width: 6, .trailing),
          { TableCell($0.environmentSteps > 0 ? abbreviated(Double($0.environmentSteps)) : "-", .muted) }
        ))
      columns.append(
        (TableColumn("hits", width: 5, .trailing), { TableCell($0.hitRate.map(percent) ?? "-", .muted) }))
    }
    if width >= 150 {
      columns.append(
        (TableColumn("guidance", width: 8, .trailing), { TableCell($0.guidanceShare.map(percent) ?? "-", .muted) }))
      columns.append(
        (
          TableColumn(glyphs.pick("|α r|/|r|", "|a r|/|r|"), width: 9, .trailing),
          { TableCell($0.shapedShare.flatMap { $0 > 0 ? fixed($0, 3) : nil } ?? "-", .muted) }
        ))
    }
    return columns
  }

  /// Names of an experiment's methods say whose guidance and which settings too, so that they may be long.
  private func methodWidth(_ width: Int) -> Int {
    let least = width >= 76 ? 16 : 12
    let most = width >= 110 ? width / 4 : width >= 76 ? 22 : least
    return max(least, min(most, rows.map { columnWidth(of: $0.name(glyphs)) }.max() ?? 0))
  }

  func draw(on part: inout Grid) {
    let columns = columns(part.width)
    let marks = TableColumn("", width: 1)
    // What guided a method stands under its name, where each method has a row to spare for it.
    let lines = rows.indices.flatMap { index -> [[TableCell]] in
      let mark = TableCell(glyphs.curveMark(places[index]), .curve(places[index]))
      let first = [mark] + columns.map { $0.cell(rows[index]) }
      return [first] + [[TableCell]](repeating: [], count: rowHeight - 1)
    }
    var table = Table(
      columns: [marks] + columns.map(\.column), rows: lines, selected: selected * rowHeight, glyphs: glyphs)
    table.rowHeight = rowHeight
    let hasAxis = part.height >= rows.count * rowHeight + 2
    let height = part.height - (hasAxis ? 1 : 0)
    part.draw(in: Rect(x: 0, y: 0, width: part.width, height: height)) { table.draw(on: &$0) }
    let left = 4 + columns.reduce(0) { $0 + $1.column.width + 1 }
    if rowHeight > 1 { drawNotes(width: left - 6, height: height, on: &part) }
    for (_, y) in visible(height) { search.mark(on: &part, y: y, to: left) }
    let width = part.width - left - 1
    guard width > 4 else { return }
    drawIntervals(Rect(x: left, y: 0, width: width, height: height), hasAxis: hasAxis, on: &part)
  }

  /// The lines in view and the row of the screen that each has.
  private func visible(_ height: Int) -> [(line: Int, y: Int)] {
    let lines = visibleRows(count: rows.count * rowHeight, selected: selected * rowHeight, height: height - 1)
    return lines.map { ($0, 1 + $0 - lines.lowerBound) }
  }

  private func drawNotes(width: Int, height: Int, on part: inout Grid) {
    for (line, y) in visible(height) where line % rowHeight == 1 {
      let text = truncated(note(rows[line / rowHeight]), to: width, ellipsis: glyphs.ellipsis)
      part.write(text, x: 3, y: y, style: .muted)
    }
  }

  /// What it is, and what guided it.
  private func note(_ row: ComparisonRow) -> String {
    let pieces = [
      sanitised(row.note), row.isBaseline ? "the others are compared with it" : "",
      row.hitRate.map { "\(percent($0)) of the steps matched" } ?? "",
    ]
    return pieces.filter { !$0.isEmpty }.joined(separator: "  ")
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
    let visible = visible(rect.height)
    for (line, y) in visible {
      let index = line / rowHeight
      let isSelected = index == selected && line % rowHeight == 0
      if let zero { part.put(glyphs.markLine, width: 1, x: zero, y: y, style: isSelected ? .selection : .muted) }
      guard line % rowHeight == 0, let bar = bar(rows[index]) else { continue }
      let style: StyleToken = isSelected ? .selection : hasDifferences ? rows[index].standing : .curve(places[index])
      if let zero, bar.value.isFinite {
        let end = rect.x + scale.place(bar.value, of: rect.width)
        for x in min(zero, end)...max(zero, end) where x != zero {
          part.put(glyphs.pick("▬", "="), width: 1, x: x, y: y, style: style)
        }
      }
      part.interval(
        x: rect.x, y: y, width: rect.width, low: bar.low.isFinite ? bar.low : bar.value, mean: bar.value,
        high: bar.high.isFinite ? bar.high : bar.value, scale: scale, style: style, glyphs: glyphs)
    }
    guard hasAxis else { return }
    var free = rect.x
    for tick in scale.ticks {
      let text = scale.label(tick)
      let x = rect.x + scale.place(tick, of: rect.width) - columnWidth(of: text) / 2
      guard x >= free, x + columnWidth(of: text) <= part.width else { continue }
      free = part.write(text, x: x, y: rect.height, style: .muted) + 1
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
  /// The method, with a mark where a person's hand was in it, which stays where there is no room for all of the name.
  func name(_ glyphs: GlyphSet, within width: Int = .max) -> String {
    let mark = isTurned ? glyphs.byHand : ""
    return truncated(sanitised(method), to: width - columnWidth(of: mark), ellipsis: glyphs.ellipsis) + mark
  }

  /// The mean's interval.
  var interval: String { "[\(fixed(low, 2)), \(fixed(high, 2))]" }

  /// The difference's interval; a dash where there is none.
  var differenceInterval: String {
    guard let difference, difference.low.isFinite, difference.high.isFinite else { return "-" }
    return "[\(signed(difference.low, 2)), \(signed(difference.high, 2))]"
  }

  /// How it stands beside the baseline: above or below it with the whole interval, or neither.
  var standing: StyleToken {
    guard let difference, difference.low.isFinite, difference.high.isFinite else { return .muted }
    return difference.low > 0 ? .accepted : difference.high < 0 ? .rejected : .muted
  }
}

extension ComparisonRow {
  /// What a search looks through.
  var texts: [String] {
    [sanitised(method), sanitised(note), standingWords.text, isTurned ? "alpha turned by hand" : ""]
  }

  /// It is the policy that coaching began from, which no decision concerns.
  var isBase: Bool { method == "base" }

  /// How it stands beside the baseline, in words.
  var standingWords: TableCell {
    switch standing {
    case .accepted: TableCell("above the baseline", .accepted)
    case .rejected: TableCell("below the baseline", .rejected)
    default: TableCell(difference == nil ? "" : "not told apart from the baseline", .muted)
    }
  }
}

/// A share in per cent, with a decimal where it is small.
func percent(_ share: Double) -> String {
  fixed(share * 100, share < 0.1 ? 1 : 0) + "%"
}
