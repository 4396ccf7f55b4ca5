extension Grid {
  /// Writes a short text into the frame of a pane, at the right of its upper or its lower line, where it costs no row.
  ///
  /// - Parameter after: columns of the line that are taken from the left, for instance by the title.
  public mutating func borderNote(
    _ text: String, of rect: Rect, isBelow: Bool = false, after taken: Int = 0, style: StyleToken = .muted,
    glyphs: GlyphSet
  ) {
    let room = rect.width - 4 - taken
    guard !text.isEmpty, room >= 4, rect.height >= 2 else { return }
    let cut = truncated(text, to: room, ellipsis: glyphs.ellipsis)
    let x = rect.x + rect.width - 3 - columnWidth(of: cut)
    write(" \(cut) ", x: x, y: isBelow ? rect.y + rect.height - 1 : rect.y, style: style)
  }
}
