import Canvas
import RLCore

/// Arranges the dashboard's panes for the room there is.
struct DashboardView {
  let model: AppModel

  func draw(on grid: inout Grid) {
    let width = grid.width
    StageStrip(stages: model.engine.stages, glyphs: model.glyphs).draw(on: &grid, y: 0)
    drawProgress(on: &grid, y: 1)
    let body = Rect(x: 0, y: 2, width: width, height: grid.height - 2)
    switch model.dashboard.zoom {
    case .chart: return chart(body, on: &grid)
    case .game: return game(body, on: &grid)
    case .metrics: return metrics(body, on: &grid)
    case .none: break
    }
    let gameWidth = width >= 170 && body.height >= 46 ? 82 : width >= 110 ? 42 : width >= 76 ? 30 : 0
    if gameWidth == 0 {
      let right = 24
      chart(Rect(x: 0, y: 2, width: width - right, height: body.height), on: &grid)
      metrics(Rect(x: width - right, y: 2, width: right, height: body.height), on: &grid)
      return
    }
    let left = width - gameWidth
    let gameHeight = min(body.height, gameWidth == 82 ? 43 : gameWidth == 42 ? 23 : 18)
    let lowHeight = body.height >= 30 ? 12 : 6
    let isTall = body.height - gameHeight >= 4
    let alertHeight = isTall ? 0 : max(0, body.height - gameHeight)
    chart(Rect(x: 0, y: 2, width: left, height: body.height - lowHeight - alertHeight), on: &grid)
    metrics(
      Rect(x: 0, y: 2 + body.height - lowHeight - alertHeight, width: left, height: lowHeight), on: &grid)
    game(Rect(x: left, y: 2, width: gameWidth, height: gameHeight), on: &grid)
    if isTall {
      alerts(Rect(x: left, y: 2 + gameHeight, width: gameWidth, height: body.height - gameHeight), on: &grid)
    }
  }

  private func drawProgress(on grid: inout Grid, y: Int) {
    guard let snapshot = model.engine.snapshot else {
      grid.write("waiting for the engine", x: 1, y: y, style: .muted)
      return
    }
    let share = snapshot.totalSteps > 0 ? Double(snapshot.step) / Double(snapshot.totalSteps) : 0
    let barWidth = grid.width >= 100 ? 40 : grid.width >= 80 ? 20 : 10
    let steps = abbreviated(Double(snapshot.step)) + "/" + abbreviated(Double(snapshot.totalSteps)) + " steps"
    var column = grid.write(padded("\(fixed(share * 100, 0))%", to: 4, .trailing), x: 0, y: y) + 1
    grid.progressBar(x: column, y: y, width: barWidth, fraction: share, glyphs: model.glyphs)
    column += barWidth + 1
    column = grid.write(steps, x: column, y: y) + 2
    column = grid.write(abbreviated(snapshot.stepsPerSecond) + " SPS", x: column, y: y) + 2
    if let seconds = snapshot.secondsLeft, !snapshot.isPaused {
      column = grid.write("ETA " + duration(seconds), x: column, y: y) + 2
    }
    if snapshot.isPaused { grid.write("paused", x: column, y: y, style: .pending) }
  }

  private func chart(_ rect: Rect, on grid: inout Grid) {
    let smoothing = model.dashboard.smoothing
    let title = "Return" + (smoothing > 0 ? ", smoothing \(fixed(smoothing, 2))" : "")
    grid.pane(rect, title: title, focused: model.dashboard.zoom == .chart, glyphs: model.glyphs) { part in
      rewardChart(isWide: part.width >= 44).draw(on: &part)
    }
  }

  private func rewardChart(isWide: Bool) -> LineChart {
    let snapshot = model.engine.snapshot
    let environment = points(snapshot?.environmentReturn)
    let shaped = points(snapshot?.shapedReturn)
    let weight = model.dashboard.smoothing
    var series: [ChartSeries] = []
    if weight > 0, environment.count > 1 {
      series.append(ChartSeries(name: "", style: .muted, points: environment, marker: "."))
    }
    if !shaped.isEmpty {
      series.append(
        ChartSeries(
          name: isWide ? "shaped return" : "shaped", style: .curveShaped, points: smoothed(shaped, weight: weight),
          marker: "○"))
    }
    series.append(
      ChartSeries(
        name: isWide ? "environment return" : "environment", style: .curveEnvironment,
        points: smoothed(environment, weight: weight), marker: "●"))
    let name = model.glyphs.pick("α", "a=")
    let marks = (snapshot?.alphaMarks ?? []).map { ChartMark(x: $0.step, label: name + fixed($0.value, 2)) }
    return LineChart(series: series, marks: marks, glyphs: model.glyphs)
  }

  private func points(_ curve: [CurvePoint]?) -> [ChartPoint] {
    (curve ?? []).map { ChartPoint(x: $0.step, y: $0.value) }
  }

  private func game(_ rect: Rect, on grid: inout Grid) {
    grid.pane(rect, title: "Game", focused: model.dashboard.zoom == .game, glyphs: model.glyphs) { part in
      guard let frame = model.engine.snapshot?.frame else {
        part.write("no picture yet", x: 1, y: 0, style: .muted)
        return
      }
      FramePane(frame: frame, glyphs: model.glyphs).draw(on: &part)
    }
  }

  private func metrics(_ rect: Rect, on grid: inout Grid) {
    let target = model.engine.snapshot?.alphaTarget.map { ", r_LLM acts on \($0.words)" } ?? ""
    grid.pane(rect, title: "Metrics" + target, focused: model.dashboard.zoom == .metrics, glyphs: model.glyphs) {
      part in
      MetricsTable(values: model.engine.snapshot?.metrics ?? [:]).draw(on: &part)
    }
  }

  private func alerts(_ rect: Rect, on grid: inout Grid) {
    grid.pane(rect, title: "Latest", glyphs: model.glyphs) { part in
      let entries = Array(model.events.entries.suffix(part.height))
      if entries.isEmpty { part.write("nothing happened yet", x: 1, y: 0, style: .muted) }
      for (row, entry) in entries.enumerated() {
        let text = truncated(entry.line(model.glyphs), to: part.width - 1, ellipsis: model.glyphs.ellipsis)
        part.write(text, x: 1, y: row, style: entry.style)
      }
    }
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
