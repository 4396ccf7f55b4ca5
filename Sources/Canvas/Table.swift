/// One text of a table and what it means.
public struct TableCell: Sendable, Equatable {
  /// The text.
  public var text: String
  /// What it means.
  public var style: StyleToken

  /// Makes a cell.
  public init(_ text: String, _ style: StyleToken = .text) {
    self.text = text
    self.style = style
  }
}

/// One column of a table.
public struct TableColumn: Sendable, Equatable {
  /// Its heading.
  public var title: String
  /// Columns of the screen it takes.
  public var width: Int
  /// Where its texts stand.
  public var alignment: Alignment

  /// Makes a column.
  public init(_ title: String, width: Int, _ alignment: Alignment = .leading) {
    self.title = title
    self.width = width
    self.alignment = alignment
  }
}

/// Rows under headings, with a selection that is always in view and the position `i/N` in `position`.
///
/// The selected row has a pointer before it as well as its style, and each row is a part of the list for a mouse.
public struct Table: Sendable, Equatable {
  /// The columns.
  public var columns: [TableColumn]
  /// The rows, each as long as `columns`.
  public var rows: [[TableCell]]
  /// The selected row.
  public var selected: Int?
  /// Whether headings are drawn.
  public var hasHeader: Bool
  /// Rows that belong together, from the first on: a click on any of them is one on all.
  public var rowHeight = 1
  /// Shown where there is no row.
  public var emptyText: String
  /// Which characters may be used.
  public var glyphs: GlyphSet

  /// Makes a table.
  public init(
    columns: [TableColumn], rows: [[TableCell]], selected: Int? = nil, hasHeader: Bool = true,
    emptyText: String = "nothing here yet", glyphs: GlyphSet = .unicode
  ) {
    self.columns = columns
    self.rows = rows
    self.selected = selected
    self.hasHeader = hasHeader
    self.emptyText = emptyText
    self.glyphs = glyphs
  }

  /// The selection's place among the rows, for instance `3/12`.
  public var position: String { listPosition(selected, of: rows.count) }

  /// Draws over the whole of `grid`.
  public func draw(on grid: inout Grid) {
    guard !rows.isEmpty else {
      for (index, line) in wrapped(emptyText, to: grid.width - 2).enumerated() {
        grid.write(line, x: 1, y: index, style: .muted)
      }
      return
    }
    let top = hasHeader && grid.height > 1 ? 1 : 0
    if top == 1 {
      write(columns.map { TableCell($0.title, .muted) }, on: &grid, y: 0)
    }
    for index in visibleRows(count: rows.count, selected: selected ?? 0, height: grid.height - top) {
      let y = top + index - firstVisibleRow(count: rows.count, selected: selected ?? 0, height: grid.height - top)
      write(rows[index], on: &grid, y: y)
      grid.mark(
        "list", Rect(x: 0, y: y, width: grid.width, height: 1),
        place: selected.map { index / rowHeight - $0 / rowHeight })
      if index == selected {
        grid.restyle(Rect(x: 0, y: y, width: grid.width, height: 1), style: .selection)
        grid.put(glyphs.pointer, width: 1, x: 0, y: y, style: .selection)
      }
    }
  }

  private func write(_ cells: [TableCell], on grid: inout Grid, y: Int) {
    var x = 1
    for (column, cell) in zip(columns, cells) {
      let text = padded(cell.text, to: column.width, column.alignment, ellipsis: glyphs.ellipsis)
      grid.write(text, x: x, y: y, style: cell.style)
      x += column.width + 1
    }
  }
}

/// A place in a list as `i/N`, or `0/N` where nothing is selected.
public func listPosition(_ selected: Int?, of count: Int) -> String {
  "\(selected.map { min($0 + 1, count) } ?? 0)/\(count)"
}

/// The first row in view of a list that keeps its selection as near the middle as its ends allow.
public func firstVisibleRow(count: Int, selected: Int, height: Int) -> Int {
  max(0, min(selected - height / 2, count - height))
}

/// The rows in view of a list of `count` rows on `height` lines.
public func visibleRows(count: Int, selected: Int, height: Int) -> Range<Int> {
  guard count > 0, height > 0 else { return 0..<0 }
  let first = firstVisibleRow(count: count, selected: selected, height: height)
  return first..<min(count, first + height)
}
