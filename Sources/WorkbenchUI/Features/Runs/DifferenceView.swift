import Canvas
import RLCore

/// The settings that differ, a row each, and a column for each session or run.
struct DifferenceView {
  private let difference: SettingsDifference
  private let state: DifferenceState
  private let glyphs: GlyphSet
  /// The place in the palette that each column has.
  private let places: [Int]
  /// Columns of a value at least.
  private static let least = 14

  init(_ model: AppModel, _ state: DifferenceState) {
    let compared = model.runs.compared
    difference = SettingsDifference(compared)
    self.state = state
    glyphs = model.glyphs
    places = RunColours.apart(compared.map { model.colourPlace(of: $0) })
  }

  func draw(on grid: inout Grid) {
    let title = "\(difference.rows.count) of \(difference.count) settings differ"
    // The table takes what it needs; where much is left, the curves fill it.
    let needed = max(3, difference.rows.count) + 5
    let hasChart = grid.height - needed >= 8 && !series.isEmpty
    let table = Rect(x: 0, y: 0, width: grid.width, height: hasChart ? needed : grid.height)
    if hasChart {
      let below = Rect(x: 0, y: needed, width: grid.width, height: grid.height - needed)
      grid.pane(below, title: "return over steps", glyphs: glyphs) {
        LineChart(series: series, glyphs: glyphs).draw(on: &$0)
      }
    }
    grid.pane(table, title: title, focused: true, glyphs: glyphs) { part in
      let keyWidth = min(34, max(12, (difference.rows.map { columnWidth(of: $0.key) }.max() ?? 0) + 1, part.width / 6))
      let room = part.width - keyWidth - 2
      let most = max(1, room / (Self.least + 1))
      let first = min(state.column, max(0, difference.names.count - most))
      let shown = first..<min(difference.names.count, first + most)
      let width = min(40, max(Self.least, room / max(1, shown.count) - 1))
      drawTable(shown, keyWidth: keyWidth, width: width, on: &part)
      drawFooting(shown, on: &part)
    }
  }

  private var series: [ChartSeries] {
    zip(difference.names, difference.curves).enumerated().filter { !$0.element.1.isEmpty }.map { index, column in
      ChartSeries(
        name: column.0, style: .curve(places[index]), points: column.1.map { ChartPoint(x: $0.step, y: $0.value) },
        marker: glyphs.curveMark(places[index]))
    }
  }

  private func drawTable(_ shown: Range<Int>, keyWidth: Int, width: Int, on part: inout Grid) {
    let columns =
      [TableColumn("setting", width: keyWidth)] + shown.map { TableColumn(difference.names[$0], width: width) }
    let height = part.height - 2
    let visible = visibleRows(count: difference.rows.count, selected: state.selected, height: max(1, height - 1))
    let rows = visible.map { index in
      let row = difference.rows[index]
      // What most columns have is plain; who stands out is marked.
      let usual = Self.commonest(row.values)
      return [TableCell(row.key, .muted)]
        + shown.map { column in
          let value = row.values[column]
          return TableCell(value ?? "-", value == usual ? .text : .mark)
        }
    }
    part.draw(in: Rect(x: 0, y: 0, width: part.width, height: height)) { rest in
      Table(
        columns: columns, rows: rows, selected: rows.isEmpty ? nil : state.selected - visible.lowerBound,
        emptyText: "All settings are the same; only what came of them differs.", glyphs: glyphs
      ).draw(on: &rest)
    }
    let returns = [TableCell("mean return", .muted)] + shown.map { TableCell(difference.returns[$0], .title) }
    var x = 1
    for (column, cell) in zip(columns, returns) {
      part.write(padded(cell.text, to: column.width, ellipsis: glyphs.ellipsis), x: x, y: height, style: cell.style)
      x += column.width + 1
    }
  }

  private func drawFooting(_ shown: Range<Int>, on part: inout Grid) {
    var words: [String] = []
    if shown.count < difference.names.count {
      words.append("columns \(shown.lowerBound + 1) to \(shown.upperBound) of \(difference.names.count)")
    }
    if difference.rows.indices.contains(state.selected) {
      let row = difference.rows[state.selected]
      words.append("\(row.key): " + row.values.map { $0 ?? "-" }.joined(separator: " | "))
    }
    let text = words.joined(separator: "; ")
    part.write(truncated(text, to: part.width - 2, ellipsis: glyphs.ellipsis), x: 1, y: part.height - 1, style: .muted)
  }

  /// The value that most columns have, the first of them where several are as common.
  private static func commonest(_ values: [String?]) -> String? {
    let counts = values.map { value in values.filter { $0 == value }.count }
    guard let most = counts.max(), let index = counts.firstIndex(of: most) else { return nil }
    return values[index]
  }
}
