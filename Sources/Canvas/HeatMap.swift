/// Numbers of a table as shades: rows down, columns across, one number selected.
///
/// Shades are glyphs, not colours. What does not fit is reached by moving the selection, which is always in view.
public struct HeatMap: Sendable, Equatable {
  /// Names of the rows.
  public var rows: [String]
  /// Names of the columns; shown where they fit.
  public var columns: [String]
  /// The numbers, row-major (rows x columns); what is not finite is left blank.
  public var values: [Double]
  /// The number that gets the darkest shade, above 0.
  public var high: Double
  /// The selected row and column.
  public var selected: (row: Int, column: Int)
  /// Which characters may be used.
  public var glyphs: GlyphSet

  /// Makes a map.
  public init(
    rows: [String], columns: [String], values: [Double], high: Double, selected: (row: Int, column: Int),
    glyphs: GlyphSet = .unicode
  ) {
    self.rows = rows
    self.columns = columns
    self.values = values
    self.high = high
    self.selected = selected
    self.glyphs = glyphs
  }

  /// Whether both show the same.
  public static func == (one: HeatMap, other: HeatMap) -> Bool {
    one.rows == other.rows && one.columns == other.columns && one.values == other.values && one.high == other.high
      && one.selected == other.selected && one.glyphs == other.glyphs
  }

  /// The shades from nothing to `high`.
  public static func shades(_ glyphs: GlyphSet) -> [String] {
    glyphs == .unicode ? ["·", "░", "▒", "▓", "█"] : [".", ":", "+", "*", "#"]
  }

  /// The shade of a number: the first for nothing, the others for the four quarters up to `high`.
  public func shade(_ value: Double) -> String {
    let shades = Self.shades(glyphs)
    guard value.isFinite else { return " " }
    guard value > high * 1e-9, high > 0 else { return shades[0] }
    // Held to the range before it becomes a whole number: what is far above a tiny `high` has none.
    return shades[Int(min(4, max(1, (value / high * 4).rounded(.up))))]
  }

  /// Draws over the whole of `grid`: column names, rows with their names.
  public func draw(on grid: inout Grid) {
    guard !rows.isEmpty, !columns.isEmpty, grid.width >= 4, grid.height >= 1 else { return }
    let top = grid.height >= 3 ? 1 : 0
    let labelWidth = min(grid.width / 3, (rows.map { columnWidth(of: $0) }.max() ?? 0) + 1)
    let room = grid.width - labelWidth - 1
    guard room > 0 else { return }
    let cellWidth = max(1, min(4, room / columns.count))
    let across = visibleRows(count: columns.count, selected: selected.column, height: room / cellWidth)
    let down = visibleRows(count: rows.count, selected: selected.row, height: grid.height - top)
    if top == 1 { drawColumnNames(across, x: labelWidth + 1, cellWidth, on: &grid) }
    for (y, row) in down.enumerated() {
      let isHere = row == selected.row
      grid.write(
        (isHere ? glyphs.pointer : " ") + truncated(rows[row], to: labelWidth - 1, ellipsis: glyphs.ellipsis), x: 0,
        y: top + y, style: isHere ? .focus : .muted)
      for (place, column) in across.enumerated() {
        let index = row * columns.count + column
        guard values.indices.contains(index) else { continue }
        let isSelected = isHere && column == selected.column
        let glyph = shade(values[index])
        for offset in 0..<max(1, cellWidth - 1) {
          grid.put(
            glyph, width: 1, x: labelWidth + 1 + place * cellWidth + offset, y: top + y,
            style: isSelected ? .selection : .curveEnvironment)
        }
      }
    }
  }

  /// As many names as stand clear of each other; the selected one always.
  private func drawColumnNames(_ across: Range<Int>, x: Int, _ cellWidth: Int, on grid: inout Grid) {
    var taken: [Range<Int>] = []
    for column in [selected.column] + Array(across) where across.contains(column) {
      let width = columnWidth(of: columns[column])
      let place = x + (column - across.lowerBound) * cellWidth
      // The selected one's name is moved in from the edge, others are left out there.
      let start = column == selected.column ? max(0, min(place, grid.width - width)) : place
      let range = start..<(start + width)
      guard range.upperBound <= grid.width,
        !taken.contains(where: { $0.lowerBound <= range.upperBound && range.lowerBound <= $0.upperBound })
      else { continue }
      taken.append(range)
      grid.write(columns[column], x: start, y: 0, style: column == selected.column ? .focus : .muted)
    }
  }
}
