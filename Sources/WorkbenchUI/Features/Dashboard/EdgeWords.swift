import Canvas

/// What the upper edge of a chart says, as much of it as there is room for.
struct EdgeWords {
  /// The chart's name; empty where the names of its lines say the same.
  private(set) var title: String
  /// The latest value.
  private(set) var value = ""
  /// How the curves are drawn, where that is not plain.
  private(set) var notes = ""
  /// Every curve that is drawn: its marker, with its name and its value where they fit.
  private(set) var legend: [TableCell] = []

  /// The words about `chart` for `room` columns.
  init(_ chart: RunChart, room: Int) {
    title = chart.entry.title
    let all = Self.notes(chart)
    for choice in Self.choices(chart) where choice.width <= room {
      (title, value, legend) = (choice.title, choice.value, choice.legend)
      if !all.isEmpty, choice.width + columnWidth(of: all) + 1 <= room { notes = all }
      return
    }
  }

  /// One way to put it.
  private struct Choice {
    var title: String
    var value = ""
    var legend: [TableCell]

    var width: Int {
      [(title, 2), (value, 1)].reduce(legend.isEmpty ? 0 : EdgeWords.width(legend) + 2) {
        $1.0.isEmpty ? $0 : $0 + columnWidth(of: $1.0) + $1.1
      }
    }
  }

  /// The ways to put it, the best first.
  private static func choices(_ chart: RunChart) -> [Choice] {
    let (title, entries) = (chart.entry.title, chart.legend)
    let (marks, close) = (form(entries, " ") { _ in [] }, form(entries, "") { _ in [] })
    let names = form(entries) { [$0.name] }
    if let value = chart.value {
      // Names before the value's unit, the value before marks, and marks as close as they can stand.
      let pairs = [
        (value.long, names), (value.short, names), (value.long, marks), (value.short, marks), (value.short, close),
        ("", marks), ("", close), ("", []),
      ]
      return pairs.map { Choice(title: title, value: $0.0, legend: $0.1) }
    }
    let long = form(entries) { [$0.name, $0.value] }
    let short = form(entries) { [$0.name, $0.short] }
    let values = [form(entries) { [$0.short] }, form(entries, " ") { [$0.short] }]
    // What the crosshair reads of one line leaves room for where it stands.
    let isReading = chart.entry.lines.count == 1 && chart.state.cursor != nil
    var choices = [Choice(title: title, legend: isReading ? short : long)]
    if chart.entry.lines.count > 1 {
      // The lines' names tell what the chart is about; while the crosshair is on, values matter more.
      choices += [long, short].map { Choice(title: "", legend: $0) }
      let named = [Choice(title: "", legend: names)]
      let valued = values.map { Choice(title: title, legend: $0) }
      choices += chart.state.cursor == nil ? valued.prefix(1) + named : valued + named
    } else {
      choices += values.map { Choice(title: title, legend: $0) }
    }
    return choices + [marks, close, []].map { Choice(title: title, legend: $0) }
  }

  private static func notes(_ chart: RunChart) -> String {
    let state = chart.state
    var notes: [String] = []
    if let cursor = state.cursor { notes.append("at " + state.axis.words(cursor)) }
    if state.isLogarithmic {
      notes.append("log" + (chart.leftOut > 0 ? ", \(chart.leftOut) not positive" : ""))
    }
    if state.window.span != nil { notes.append("zoomed") }
    if state.weight > 0 { notes.append("smoothed \(fixed(state.weight, 2))") }
    return notes.joined(separator: ", ")
  }

  /// The legend with `words` behind each marker.
  private static func form(
    _ entries: [LegendEntry], _ gap: String = "  ", words: (LegendEntry) -> [String?]
  ) -> [TableCell] {
    entries.enumerated().map { index, entry in
      let text = ([entry.marker] + words(entry).compactMap(\.self)).joined(separator: " ")
      return TableCell((index > 0 ? gap : "") + text, entry.style)
    }
  }

  static func width(_ cells: [TableCell]) -> Int { cells.reduce(0) { $0 + columnWidth(of: $1.text) } }
}
