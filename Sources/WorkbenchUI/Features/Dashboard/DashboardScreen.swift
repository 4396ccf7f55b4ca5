import Canvas

extension Screen {
  /// Training as it happens: stages, charts, picture, metrics.
  static let dashboard = Screen(
    name: "dashboard", title: "Dashboard", shortTitle: "Dash",
    summary: "Training as it happens: stages, charts, picture, metrics.", contexts: [.dashboard, .dashboardMenu],
    context: { $0.dashboard.menu == nil ? .dashboard : .dashboardMenu },
    handle: { model, message in
      switch message {
      case .snapshot(let snapshot): model.dashboard.take(snapshot)
      case .feature(let message as DashboardMessage):
        switch message {
        case .runs(let runs): model.dashboard.recall(runs)
        }
      default: break
      }
      return []
    },
    // There is no room for a log at every size, so the status row keeps the latest alert.
    status: { model in
      model.events.entries.last { $0.kind == .alert || $0.kind == .error }
        .map { TableCell($0.line(model.glyphs), $0.style) }
    },
    draw: { model, grid in DashboardView(model: model).draw(on: &grid) })
}
