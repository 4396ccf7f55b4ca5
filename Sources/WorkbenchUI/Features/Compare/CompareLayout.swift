import Canvas

/// Where the panes of the comparison stand: curves above, methods below them, and what the selected one means.
///
/// A small screen has the methods alone.
struct CompareLayout: Equatable {
  /// The curves; nil where there is no room or nothing to draw.
  var chart: Rect?
  /// The methods; nil where the curves have the room.
  var table: Rect?
  /// What the selected method means; nil where there is none.
  var meaning: Rect?
  /// Rows that each method has in the table.
  var rowHeight = 1

  /// Rows that the curves have at least.
  private static let leastChart = 7

  init(width: Int, height: Int, rows: Int, hasCurves: Bool, zoom: CompareState.Zoom) {
    let below = rows == 0 ? 0 : height < 16 ? 4 : height < 24 ? 5 : 7
    let free = max(0, height - below)
    if below > 0 { meaning = Rect(x: 0, y: free, width: width, height: min(below, height)) }
    var above = 0
    if hasCurves, zoom == .chart {
      above = free
    } else if hasCurves, zoom == .none, height >= 18 {
      // Heads, axis and frame beside the rows.
      let most = free < 24 ? free - Self.leastChart : free / 2
      rowHeight = Self.rowHeight(rows, room: most - 4)
      above = free - min(rows * rowHeight + 4, most)
    }
    if above > 0 { chart = Rect(x: 0, y: 0, width: width, height: above) }
    if above == 0 { rowHeight = Self.rowHeight(rows, room: free - 4) }
    if above < free || free == 0 { table = Rect(x: 0, y: above, width: width, height: free - above) }
  }

  /// A few methods have more rows each: one for their numbers, one for what guided them, one to stand apart.
  private static func rowHeight(_ rows: Int, room: Int) -> Int { max(1, min(3, room / max(1, rows))) }
}
