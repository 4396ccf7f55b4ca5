extension Grid {
  /// Writes one grapheme; nothing happens where it does not fit whole. A wide glyph that loses a half becomes blank.
  public mutating func put(_ glyph: String, width glyphWidth: Int, x: Int, y: Int, style: StyleToken) {
    guard glyphWidth > 0, x >= 0, y >= 0, y < height, x + glyphWidth <= width else { return }
    if self[x, y].glyph.isEmpty, x > 0 {
      self[x - 1, y].glyph = " "
    }
    let after = x + glyphWidth
    if after < width, self[after, y].glyph.isEmpty {
      self[after, y].glyph = " "
    }
    self[x, y] = Cell(glyph: glyph, style: style)
    if glyphWidth == 2 {
      self[x + 1, y] = Cell(glyph: "", style: style)
    }
  }

  /// Writes a text from a place to the right, at most `maxWidth` columns of it, without an ellipsis.
  ///
  /// Control characters and lone marks are left out; what would stand outside the grid is not written.
  /// - Returns: the column after the text.
  @discardableResult
  public mutating func write(
    _ text: String, x: Int, y: Int, style: StyleToken = .text, maxWidth: Int = .max
  ) -> Int {
    var column = x
    let end = maxWidth > width - min(x, 0) ? width : min(width, x + max(0, maxWidth))
    guard y >= 0, y < height else { return column }
    for character in text {
      let next = columnWidth(of: character)
      guard next > 0 else { continue }
      guard column + next <= end else { break }
      put(String(bounded(character)), width: next, x: column, y: y, style: style)
      column += next
    }
    return column
  }

  /// Gives every cell of a rectangle the same one-column glyph and style.
  public mutating func fill(_ rect: Rect, glyph: String = " ", style: StyleToken = .text) {
    for y in max(0, rect.y)..<max(0, rect.y, min(height, rect.y + rect.height)) {
      for x in max(0, rect.x)..<max(0, rect.x, min(width, rect.x + rect.width)) {
        put(glyph, width: 1, x: x, y: y, style: style)
      }
    }
  }

  /// Gives the cells of a rectangle another style and leaves their glyphs.
  public mutating func restyle(_ rect: Rect, style: StyleToken) {
    for y in max(0, rect.y)..<max(0, rect.y, min(height, rect.y + rect.height)) {
      for x in max(0, rect.x)..<max(0, rect.x, min(width, rect.x + rect.width)) {
        self[x, y].style = style
      }
    }
  }

  /// Draws a frame along the edge of a rectangle, with a title in its top line.
  ///
  /// Focus shows as a double line as well as by its style.
  public mutating func box(_ rect: Rect, title: String = "", focused: Bool = false, glyphs: GlyphSet = .unicode) {
    guard rect.width >= 2, rect.height >= 2 else { return }
    let lines = BoxLines.lines(glyphs, focused: focused)
    let style: StyleToken = focused ? .focus : .border
    let right = rect.x + rect.width - 1
    let bottom = rect.y + rect.height - 1
    for x in (rect.x + 1)..<right {
      put(lines.horizontal, width: 1, x: x, y: rect.y, style: style)
      put(lines.horizontal, width: 1, x: x, y: bottom, style: style)
    }
    for y in (rect.y + 1)..<bottom {
      put(lines.vertical, width: 1, x: rect.x, y: y, style: style)
      put(lines.vertical, width: 1, x: right, y: y, style: style)
    }
    put(lines.topLeft, width: 1, x: rect.x, y: rect.y, style: style)
    put(lines.topRight, width: 1, x: right, y: rect.y, style: style)
    put(lines.bottomLeft, width: 1, x: rect.x, y: bottom, style: style)
    put(lines.bottomRight, width: 1, x: right, y: bottom, style: style)
    guard !title.isEmpty, rect.width >= 6 else { return }
    let cut = truncated(title, to: rect.width - 4, ellipsis: glyphs.ellipsis)
    write(" \(cut) ", x: rect.x + 1, y: rect.y, style: .title, maxWidth: rect.width - 2)
  }

  /// Draws inside a rectangle, in its own coordinates: nothing that `body` does can reach outside it.
  public mutating func draw(in rect: Rect, _ body: (inout Grid) -> Void) {
    var part = Grid(width: rect.width, height: rect.height)
    for y in 0..<part.height {
      for x in 0..<part.width {
        part[x, y] = self[rect.x + x, rect.y + y]
      }
    }
    body(&part)
    for y in 0..<part.height {
      for x in 0..<part.width {
        let cell = part[x, y]
        guard !cell.glyph.isEmpty else { continue }
        let wide = x + 1 < part.width && part[x + 1, y].glyph.isEmpty
        put(cell.glyph, width: wide ? 2 : 1, x: rect.x + x, y: rect.y + y, style: cell.style)
      }
    }
    takeParts(of: part, at: rect)
  }

  /// Draws a pane: a box, and whatever `body` draws inside it.
  public mutating func pane(
    _ rect: Rect, title: String, focused: Bool = false, glyphs: GlyphSet, _ body: (inout Grid) -> Void
  ) {
    box(rect, title: title, focused: focused, glyphs: glyphs)
    draw(in: rect.inset(1), body)
  }
}
