import Canvas

/// Where the panes of the planning screen are. What pages needs to know it as well as what draws.
struct PlanLayout: Sendable, Equatable {
  /// The tree, or the curves; empty where the other pane fills the screen.
  let first: Rect
  /// The detail, or the map.
  let second: Rect
  /// Blocks as towers; empty where there are none, and where there is no room.
  let blocks: Rect

  init(_ model: AppModel) {
    self.init(
      side: model.plan.side, zoom: model.plan.zoom, width: model.width, height: max(0, model.height - 4),
      blockCount: model.plan.blockCount, rows: model.plan.rows.count)
  }

  /// The first row is the summary's. `blockCount` blocks are shown beside the `rows` of a tree.
  init(
    side: PlanState.Side, zoom: PlanState.Zoom, width: Int, height: Int, blockCount: Int = 0, rows: Int = 0
  ) {
    let whole = Rect(x: 0, y: 1, width: width, height: height - 1)
    let none = Rect(x: 0, y: 1, width: 0, height: 0)
    let count = side == .tree ? blockCount : 0
    switch zoom {
    case .first: (first, second, blocks) = (whole, none, none)
    case .second:
      first = none
      let below = count > 0 && whole.height >= 16 ? min(max(8, 2 * count + 5), whole.height / 2) : 0
      second = Rect(x: 0, y: 1, width: width, height: whole.height - below)
      blocks = Rect(x: 0, y: 1 + second.height, width: below > 0 ? width : 0, height: below)
    case .none:
      if width >= 100 {
        let left = side == .tree ? width * 13 / 20 : width / 2
        // A tower of all blocks has room, with name, table and colours; blocks are larger where the tree leaves more.
        let spare = whole.height - rows - 4
        let wanted = spare >= 2 * count + 5 ? 2 * count + 5 : count + 5
        let below = count > 0 && whole.height >= 18 ? min(max(9, wanted), max(spare, whole.height / 2)) : 0
        first = Rect(x: 0, y: 1, width: left, height: whole.height - below)
        blocks = Rect(x: 0, y: 1 + first.height, width: below > 0 ? left : 0, height: below)
        second = Rect(x: left, y: 1, width: width - left, height: whole.height)
      } else {
        let least = side == .tree ? max(4, whole.height * 2 / 5) : (whole.height + 1) / 2
        let hasBlocks = count > 0 && width >= 72 && least >= 6
        let below = hasBlocks ? min(max(least, count + 4), whole.height / 2) : least
        let right = hasBlocks ? min(width / 2, max(20, 2 * (count * 4 + 2) + 2)) : 0
        first = Rect(x: 0, y: 1, width: width, height: whole.height - below)
        second = Rect(x: 0, y: 1 + first.height, width: width - right, height: below)
        blocks = Rect(x: width - right, y: 1 + first.height, width: right, height: hasBlocks ? below : 0)
      }
    }
  }

  /// Headings take a row where there are some to spare.
  var hasHeader: Bool { first.height >= 7 }

  /// Rows of the tree in view.
  var treeRows: Int { max(1, first.height - 2 - (hasHeader ? 1 : 0)) }
}
