import Canvas
import RLCore

/// Draws the curves of the methods, the methods themselves, and what the selected one means.
struct CompareView {
  let model: AppModel
  private var compare: CompareState { model.compare }
  private var rows: [ComparisonRow] { model.compare.shown }
  private var task: ExperimentTask? { compare.experiment?.task }
  private var glyphs: GlyphSet { model.glyphs }
  private var places: [Int] { RunColours.apart(rows.map { model.runColours.place(of: sanitised($0.method)) }) }

  func draw(on grid: inout Grid) {
    let layout = CompareLayout(
      width: grid.width, height: grid.height, rows: rows.count, hasCurves: rows.contains { !$0.curve.isEmpty },
      zoom: compare.zoom)
    if let rect = layout.chart {
      let title =
        task == nil
        ? "Return while training, every step counted" : "Return while training, interquartile mean over seeds"
      grid.pane(rect, title: title, focused: layout.table == nil, glyphs: glyphs) { part in
        chart(hasLegend: layout.table == nil || part.height >= 10).draw(on: &part)
      }
    }
    if let rect = layout.table {
      let position = listPosition(rows.isEmpty ? nil : compare.selected, of: rows.count)
      let search = compare.search
      let found = search.isOn ? "  with \"\(truncated(search.text, to: 24, ellipsis: glyphs.ellipsis))\"" : ""
      let title = "\(name)  \(position)\(found)"
      grid.pane(rect, title: title, focused: true, glyphs: glyphs) { part in
        guard !rows.isEmpty else { return drawEmpty(on: &part) }
        CompareTable(
          rows: rows, places: places, selected: compare.selected, rowHeight: layout.rowHeight, search: search,
          glyphs: glyphs
        ).draw(on: &part)
      }
      let notes = [
        rows.contains(where: \.isTurned) ? TableCell("\(glyphs.byHand) alpha turned by hand", .muted) : nil,
        isOutdated ? TableCell("! out of date: decisions changed since", .pending) : nil,
      ].compactMap(\.self)
      if !notes.isEmpty { grid.borderWords(notes, of: rect, atBottom: true, glyphs: glyphs) }
    }
    guard let rect = layout.meaning, rows.indices.contains(compare.selected) else { return }
    let row = rows[compare.selected]
    let title = sanitised(row.method)
    grid.pane(rect, title: title, glyphs: glyphs) { part in
      CompareMeaning(
        row: row, baseline: rows.first(where: \.isBaseline).map { sanitised($0.method) }, advice: compare.advice,
        isOutdated: isOutdated && !row.isBase, review: model.number(of: .review),
        scoreName: task?.scoreName ?? "return",
        glyphs: glyphs
      ).draw(on: &part)
    }
    let standing = row.isBaseline ? TableCell("the others are compared with it", .muted) : row.standingWords
    let before = TableCell(row.isBase ? "before coaching" : "", .muted)
    grid.borderWords([before, standing], of: rect, title: title, glyphs: glyphs)
  }

  private var isOutdated: Bool { model.isComparisonOutdated }

  /// What is compared.
  private var name: String {
    guard let experiment = compare.experiment else { return "Environment return, guidance off" }
    let count = experiment.tasks.count > 1 ? " (\(experiment.place + 1) of \(experiment.tasks.count))" : ""
    return sanitised(experiment.name + (task.map { ": \($0.title)" } ?? "")) + count
  }

  /// The curves, that of the selected method on top.
  private func chart(hasLegend: Bool) -> LineChart {
    let places = places
    let order = rows.indices.filter { $0 != compare.selected } + rows.indices.filter { $0 == compare.selected }
    let series = order.map { index in
      ChartSeries(
        name: rows[index].name(glyphs), style: .curve(places[index]),
        points: smoothed(rows[index].curve.map { ChartPoint(x: $0.step, y: $0.value) }, weight: 0.6),
        marker: glyphs.curveMark(places[index]))
    }
    return LineChart(series: series, glyphs: glyphs, hasLegend: hasLegend, repeatsMarkers: true)
  }

  private func drawEmpty(on part: inout Grid) {
    let lines = [
      TableCell("No comparison yet.", .title),
      TableCell("Every method is evaluated after refine, guidance off:", .muted),
      TableCell("curves, what each has over ppo, and what that means.", .muted),
    ]
    for (index, line) in lines.enumerated() {
      let text = truncated(line.text, to: part.width, ellipsis: glyphs.ellipsis)
      part.write(text, x: (part.width - columnWidth(of: text)) / 2, y: part.height / 2 - 1 + index, style: line.style)
    }
  }
}
