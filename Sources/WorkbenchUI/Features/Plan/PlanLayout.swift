import Canvas

/// Where the panes of the planning screen are. What pages needs to know it as well as what draws.
struct PlanLayout: Sendable, Equatable {
  /// The tree, or the curves; empty where the other pane fills the screen.
  let first: Rect
  /// The detail, or the map.
  let second: Rect

  init(_ model: AppModel) {
    self.init(
      side: model.plan.side, zoom: model.plan.zoom, width: model.width, height: max(0, model.height - 4))
  }

  /// The first row is the summary's.
  init(side: PlanState.Side, zoom: PlanState.Zoom, width: Int, height: Int) {
    let whole = Rect(x: 0, y: 1, width: width, height: height - 1)
    let none = Rect(x: 0, y: 1, width: 0, height: 0)
    switch zoom {
    case .first: (first, second) = (whole, none)
    case .second: (first, second) = (none, whole)
    case .none:
      if width >= 100 {
        let left = side == .tree ? width * 13 / 20 : width / 2
        first = Rect(x: 0, y: 1, width: left, height: whole.height)
        second = Rect(x: left, y: 1, width: width - left, height: whole.height)
      } else {
        let below = side == .tree ? max(4, whole.height * 2 / 5) : (whole.height + 1) / 2
        first = Rect(x: 0, y: 1, width: width, height: whole.height - below)
        second = Rect(x: 0, y: 1 + first.height, width: width, height: below)
      }
    }
  }

  /// Headings take a row where there are some to spare.
  var hasHeader: Bool { first.height >= 7 }

  /// Rows of the tree in view.
  var treeRows: Int { max(1, first.height - 2 - (hasHeader ? 1 : 0)) }
}
