import Canvas

/// Where the panes of the dashboard stand: a large chart with smaller ones under it, and a column at the right for the
/// picture and the metrics.
struct DashboardLayout {
  /// A pane in its place.
  struct Placed: Equatable {
    var content: PaneContent
    var rect: Rect
  }

  /// The panes that are shown.
  private(set) var panes: [Placed] = []
  /// Charts for which there is no room.
  private(set) var hidden = 0
  /// Charts in a row under the large one; 0 where there is no such row.
  private(set) var columns = 0

  /// Places `contents` on `room`.
  ///
  /// - Parameters:
  ///   - focus: is shown in any case.
  ///   - aspect: width of the picture by its height, in cells.
  ///   - metricRows: rows that the metrics would fill.
  init(_ contents: [PaneContent], focus: PaneContent, aspect: Double, metricRows: Int, room: Rect) {
    let charts = contents.filter { if case .chart = $0 { true } else { false } }
    var side = contents.filter { $0 == .picture || $0 == .metrics }
    let isLow = room.height < 14
    if isLow, side.count > 1 { side = [focus == .picture ? .picture : .metrics] }
    guard let first = charts.first else {
      placeSide(side, room, topHeight: room.height / 2)
      return
    }
    let small = charts.dropFirst()
    let most = isLow ? 0 : max(1, Int(Double(room.height) * 0.55) / 8)
    // The picture has what the metrics leave, and the width of their column follows the picture.
    var top = room.height - min(metricRows + 2, room.height / 2)
    let sideWidth = side.isEmpty ? 0 : Self.sideWidth(room, topHeight: top, aspect: aspect)
    let left = room.width - sideWidth
    columns = isLow ? 0 : max(1, left / (room.width < 100 ? 25 : room.width < 150 ? 30 : 33))
    let rowCount = min(most, columns > 0 ? (small.count + columns - 1) / columns : 0)
    let low = rowCount > 0 ? Self.lowHeight(rowCount, room) : 0
    let main = Rect(x: room.x, y: room.y, width: left, height: room.height - low)

    if rowCount == 0 {
      // One chart at a time: the one in focus.
      panes.append(Placed(content: charts.contains(focus) ? focus : first, rect: main))
      hidden = charts.count - 1
    } else {
      panes.append(Placed(content: first, rect: main))
      placeSmall(
        Array(small), focus: focus, rows: rowCount,
        Rect(x: room.x, y: room.y + main.height, width: left, height: low))
    }
    // Edges that nearly meet shall meet.
    if low > 0, abs(top - main.height) <= 3 { top = main.height }
    placeSide(side, Rect(x: room.x + left, y: room.y, width: sideWidth, height: room.height), topHeight: top)
  }

  private static func lowHeight(_ rows: Int, _ room: Rect) -> Int {
    min(Int(Double(room.height) * 0.52), rows * 10)
  }

  private static func sideWidth(_ room: Rect, topHeight: Int, aspect: Double) -> Int {
    if room.width < 76 { return 24 }
    let wanted = Int((Double(max(1, topHeight - 3)) * aspect).rounded(.up)) + 2
    return min(max(30, wanted), room.width * 2 / 5)
  }

  /// Places as many small charts as there is room for, beginning so that the one in focus is among them.
  private mutating func placeSmall(_ charts: [PaneContent], focus: PaneContent, rows: Int, _ room: Rect) {
    let capacity = rows * columns
    var start = 0
    if let index = charts.firstIndex(of: focus), index >= capacity { start = (index / columns - rows + 1) * columns }
    let shown = Array(charts.dropFirst(start).prefix(capacity))
    hidden = charts.count - shown.count
    // Fewer charts than places: rows take as many as they can share evenly, and fill the width.
    var index = 0
    for row in 0..<rows {
      let count = shown.count / rows + (row < shown.count % rows ? 1 : 0)
      let top = room.height * row / rows
      let bottom = room.height * (row + 1) / rows
      for column in 0..<count {
        let from = room.width * column / count
        let to = room.width * (column + 1) / count
        panes.append(
          Placed(
            content: shown[index],
            rect: Rect(x: room.x + from, y: room.y + top, width: to - from, height: bottom - top)))
        index += 1
      }
    }
  }

  private mutating func placeSide(_ side: [PaneContent], _ room: Rect, topHeight: Int) {
    guard side.count > 1 else {
      if let only = side.first { panes.append(Placed(content: only, rect: room)) }
      return
    }
    let top = Rect(x: room.x, y: room.y, width: room.width, height: topHeight)
    let bottom = Rect(x: room.x, y: room.y + topHeight, width: room.width, height: room.height - topHeight)
    panes.append(Placed(content: .picture, rect: top))
    panes.append(Placed(content: .metrics, rect: bottom))
  }

  /// The pane beside that of `content`, `x` to the right and `y` down; nil where there is none.
  func neighbour(of content: PaneContent, x: Int, y: Int) -> PaneContent? {
    guard let from = panes.first(where: { $0.content == content })?.rect else { return panes.first?.content }
    /// How far away a pane lies: first whether it is beside this one at all, then the gap, then how far it is shifted.
    func distance(_ rect: Rect) -> (apart: Int, gap: Int, shift: Int)? {
      let (own, other) = x != 0 ? (from.columns, rect.columns) : (from.rows, rect.rows)
      let (ownSide, side) = x != 0 ? (from.rows, rect.rows) : (from.columns, rect.columns)
      let gap = x + y > 0 ? other.lowerBound - own.upperBound : own.lowerBound - other.upperBound
      guard gap >= 0 else { return nil }
      return (side.overlaps(ownSide) ? 0 : 1, gap, abs(side.lowerBound - ownSide.lowerBound))
    }
    return panes.compactMap { pane in distance(pane.rect).map { (pane.content, $0) } }.min { $0.1 < $1.1 }?.0
  }
}

extension Rect {
  fileprivate var columns: Range<Int> { x..<(x + width) }
  fileprivate var rows: Range<Int> { y..<(y + height) }
}
