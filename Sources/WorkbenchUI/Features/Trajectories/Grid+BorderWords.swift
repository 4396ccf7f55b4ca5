import Canvas

extension Grid {
  /// Writes words into the right end of a pane's top or bottom line, as far as they leave room to its title; words that do
  /// not fit go from the left, the last stay longest.
  mutating func borderWords(
    _ words: [TableCell], of rect: Rect, title: String = "", atBottom: Bool = false, glyphs: GlyphSet
  ) {
    guard rect.width >= 8, rect.height >= 2 else { return }
    let used = atBottom || title.isEmpty ? 0 : columnWidth(of: title) + 2
    let room = rect.width - 4 - used
    var pieces = words.filter { !$0.text.isEmpty }
    func needed() -> Int { pieces.reduce(0) { $0 + columnWidth(of: $1.text) + 2 } }
    while needed() > room, pieces.count > 1 { pieces.removeFirst() }
    if needed() > room, let only = pieces.first {
      guard room >= 8 else { return }
      pieces = [TableCell(truncated(only.text, to: room - 2, ellipsis: glyphs.ellipsis), only.style)]
    }
    let y = atBottom ? rect.y + rect.height - 1 : rect.y
    var column = rect.x + rect.width - 1 - needed()
    for piece in pieces {
      column = write(" " + piece.text + " ", x: column, y: y, style: piece.style)
    }
  }

  /// Writes a heading over the whole width, its line going on behind it: a part of a pane without a frame of its own.
  mutating func heading(_ pieces: [TableCell], y: Int, glyphs: GlyphSet) {
    guard y >= 0, y < height else { return }
    for x in 0..<width { put(glyphs.pick("─", "-"), width: 1, x: x, y: y, style: .border) }
    var column = 1
    for piece in pieces where !piece.text.isEmpty && column < width - 2 {
      let text = truncated(piece.text, to: width - column - 2, ellipsis: glyphs.ellipsis)
      column = write(" " + text + " ", x: column, y: y, style: piece.style)
    }
  }
}
