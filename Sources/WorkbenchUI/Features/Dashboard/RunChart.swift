import Canvas
import RLCore

/// One curve in a chart as its legend tells of it.
struct LegendEntry: Sendable, Equatable {
  var marker: String
  var name: String
  /// What it is where the crosshair stands or, of several lines in a chart, at its end.
  var value: String?
  /// The same without its unit.
  var short: String?
  var style: StyleToken
}

/// A chart of the dashboard: what is drawn, and the words about it.
struct RunChart {
  let entry: ChartEntry
  let state: DashboardState
  let colours: RunColours
  let glyphs: GlyphSet
  /// There is room for detail.
  let isWide: Bool

  /// The chart, without the axis' place.
  private(set) var chart: LineChart
  /// A legend that names what is drawn, the foremost first.
  private(set) var legend: [LegendEntry] = []

  init(_ entry: ChartEntry, state: DashboardState, colours: RunColours, glyphs: GlyphSet, isWide: Bool) {
    self.entry = entry
    self.state = state
    self.colours = colours
    self.glyphs = glyphs
    self.isWide = isWide
    chart = LineChart(series: [], glyphs: glyphs, hasLegend: false)
    chart.window = state.view
    chart.isLogarithmic = state.isLogarithmic
    chart.countsSeconds = state.axis.countsSeconds
    chart.horizontalAxis = .onEdge
    chart.cursor = state.cursor
    if entry.lines.count == 1 { addRuns() } else { addLines() }
    // Several curves can be followed without their colours where there is room.
    chart.repeatsMarkers = isWide && legend.count { $0.style != .muted } > 1
    if let run = state.current { chart.marks = marks(of: run) }
  }

  /// Values in view that a logarithmic axis leaves out.
  var leftOut: Int { chart.unplottable }

  /// The latest value of the run in front as it was measured, with its unit and without; nil where the legend tells it.
  var value: (long: String, short: String)? {
    guard state.cursor == nil, entry.lines.count == 1, let line = entry.lines.first, let run = state.current,
      let latest = line.value.latest(in: run)
    else { return nil }
    return (line.form.text(latest), line.form.short(latest))
  }

  /// One line: the run in front over those behind it.
  private mutating func addRuns() {
    guard let line = entry.lines.first else { return }
    var later: [LegendEntry] = []
    for index in state.behind {
      let band = seeds(of: state.runs[index].run, line)
      // Seeds that make one band are drawn once.
      let first = state.runs.firstIndex { $0.run == state.runs[index].run }
      if band != nil, first != index { continue }
      let run = state.runs[index]
      var series = self.series(
        name: band == nil ? name(of: run) : run.run, style: style(of: index), marker: mark(of: index),
        points: shown(line.value.points(in: run)))
      series.isDotted = true
      if let band {
        series.points = band.center
        series.band = band.spans
      }
      later += add(series, line)
    }
    guard let front = state.front, let run = state.current else { return }
    let points = line.value.points(in: run)
    if let band = seeds(of: run.run, line) {
      var series = self.series(name: run.run, style: style(of: front), marker: mark(of: front), points: band.center)
      series.band = band.spans
      let entries = add(series, line)
      legend += entries
      if !band.spans.isEmpty {
        legend.append(LegendEntry(marker: glyphs.pick("░", ":"), name: "95 % of seeds", style: .muted))
      }
    } else {
      let isSmoothed = state.weight > 0 && points.count > 1
      if isSmoothed {
        chart.series.append(series(name: "", style: .muted, marker: ".", points: raw(points)))
      }
      let entries = add(
        series(name: name(of: run), style: style(of: front), marker: mark(of: front), points: shown(points)), line)
      legend += entries
      if isSmoothed, !raw(points).isEmpty {
        legend.append(LegendEntry(marker: glyphs.pick("╌", "."), name: "raw", style: .muted))
      }
    }
    legend += later
  }

  /// Several lines of the run in front.
  private mutating func addLines() {
    guard let run = state.current else { return }
    let styles: [StyleToken] = [.curveEnvironment, .curveShaped, .run3]
    for (number, line) in entry.lines.enumerated() {
      let points = line.value.points(in: run)
      let style = styles[number % styles.count]
      // In a small pane the points of two lines would hide each other.
      if isWide, state.weight > 0, points.count > 1 {
        var faint = series(name: "", style: style, marker: ".", points: raw(points))
        faint.isDotted = true
        faint.usesRightAxis = line.isOnRight
        chart.series.append(faint)
      }
      var series = series(
        name: label(line), style: style, marker: glyphs.curveMarks[number % glyphs.curveMarks.count],
        points: shown(points))
      series.usesRightAxis = line.isOnRight
      let entries = add(series, line)
      legend += entries
    }
  }

