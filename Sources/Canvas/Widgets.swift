extension Grid {
  /// Draws a bar that is filled to `fraction`, in [0, 1].
  public mutating func progressBar(
    x: Int, y: Int, width: Int, fraction: Double, style: StyleToken = .pending, glyphs: GlyphSet
  ) {
    guard width > 0 else { return }
    let share = fraction.isFinite ? min(1, max(0, fraction)) : 0
    let full = Int((share * Double(width)).rounded(share < 1 ? .down : .toNearestOrEven))
    for column in 0..<width {
      let isFull = column < full
      put(isFull ? glyphs.barFull : glyphs.barEmpty, width: 1, x: x + column, y: y, style: isFull ? style : .muted)
    }
  }

  /// Draws hints, most important first, as many as fit whole into the row.
  public mutating func keyHints(_ hints: [KeyHint], y: Int) {
    for (index, columns) in KeyHint.places(of: hints, width: width) {
      let x = write(hints[index].key, x: columns.lowerBound, y: y, style: .key)
      write(" " + hints[index].text, x: x, y: y, style: .muted)
    }
  }

  /// Draws an interval with its mean on a scale: `├──●──┤`.
  public mutating func interval(
    x: Int, y: Int, width: Int, low: Double, mean: Double, high: Double, scale: ChartScale, style: StyleToken,
    glyphs: GlyphSet
  ) {
    guard width > 0, low.isFinite, mean.isFinite, high.isFinite else { return }
    let first = scale.place(low, of: width)
    let last = scale.place(high, of: width)
    if scale.low < 0, scale.high > 0 {
      put(glyphs.pick("┊", ":"), width: 1, x: x + scale.place(0, of: width), y: y, style: .muted)
    }
    for column in first...max(first, last) {
      put(glyphs.pick("─", "-"), width: 1, x: x + column, y: y, style: style)
    }
    put(glyphs.pick("├", "["), width: 1, x: x + first, y: y, style: style)
    put(glyphs.pick("┤", "]"), width: 1, x: x + last, y: y, style: style)
    put(glyphs.pick("●", "*"), width: 1, x: x + scale.place(mean, of: width), y: y, style: style)
  }
}

/// A key and what it does now, for the footer.
public struct KeyHint: Sendable, Equatable {
  /// The key's label.
  public var key: String
  /// One or two words.
  public var text: String

  /// Makes a hint.
  public init(key: String, text: String) {
    self.key = key
    self.text = text
  }

  /// Which of some hints fit whole into a row, most important first, and the columns of each.
  public static func places(of hints: [KeyHint], width: Int) -> [(index: Int, columns: Range<Int>)] {
    var x = 0
    var places: [(index: Int, columns: Range<Int>)] = []
    for (index, hint) in hints.enumerated() {
      let needed = columnWidth(of: hint.key) + 1 + columnWidth(of: hint.text)
      guard x + needed <= width else { continue }
      places.append((index, x..<x + needed))
      x += needed + 2
    }
    return places
  }
}
