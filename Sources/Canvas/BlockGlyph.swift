/// Which part of a cell is filled: 8 x 8 samples, bit `8 y + x`, and the block element that looks most like it.
struct BlockMask: Sendable, Equatable {
  /// Samples along either side of a cell.
  static let side = 8
  var bits: UInt64 = 0

  var count: Int { bits.nonzeroBitCount }

  mutating func set(x: Int, y: Int) { bits |= 1 << UInt64(8 * y + x) }

  /// The block element nearest to what is filled; nil where that is nothing.
  var glyph: String? {
    guard bits != 0 else { return nil }
    var best: (glyph: String?, distance: Int) = (nil, count)
    for (mask, glyph) in Self.glyphs {
      let distance = (bits ^ mask).nonzeroBitCount
      if distance < best.distance { best = (glyph, distance) }
    }
    return best.glyph
  }

  /// Every element with the samples that it fills: quadrants, and eighths from below and from the left.
  private static let glyphs: [(mask: UInt64, glyph: String)] = {
    let quadrants = ["", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█"]
    var glyphs: [(UInt64, String)] = quadrants.enumerated().dropFirst().map { index, glyph in
      (mask { x, y in index >> ((y < 4 ? 0 : 2) + (x < 4 ? 0 : 1)) & 1 == 1 }, glyph)
    }
    for (eighths, glyph) in zip(1..., ["▁", "▂", "▃", "▄", "▅", "▆", "▇"]) where eighths != 4 {
      glyphs.append((mask { _, y in y >= 8 - eighths }, glyph))
    }
    for (eighths, glyph) in zip(1..., ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]) where eighths != 4 {
      glyphs.append((mask { x, _ in x < eighths }, glyph))
    }
    glyphs.append((mask { _, y in y == 0 }, "▔"))
    glyphs.append((mask { x, _ in x == 7 }, "▕"))
    return glyphs
  }()

  private static func mask(_ contains: (Int, Int) -> Bool) -> UInt64 {
    var mask = BlockMask()
    for y in 0..<side {
      for x in 0..<side where contains(x, y) { mask.set(x: x, y: y) }
    }
    return mask.bits
  }
}
