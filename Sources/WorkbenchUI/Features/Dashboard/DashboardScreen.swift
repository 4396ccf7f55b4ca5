import Canvas

/// What the dashboard remembers.
struct DashboardState: FeatureState {
  /// Which pane fills the screen, if one does.
  enum Zoom: String, Sendable, CaseIterable {
    case none, chart, game, metrics
  }
  var zoom = Zoom.none
  /// The weight of the moving average; 0 shows the points as they are.
  var smoothing = 0.6

  static let smoothingSteps = [0, 0.6, 0.9, 0.97]
}

extension AppModel {
  var dashboard: DashboardState {
    get { self[DashboardState.self] }
    _modify { yield &self[DashboardState.self] }
  }
}

extension Screen {
  /// Training as it happens: stages, curves, game, losses, alerts.
  static let dashboard = Screen(
    name: "dashboard", title: "Dashboard", shortTitle: "Dash",
    summary: "Training as it happens: stages, curves, game, losses, alerts.", contexts: [dashboardContext],
    context: { _ in dashboardContext },
    draw: { model, grid in DashboardView(model: model).draw(on: &grid) })

  private static let dashboardContext = BindingContext(
    "Dashboard",
    [
      .move([.character("z")], hint: "zoom", "fill the screen with chart, game, metrics, or show all") {
        let all = DashboardState.Zoom.allCases
        $0.dashboard.zoom = all[((all.firstIndex(of: $0.dashboard.zoom) ?? 0) + 1) % all.count]
      },
      .move([.character("~")], hint: "smoothing", "weight of the moving average: 0, 0.6, 0.9, 0.97") {
        let steps = DashboardState.smoothingSteps
        $0.dashboard.smoothing = steps[((steps.firstIndex(of: $0.dashboard.smoothing) ?? 0) + 1) % steps.count]
      },
    ])
}