  private func label(_ line: ChartEntry.Line) -> String {
    switch line.value {
    case .ratio: glyphs.pick("|α r_LLM| / |r_env|", line.label)
    case .metric(.alpha): glyphs.alpha
    case .metric: line.label
    }
  }

  /// Draws a curve, if there is any of it; returns what the legend says of it.
  private mutating func add(_ series: ChartSeries, _ line: ChartEntry.Line) -> [LegendEntry] {
    guard !series.points.isEmpty else { return [] }
    chart.series.append(series)
    var entry = LegendEntry(marker: series.marker, name: series.name, style: series.style)
    let value =
      if let cursor = state.cursor {
        series.point(nearest: cursor)?.y
      } else {
        self.entry.lines.count > 1 ? state.current.flatMap { line.value.latest(in: $0) } : nil
      }
    entry.value = value.map(line.form.text)
    entry.short = value.map(line.form.short)
    return [entry]
  }

  private func series(name: String, style: StyleToken, marker: String, points: [ChartPoint]) -> ChartSeries {
    ChartSeries(name: sanitised(name), style: style, points: points, marker: marker)
  }

  /// A run's name, with its seed where others bear the same name, and a mark where a person's hand was in it.
  private func name(of run: RunCurves) -> String {
    run.run + (run.seed.map { " seed \($0)" } ?? "") + (run.isTurned ? glyphs.byHand : "")
  }

  private func style(of run: Int) -> StyleToken { .curve(colours.place(of: state.runs[run].colourName)) }

  private func mark(of run: Int) -> String { glyphs.curveMark(colours.place(of: state.runs[run].colourName)) }

  /// The points as the weight in force has them.
  private func shown(_ points: [MetricPoint]) -> [ChartPoint] {
    guard state.smoothing > 0 else { return raw(points) }
    return points.map { ChartPoint(x: state.axis.place($0.moment), y: $0.trend[state.smoothing - 1]) }
  }

  /// The points as they were measured, with the extremes of those that were merged.
  private func raw(_ points: [MetricPoint]) -> [ChartPoint] {
    points.flatMap { point in
      let x = state.axis.place(point.moment)
      guard point.low < point.high else { return [ChartPoint(x: x, y: point.value)] }
      return [point.low, point.high, point.value].map { ChartPoint(x: x, y: $0) }
    }
  }

  /// The curve of all seeds of a run, with their spread where there is room for it; nil where there are fewer than three.
  private func seeds(of run: String, _ line: ChartEntry.Line) -> SeedBand? {
    let curves = state.runs.filter { $0.run == run }.map { shown(line.value.points(in: $0)) }
    return SeedBand(curves, resamples: isWide ? 200 : 0)
  }

  /// Through what α changed, where that is not a person's key in this window.
  private static func words(_ cause: AlphaCause?) -> String {
    switch cause {
    case .person, nil: ""
    case .anotherWindow: " other window"
    case .ramp: " ramp"
    case .carriedOver: " carried over"
    }
  }

  private func marks(of run: RunCurves) -> [ChartMark] {
    // What happened before the first update stands at the beginning of the axis.
    let begin = state.extent?.lowerBound ?? 0
    return run.marks.map { mark in
      let x = max(begin, state.axis.place(mark.moment))
      switch mark.kind {
      case .alpha(let value, let cause):
        return ChartMark(x: x, label: glyphs.pick("α ", "a=") + fixed(value, 2) + Self.words(cause))
      case .guidance(let entries): return ChartMark(x: x, label: "\(entries) entries", sign: glyphs.pick("▲", "^"))
      case .checkpoint: return ChartMark(x: x, label: "", sign: glyphs.pick("▪", "'"))
      case .rolledBack(let from):
        return ChartMark(x: x, label: "back from \(abbreviated(Double(from)))", sign: glyphs.pick("◂", "<"))
      case .alert(let title):
        return ChartMark(x: x, label: truncated(sanitised(title), to: 26, ellipsis: glyphs.ellipsis), sign: "!")
      }
    }
  }
}
