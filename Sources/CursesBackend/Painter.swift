internal import CNcurses
internal import Canvas

/// Draws grids into the curses screen and remembers what it drew, so that only rows that differ are touched.
struct Painter {
  private let mapping: ColorMapping
  private let encoder: CellEncoder
  private var shown: Grid?
  private var theme: Theme?
  private var styles: [StyleToken: CellStyle] = [:]
  private var buffer: [CNcurses_Cell] = []

  init(mapping: ColorMapping, encoder: CellEncoder) {
    self.mapping = mapping
    self.encoder = encoder
  }

  /// Makes the next grid be drawn in full.
  mutating func forget() {
    shown = nil
  }

  /// Draws what differs from the last grid; false where nothing does.
  mutating func paint(_ grid: Grid, theme: Theme, width: Int, height: Int) -> Bool {
    if self.theme != theme {
      self.theme = theme
      shown = nil
      styles = Dictionary(uniqueKeysWithValues: StyleToken.allCases.map { ($0, style(of: $0, in: theme)) })
    }
    let old = shown.flatMap { $0.width == grid.width && $0.height == grid.height ? $0 : nil }
    if let old, old == grid { return false }
    if old == nil { CNcurses_erase() }
    let rows = min(height, grid.height)
    let columns = min(width, grid.width)
    for row in 0..<rows where columns > 0 {
      let start = row * grid.width
      let new = grid.cells[start..<start + columns]
      if let old {
        paintChanges(in: new, since: old.cells[start..<start + columns], row: row)
      } else {
        paint(new, from: 0, through: columns - 1, row: row)
      }
    }
    shown = grid
    return true
  }

  /// Draws the span from the first to the last changed cell; curses finds the equal ones in between.
  private mutating func paintChanges(in new: ArraySlice<Cell>, since old: ArraySlice<Cell>, row: Int) {
    let start = new.startIndex
    guard var first = new.indices.first(where: { new[$0] != old[$0] }),
      var last = new.indices.last(where: { new[$0] != old[$0] })
    else { return }
    // How a glyph is drawn depends on whether the cell after it is its second column, so spans end between glyphs.
    while first > start, new[first].glyph.isEmpty || old[first].glyph.isEmpty { first -= 1 }
    while last + 1 < new.endIndex, new[last + 1].glyph.isEmpty || old[last + 1].glyph.isEmpty { last += 1 }
    paint(new, from: first - start, through: last - start, row: row)
  }

  private mutating func paint(_ cells: ArraySlice<Cell>, from first: Int, through last: Int, row: Int) {
    buffer.removeAll(keepingCapacity: true)
    var column = first
    while column <= last {
      let cell = cells[cells.startIndex + column]
      let isWide = !cell.glyph.isEmpty && column < last && cells[cells.startIndex + column + 1].glyph.isEmpty
      encoder.append(cell.glyph, columns: isWide ? 2 : 1, style: styles[cell.style] ?? CellStyle(), to: &buffer)
      column += isWide ? 2 : 1
    }
    CNcurses_put(Int32(row), Int32(first), buffer, buffer.count)
  }

  private func style(of token: StyleToken, in theme: Theme) -> CellStyle {
    let look = mapping.look(of: token, in: theme)
    var attributes = 0
    if look.bold { attributes |= CNcurses_bold }
    if look.dim { attributes |= CNcurses_dim }
    if look.underline { attributes |= CNcurses_underline }
    if look.reverse { attributes |= CNcurses_reverse }
    // With no colours no pair may be asked for: alloc_pair crashes where start_color failed.
    let isPlain = mapping.level == .none || (look.foreground < 0 && look.background < 0)
    let pair = isPlain ? 0 : CNcurses_pair(look.foreground, look.background)
    return CellStyle(attributes: UInt32(attributes), pair: pair)
  }
}
