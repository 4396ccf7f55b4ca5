import Canvas
import RLCore

/// A list to choose from: what a pane shows, or which runs are pinned.
struct DashboardMenu: Sendable, Equatable {
  /// What is chosen.
  enum Purpose: Sendable, Equatable {
    /// What the pane in focus shows.
    case replace
    /// A pane after the one in focus.
    case add
    /// The runs that stay behind the one in front.
    case pin
  }

  /// Something to choose.
  struct Choice: Equatable {
    /// What a pane would show, or nil for a run.
    var content: PaneContent?
    var label: String
    /// What it is at present.
    var note: String
    /// It is on the dashboard, or pinned.
    var isIn: Bool
  }

  let purpose: Purpose
  var selected = 0

  var title: String {
    switch purpose {
    case .replace: "Show in this pane"
    case .add: "Add a pane"
    case .pin: "Runs to keep behind"
    }
  }

  /// What there is to choose from.
  func choices(_ model: AppModel) -> [Choice] {
    let state = model.dashboard
    guard purpose != .pin else {
      return state.otherRuns.map { run in
        let end = run.metrics[.episodicReturn].map { "return " + significant($0) } ?? ""
        return Choice(content: nil, label: run.run, note: end, isIn: state.pinned.contains(run.run))
      }
    }
    let shown = Set(model.dashboardPanes)
    let run = state.current ?? RunCurves(run: "")
    func choice(_ content: PaneContent, _ label: String, _ note: String) -> Choice {
      Choice(content: content, label: label, note: note, isIn: shown.contains(content))
    }
    let charts = ChartEntry.catalog.filter { $0.hasData(in: run) }
    let alone = Set(charts.filter { $0.lines.count == 1 }.compactMap { $0.lines.first?.metric })
    let singles = MetricRow.all.map(\.metric)
      .filter { !alone.contains($0) && run.points[$0]?.isEmpty == false }.map(ChartEntry.single)
    return (charts + singles).map { entry in
      let values = entry.lines.compactMap { line in
        line.value.latest(in: run).map(line.form.text)
      }
      return choice(.chart(entry.name), entry.title, values.joined(separator: ", "))
    } + [choice(.picture, "picture", "one environment, live"), choice(.metrics, "metrics", "every number")]
  }

  /// Takes up what is selected; true once the menu has done its work.
  func choose(_ model: inout AppModel) -> Bool {
    let choices = choices(model)
    guard choices.indices.contains(selected) else { return true }
    let choice = choices[selected]
    guard let content = choice.content else {
      model.dashboard.pinned.formSymmetricDifference([choice.label])
      model.dashboard.overlay = .pinned
      return false
    }
    var panes = model.dashboardPanes
    let focus = model.dashboard.focus
    if let place = panes.firstIndex(of: content) {
      // What is there already changes places with the one in focus.
      if purpose == .replace, let own = panes.firstIndex(of: focus) { panes.swapAt(own, place) }
    } else if let own = panes.firstIndex(of: focus) {
      if purpose == .replace { panes[own] = content } else { panes.insert(content, at: own + 1) }
    } else {
      panes.append(content)
    }
    model.dashboard.panes = panes
    model.dashboard.focus = content
    return true
  }

  /// Draws it over the screen.
  func draw(_ model: AppModel, on grid: inout Grid) {
    let glyphs = model.glyphs
    let choices = choices(model)
    grid.dialog(width: 64, height: max(4, choices.count + 2), title: title, glyphs: glyphs) { part in
      if choices.isEmpty { part.write("there is nothing to choose from yet", x: 1, y: 0, style: .muted) }
      for (y, index) in visibleRows(count: choices.count, selected: selected, height: part.height).enumerated() {
        let choice = choices[index]
        part.mark("list", Rect(x: 0, y: y, width: part.width, height: 1), place: index - selected)
        part.write(index == selected ? glyphs.pointer : " ", x: 0, y: y, style: .focus)
        if choice.isIn { part.write(glyphs.check, x: 2, y: y, style: .accepted) }
        let label = truncated(sanitised(choice.label), to: 28, ellipsis: glyphs.ellipsis)
        part.write(label, x: 4, y: y)
        let note = truncated(choice.note, to: max(0, part.width - 34), ellipsis: glyphs.ellipsis)
        part.write(note, x: part.width - 1 - columnWidth(of: note), y: y, style: .muted)
        if index == selected { part.restyle(Rect(x: 0, y: y, width: part.width, height: 1), style: .selection) }
      }
    }
  }
}

extension ChartEntry.Line {
  /// The metric, where the line shows one as it is.
  fileprivate var metric: MetricName? {
    if case .metric(let name) = value { name } else { nil }
  }
}
