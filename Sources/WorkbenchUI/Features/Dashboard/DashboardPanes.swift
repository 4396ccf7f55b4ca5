import Canvas
import RLCore

extension AppModel {
  /// The panes in their order: as a person arranged them, or all that has something to show.
  var dashboardPanes: [PaneContent] {
    if let panes = dashboard.panes { return panes }
    let run = dashboard.current ?? RunCurves(run: "")
    let charts = ChartEntry.catalog.filter { $0.name == "return" || $0.hasData(in: run) }
    // Logs have no pictures.
    return charts.map { .chart($0.name) } + (subject == .watching ? [.metrics] : [.picture, .metrics])
  }

  /// Where the panes stand on `room`.
  func dashboardLayout(_ room: Rect) -> DashboardLayout {
    // Cells are about twice as high as wide.
    let aspect = dashboard.frame.map { 2 * Double(max(1, $0.width)) / Double(max(1, $0.height)) } ?? 2
    let metrics = MetricsPane(run: dashboard.current, target: engine.snapshot?.alphaTarget, glyphs: glyphs)
    return DashboardLayout(
      dashboardPanes, focus: dashboard.focus, aspect: aspect, metricRows: metrics.count, room: room)
  }

  /// Moves the focus, by where panes stand or, where one fills the screen or others are hidden, by their order.
  mutating func moveDashboardFocus(x: Int, y: Int) {
    let panes = dashboardPanes
    guard !panes.isEmpty else { return }
    let layout = dashboardLayout(DashboardView.room(width: width, height: height - 4))
    if !dashboard.isZoomed, layout.columns > 0, let next = layout.neighbour(of: dashboard.focus, x: x, y: y) {
      dashboard.focus = next
      return
    }
    guard let own = panes.firstIndex(of: dashboard.focus) else {
      dashboard.focus = panes[0]
      return
    }
    if dashboard.isZoomed || layout.columns == 0 {
      dashboard.focus = panes[min(panes.count - 1, max(0, own + x + y))]
      return
    }
    // Beyond the last row there are more charts.
    let charts = panes.filter { if case .chart = $0 { true } else { false } }
    guard y > 0, let place = charts.firstIndex(of: dashboard.focus) else { return }
    dashboard.focus = charts[min(charts.count - 1, place + layout.columns)]
  }

  /// Moves the pane in focus by `amount` places in the order.
  mutating func moveDashboardPane(_ amount: Int) {
    var panes = dashboardPanes
    guard let own = panes.firstIndex(of: dashboard.focus), panes.indices.contains(own + amount) else { return }
    panes.swapAt(own, own + amount)
    dashboard.panes = panes
  }

  /// Takes the pane in focus away; the last one stays.
  mutating func removeDashboardPane() {
    var panes = dashboardPanes
    guard panes.count > 1, let own = panes.firstIndex(of: dashboard.focus) else { return }
    panes.remove(at: own)
    dashboard.panes = panes
    dashboard.focus = panes[min(own, panes.count - 1)]
    dashboard.isZoomed = false
  }
}

extension DashboardState {
  /// Goes to the next thing to draw charts over that the runs know of.
  mutating func turnAxis() {
    let all = ChartAxis.allCases
    let moments = runs.flatMap { $0.points.values.compactMap { $0.last?.moment } }
    let known = all.filter { axis in axis == .step || moments.contains { axis.place($0) > 0 } }
    let index = known.firstIndex(of: axis) ?? 0
    axis = known[(index + 1) % known.count]
    window = ChartWindow()
    if cursor != nil { cursor = view?.upperBound }
  }

  /// Turns the crosshair on at the end of what is in view, or off.
  mutating func turnCrosshair() { cursor = cursor == nil ? view?.upperBound : nil }

  /// Moves the crosshair by `share` of what is in view.
  mutating func moveCrosshair(by share: Double) {
    guard let cursor, let view else { return }
    let next = cursor + share * (view.upperBound - view.lowerBound)
    self.cursor = min(view.upperBound, max(view.lowerBound, next))
  }

  /// Shows `factor` times as much of the axis.
  mutating func zoomAxis(by factor: Double) {
    guard let extent else { return }
    window.zoom(by: factor, around: cursor, in: extent)
    holdCursor()
  }

  /// Moves what is in view by `share` of it.
  mutating func panAxis(by share: Double) {
    guard let extent else { return }
    window.pan(by: share, in: extent)
    holdCursor()
  }

  /// The runs behind the one in front, each name once.
  var otherRuns: [RunCurves] {
    var seen: Set<String> = [current?.run ?? ""]
    return runs.filter { seen.insert($0.run).inserted }
  }

  private mutating func holdCursor() {
    guard let cursor, let view else { return }
    self.cursor = min(view.upperBound, max(view.lowerBound, cursor))
  }
}
