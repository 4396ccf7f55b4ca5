import Canvas
import RLCore

/// Draws the curves of the methods, the methods themselves, and what the selected one means.
struct CompareView {
  let model: AppModel
  private var compare: CompareState { model.compare }
  private var rows: [ComparisonRow] { model.compare.rows }
  private var glyphs: GlyphSet { model.glyphs }

  func draw(on grid: inout Grid) {
    let layout = CompareLayout(
      width: grid.width, height: grid.height, rows: rows.count, hasCurves: rows.contains { !$0.curve.isEmpty },
      zoom: compare.zoom)
    if let rect = layout.chart {
      let title = "Return while training, every step counted"
      grid.pane(rect, title: title, focused: layout.table == nil, glyphs: glyphs) { part in
        chart(hasLegend: layout.table == nil || part.height >= 10).draw(on: &part)
      }
    }
    if let rect = layout.table {
      let position = listPosition(rows.isEmpty ? nil : compare.selected, of: rows.count)
      grid.pane(rect, title: "Environment return, guidance off  \(position)", focused: true, glyphs: glyphs) { part in
        CompareTable(rows: rows, selected: compare.selected, glyphs: glyphs).draw(on: &part)
      }
    }
    guard let rect = layout.meaning, rows.indices.contains(compare.selected) else { return }
    let row = rows[compare.selected]
    grid.pane(rect, title: sanitised(row.method), glyphs: glyphs) { part in
      drawMeaning(row, on: &part)
    }
  }

  /// The curves, that of the selected method on top.
  private func chart(hasLegend: Bool) -> LineChart {
    let order = rows.indices.filter { $0 != compare.selected } + rows.indices.filter { $0 == compare.selected }
    let series = order.map { index in
      ChartSeries(
        name: sanitised(rows[index].method), style: .curve(index),
        points: smoothed(rows[index].curve.map { ChartPoint(x: $0.step, y: $0.value) }, weight: 0.6),
        marker: glyphs.curveMark(index))
    }
    return LineChart(series: series, glyphs: glyphs, hasLegend: hasLegend, repeatsMarkers: true)
  }

  /// Its numbers, and what they mean; where there is little room, the sentence counts.
  private func drawMeaning(_ row: ComparisonRow, on part: inout Grid) {
    let width = part.width - 2
    let meaning = sanitised(row.meaning)
    let whole = [meaning, sanitised(compare.advice)].filter { !$0.isEmpty }.joined(separator: " ")
    var lines: [TableCell] = []
    if part.height > 2 || meaning.isEmpty { lines.append(TableCell(numbers(row, width: width), .muted)) }
    let room = part.height - lines.count
    let both = wrapped(whole, to: width)
    var words = both.count <= room ? both : wrapped(meaning, to: width)
    if words.count > room, room > 0 {
      words = Array(words.prefix(room))
      words[room - 1] = truncated(words[room - 1] + " " + glyphs.ellipsis, to: width, ellipsis: glyphs.ellipsis)
    }
    lines += words.map { TableCell($0) }
    for (y, line) in lines.enumerated() {
      part.write(truncated(line.text, to: width, ellipsis: glyphs.ellipsis), x: 1, y: y, style: line.style)
    }
  }

  /// The row's numbers, the most telling first, as many as fit whole.
  private func numbers(_ row: ComparisonRow, width: Int) -> String {
    let pieces = [
      "\(fixed(row.mean, 2)) \(row.interval)", abbreviated(Double(row.environmentSteps)) + " steps",
      row.hitRate.map { "hit rate \(percent($0))" }, sanitised(row.note),
      row.guidanceShare.map { "\(percent($0)) of the steps for guidance" },
      row.shapedShare.map { glyphs.pick("|α r|/|r| ", "|a r|/|r| ") + fixed($0, 3) },
    ]
    return pieces.compactMap(\.self).filter { !$0.isEmpty }.reduce("") { line, piece in
      let next = line.isEmpty ? piece : line + "  " + piece
      return line.isEmpty || columnWidth(of: next) <= width ? next : line
    }
  }
}
