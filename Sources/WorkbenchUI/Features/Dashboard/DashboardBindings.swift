import Canvas

extension BindingContext {
  /// The keys of the dashboard.
  static let dashboard = BindingContext(
    "Dashboard",
    [
      .move([.character("z")], hint: "zoom", "fill the screen with the pane in focus, or show all again") {
        $0.dashboard.isZoomed.toggle()
      },
      .move([.character("c")], hint: "crosshair", "turn the crosshair on or off; it reads every curve at one place") {
        $0.dashboard.turnCrosshair()
      },
      .move([.enter, .character("m")], hint: "chart", "choose what the pane in focus shows") { open(.replace, &$0) },
      .move([.character("o")], hint: "runs", "draw behind the run: all others, those that are pinned, or none") {
        guard !$0.dashboard.otherRuns.isEmpty else {
          return $0.say("there is no other run to draw behind this one yet")
        }
        let all = Overlay.allCases
        $0.dashboard.overlay = all[((all.firstIndex(of: $0.dashboard.overlay) ?? 0) + 1) % all.count]
        switch $0.dashboard.overlay {
        case .all: $0.say("all runs are drawn")
        case .pinned:
          let names = $0.dashboard.pinned.sorted().joined(separator: ", ")
          $0.say(names.isEmpty ? "no run is pinned: p pins one" : "of the others: " + names)
        case .none: $0.say("the other runs are not drawn")
        }
      },
      .move([.character("p")], "choose which runs are pinned") { open(.pin, &$0) },
      .move([.character("X")], hint: "axis", "draw over steps, wall time, working time or episodes") {
        $0.dashboard.turnAxis()
        $0.say("charts go by \($0.dashboard.axis.unit)")
      },
      .move([.character("Y")], "vertical axes by powers of ten, or even") { $0.dashboard.isLogarithmic.toggle() },
      arranging([.character("~")], hint: "smoothing", "weight of the moving average: 0, 0.6, 0.9, 0.97, 0.99") {
        $0.dashboard.smoothing = ($0.dashboard.smoothing + 1) % DashboardState.smoothings.count
      },
      .move([.character("]")], "show half as much of the horizontal axis") { zoom(by: 0.5, &$0) },
      .move([.character("[")], "show twice as much of the horizontal axis") { zoom(by: 2, &$0) },
      .move([.character("<")], "earlier on the horizontal axis, while a part of it is in view") {
        pan(by: -0.25, &$0)
      },
      .move([.character(">")], "later on the horizontal axis, while a part of it is in view") {
        pan(by: 0.25, &$0)
      },
      .move([.character("0")], "show all of the horizontal axis, evenly") {
        $0.dashboard.window = ChartWindow()
        $0.dashboard.isLogarithmic = false
      },
      .move([.left], "crosshair to the left, or the pane to the left") { step(-1, &$0) },
      .move([.right], "crosshair to the right, or the pane to the right") { step(1, &$0) },
      .move([.character(",")], "crosshair a tenth to the left") { $0.dashboard.moveCrosshair(by: -0.1) },
      .move([.character(".")], "crosshair a tenth to the right") { $0.dashboard.moveCrosshair(by: 0.1) },
      .move([.character("h")], "the pane to the left") { $0.moveDashboardFocus(x: -1, y: 0) },
      .move([.character("l")], "the pane to the right") { $0.moveDashboardFocus(x: 1, y: 0) },
      .move([.character("j"), .down], "the pane below") { $0.moveDashboardFocus(x: 0, y: 1) },
      .move([.character("k"), .up], "the pane above") { $0.moveDashboardFocus(x: 0, y: -1) },
      .move([.character("a")], "add a pane after the one in focus") { open(.add, &$0) },
      arranging([.character("d"), .delete], "take the pane in focus away") { $0.removeDashboardPane() },
      arranging([.character("H")], "move the pane in focus to an earlier place") { $0.moveDashboardPane(-1) },
      arranging([.character("L")], "move the pane in focus to a later place") { $0.moveDashboardPane(1) },
      arranging([.character("r")], "arrange the panes as at the beginning") {
        $0.dashboard.panes = nil
        $0.dashboard.focus = .chart("return")
        $0.dashboard.isZoomed = false
      },
    ])

  /// The keys of the dashboard's menus.
  static let dashboardMenu = BindingContext(
    "Charts to choose", isModal: true,
    [
      arranging([.enter, .character(" ")], hint: "choose", "take what is selected; pins or unpins a run") { model in
        guard let menu = model.dashboard.menu else { return }
        if menu.choose(&model) { model.dashboard.menu = nil }
      },
      .move([.character("j"), .down], hint: "down", "the next one") { select(by: 1, &$0) },
      .move([.character("k"), .up], hint: "up", "the one before") { select(by: -1, &$0) },
      .move([.character("g"), .home], "the first one") { select(by: -.max / 2, &$0) },
      .move([.character("G"), .end], "the last one") { select(by: .max / 2, &$0) },
      .move([.escape, .character("q")], hint: "close", "close the menu") { $0.dashboard.menu = nil },
    ])

  /// A binding that changes how the panes are arranged, which is remembered.
  private static func arranging(
    _ keys: [Key], hint: String = "", _ description: String, _ change: @escaping @Sendable (inout AppModel) -> Void
  ) -> Binding {
    Binding(keys, hint: hint, description) { model, _ in model.prefer(change) }
  }

  private static func open(_ purpose: DashboardMenu.Purpose, _ model: inout AppModel) {
    var menu = DashboardMenu(purpose: purpose)
    menu.selected = menu.choices(model).firstIndex { $0.content == model.dashboard.focus && purpose != .pin } ?? 0
    model.dashboard.menu = menu
  }

  private static func zoom(by factor: Double, _ model: inout AppModel) {
    let before = model.dashboard.window
    model.dashboard.zoomAxis(by: factor)
    guard model.dashboard.window == before else { return }
    if model.dashboard.extent == nil {
      model.say("there is nothing to zoom: no curve has two points yet")
    } else {
      model.say(factor < 1 ? "it is as near as it goes" : "all of the horizontal axis is in view")
    }
  }

  private static func pan(by share: Double, _ model: inout AppModel) {
    let before = model.dashboard.window
    model.dashboard.panAxis(by: share)
    guard model.dashboard.window == before else { return }
    model.say(before.span == nil ? "all of the horizontal axis is in view; ] zooms" : "the axis ends there")
  }

  private static func select(by amount: Int, _ model: inout AppModel) {
    guard let menu = model.dashboard.menu else { return }
    let count = menu.choices(model).count
    model.dashboard.menu?.selected = max(0, min(count - 1, menu.selected + amount))
  }

  /// Moves the crosshair by a hundredth of what is in view or, while it is off, the focus.
  private static func step(_ direction: Int, _ model: inout AppModel) {
    if model.dashboard.cursor == nil {
      model.moveDashboardFocus(x: direction, y: 0)
    } else {
      model.dashboard.moveCrosshair(by: Double(direction) / 100)
    }
  }
}
