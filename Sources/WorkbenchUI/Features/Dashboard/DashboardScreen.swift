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
        case .replaced(let runs): model.dashboard.replace(runs)
        }
      default: return []
      }
      model.runColours.add(model.dashboard.runs.map(\.colourName))
      return []
    },
    press: { model, part, place in
      let panes = model.dashboardPanes
      if part == "pane", let place, panes.indices.contains(place) { model.dashboard.focus = panes[place] }
      return []
    },
    // Over a chart it looks nearer or further; the axis is that of all of them.
    scroll: { model, part, rows in
      guard part == "pane", model.dashboard.extent != nil else { return nil }
      model.dashboard.zoomAxis(by: rows < 0 ? 0.8 : 1.25)
      return []
    },
    draw: { model, grid in DashboardView(model: model).draw(on: &grid) })
}
