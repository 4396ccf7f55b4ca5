extension Grid {
  /// Row `y` as text, blanks at the end included.
  public func line(_ y: Int) -> String {
    (0..<width).map { self[$0, y].glyph }.joined()
  }

  /// The whole grid as text, blanks at the ends of lines left out; what `:screenshot` saves.
  public var text: String {
    (0..<height).map { y in
      var line = Substring(line(y))
      while line.last == " " { line.removeLast() }
      return String(line)
    }.joined(separator: "\n")
  }

  /// The grid with every glyph in printable ASCII, for terminals that have no more.
  ///
  /// A wide glyph becomes two columns, so that nothing moves.
  public func inASCII() -> Grid {
    var result = self
    for y in 0..<height {
      for x in 0..<width {
        let glyph = self[x, y].glyph
        if glyph.isEmpty {
          result[x, y].glyph = " "
        } else if !glyph.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
          result[x, y].glyph = Self.asciiGlyphs[glyph] ?? "?"
        }
      }
    }
    return result
  }

  /// Likenesses of what screens and advisors use most.
  private static let asciiGlyphs: [String: String] = [
    "α": "a", "β": "b", "…": "~", "—": "-", "–": "-", "−": "-", "·": ".", "•": "*", "→": ">", "←": "<", "“": "\"",
    "”": "\"", "‘": "'", "’": "'", "✓": "+", "✗": "x", "≤": "<", "≥": ">", "±": "+", "×": "x", "°": "o", "é": "e",
  ]
}
