import Canvas
import RLCore

/// Every metric in a row: its name, its course so far, and its latest value with a unit.
struct MetricsPane {
  let run: RunCurves?
  let target: AlphaTarget?
  let glyphs: GlyphSet

  /// A row of the table.
  private struct Row {
    var label: String
    var course: [Double] = []
    var value: String
    var short: String
  }

  /// Rows that there are.
  var count: Int { rows.count }

  private var rows: [Row] {
    guard let run else { return [] }
    var rows = MetricRow.all.compactMap { row -> Row? in
      guard let value = run.metrics[row.metric] else { return nil }
      // Where nothing is added to the reward it would say the same twice.
      if row.metric == .shapedReturn, value == run.metrics[.episodicReturn] { return nil }
      let label = glyphs.pick(row.label.replacing("|a ", with: "|α "), row.label)
      return Row(
        label: label, course: (run.points[row.metric] ?? []).map(\.value), value: row.form.text(value),
        short: row.form.short(value))
    }
    if let target, !rows.isEmpty {
      rows.insert(
        Row(label: "r_LLM on", value: target.words, short: target.words), at: min(rows.count, rows.count > 1 ? 2 : 1))
    }
    return rows
  }

  /// Draws over the whole of `grid`, in as many columns as the rows need and the width has room for.
  func draw(on grid: inout Grid) {
    let rows = rows
    guard !rows.isEmpty, grid.height > 0, grid.width > 20 else {
      grid.write(truncated("no update yet", to: grid.width - 1, ellipsis: glyphs.ellipsis), x: 1, y: 0, style: .muted)
      return
    }
    let needed = (rows.count + grid.height - 1) / grid.height
    let columns = max(1, min(needed, grid.width / 38))
    let width = grid.width / columns
    let isCut = rows.count > columns * grid.height
    // What is left out is said in the last place.
    let shown = rows.prefix(columns * grid.height - (isCut ? 1 : 0))
    for (index, row) in shown.enumerated() {
      let rect = Rect(x: index / grid.height * width, y: index % grid.height, width: width, height: 1)
      grid.draw(in: rect) { draw(row, on: &$0) }
    }
    if isCut {
      let text = "\(glyphs.ellipsis) \(rows.count - shown.count) more: z"
      grid.write(
        truncated(text, to: width - 1, ellipsis: glyphs.ellipsis), x: (columns - 1) * width + 1, y: grid.height - 1,
        style: .muted)
    }
  }

  private func draw(_ row: Row, on part: inout Grid) {
    // Words without a course have all the room that there is.
    let labelWidth = row.course.isEmpty ? columnWidth(of: row.label) + 1 : 12
    let room = part.width - labelWidth - 2
    let fits = columnWidth(of: row.value) + 5 <= room
    let value = fits ? row.value : truncated(row.short, to: room, ellipsis: glyphs.ellipsis)
    part.write(truncated(row.label, to: labelWidth - 1, ellipsis: glyphs.ellipsis), x: 1, y: 0, style: .muted)
    part.write(value, x: part.width - 1 - columnWidth(of: value), y: 0, style: .text)
    let free = room - max(columnWidth(of: value), min(16, room / 2)) - 1
    guard free >= 4, row.course.count > 1 else { return }
    part.sparkline(row.course, x: labelWidth + 1, y: 0, width: free, style: .muted, glyphs: glyphs)
  }
}

extension AlphaTarget {
  /// What r_LLM acts on, in words.
  fileprivate var words: String {
    switch self {
    case .rewards: "rewards"
    case .actions: "actions"
    case .potential: "states' potential"
    }
  }
}
