import Canvas
import RLCore

/// Draws an environment's frame as large as fits: two pixels a row in half blocks, finer dots where space is short.
///
/// Without colour the inks still differ: the agent is solid, others shaded or dotted, a small object round.
struct FrameView {
  let frame: Frame
  let glyphs: GlyphSet

  /// Draws over the whole of `grid`, centred.
  func draw(on grid: inout Grid) {
    guard frame.width > 0, frame.height > 0, grid.width > 0, grid.height > 0 else { return }
    let density = density(width: grid.width, height: grid.height)
    let raster = Raster(frame, width: grid.width * density.x, height: grid.height * density.y)
    let cells = cells(width: grid.width, height: grid.height)
    let left = (grid.width - cells.width) / 2
    let top = (grid.height - cells.height) / 2
    // Where room is left over, the edge of the picture has to show; outside the grid nothing of it is drawn.
    grid.box(Rect(x: left - 1, y: top - 1, width: cells.width + 2, height: cells.height + 2), glyphs: glyphs)
    let ball = density.x == 2 ? raster.smallBallCentre.map { (x: $0.x / 2, y: $0.y / 4) } : nil
    for y in 0..<cells.height {
      for x in 0..<cells.width {
        let cell =
          density.x == 1
          ? halfBlock(top: raster[x, y * 2], bottom: raster[x, y * 2 + 1])
          : braille(raster, x: x, y: y, hidesBall: ball != nil)
        guard let cell else { continue }
        grid.put(cell.text, width: 1, x: left + x, y: top + y, style: cell.style)
      }
    }
    if let ball { grid.put("●", width: 1, x: left + ball.x, y: top + ball.y, style: .ball) }
  }

  /// The cells that the picture takes of a room of `width` x `height`.
  func cells(width: Int, height: Int) -> (width: Int, height: Int) {
    guard frame.width > 0, frame.height > 0, width > 0, height > 0 else { return (0, 0) }
    let density = density(width: width, height: height)
    let size = Raster.size(frame, width: width * density.x, height: height * density.y)
    return ((size.width + density.x - 1) / density.x, (size.height + density.y - 1) / density.y)
  }

  /// Pixels to a cell: half blocks where the whole picture fits that way, otherwise braille.
  private func density(width: Int, height: Int) -> (x: Int, y: Int) {
    let isFull = frame.width <= width && frame.height <= height * 2
    return glyphs == .unicode && !isFull ? (2, 4) : (1, 2)
  }

  private func halfBlock(top: Frame.Ink, bottom: Frame.Ink) -> TableCell? {
    let ink = top.rank >= bottom.rank ? top : bottom
    guard ink != .empty else { return nil }
    if glyphs == .ascii { return TableCell(ink.asciiGlyph, ink.style) }
    let glyph = top == bottom ? ink.fullGlyph : (ink == top ? "▀" : "▄")
    return TableCell(glyph, ink.style)
  }

  private func braille(_ raster: Raster, x: Int, y: Int, hidesBall: Bool) -> TableCell? {
    var bits: UInt8 = 0
    var strongest = Frame.Ink.empty
    for row in 0..<4 {
      for column in 0..<2 {
        let ink = raster[x * 2 + column, y * 4 + row]
        guard ink != .empty, !(hidesBall && ink == .object) else { continue }
        if ink.rank > strongest.rank { strongest = ink }
        if ink == .other, (row + column) % 2 == 1 { continue }
        bits |= brailleBit(x: column, y: row)
      }
    }
    guard bits != 0 else { return nil }
    return TableCell(brailleGlyph(bits), strongest.style)
  }
}

/// A frame scaled to fit; what matters most wins where pixels fall together.
private struct Raster {
  let width: Int
  let height: Int
  private var inks: [Frame.Ink]

  init(_ frame: Frame, width roomX: Int, height roomY: Int) {
    (width, height) = Self.size(frame, width: roomX, height: roomY)
    let scale = Self.scale(frame, width: roomX, height: roomY)
    inks = [Frame.Ink](repeating: .empty, count: width * height)
    for y in 0..<frame.height {
      for x in 0..<frame.width {
        let ink = frame[x, y]
        guard ink != .empty else { continue }
        let fromX = Int(Double(x) / scale)
        let fromY = Int(Double(y) / scale)
        for targetY in fromY...max(fromY, Int((Double(y + 1) / scale).rounded(.down)) - 1) where targetY < height {
          for targetX in fromX...max(fromX, Int((Double(x + 1) / scale).rounded(.down)) - 1) where targetX < width {
            let place = targetY * width + targetX
            if ink.rank > inks[place].rank { inks[place] = ink }
          }
        }
      }
    }
  }

  /// Frame pixels to one of ours; small frames grow by whole numbers up to four.
  private static func scale(_ frame: Frame, width: Int, height: Int) -> Double {
    let shrink = max(Double(frame.width) / Double(width), Double(frame.height) / Double(height))
    return shrink > 1 ? shrink : 1 / max(1, min(4, (1 / shrink).rounded(.down)))
  }

  static func size(_ frame: Frame, width: Int, height: Int) -> (width: Int, height: Int) {
    let scale = scale(frame, width: width, height: height)
    return (
      min(width, max(1, Int((Double(frame.width) / scale).rounded(.up)))),
      min(height, max(1, Int((Double(frame.height) / scale).rounded(.up))))
    )
  }

  subscript(x: Int, y: Int) -> Frame.Ink {
    x < width && y < height ? inks[y * width + x] : .empty
  }

  /// The middle of the ball, where it is small enough to be drawn as one character.
  var smallBallCentre: (x: Int, y: Int)? {
    var count = 0
    var sum = (x: 0, y: 0)
    for place in inks.indices where inks[place] == .object {
      count += 1
      sum.x += place % width
      sum.y += place / width
    }
    return (1...16).contains(count) ? (sum.x / count, sum.y / count) : nil
  }
}

extension Frame.Ink {
  /// What is drawn where several fall together.
  fileprivate var rank: Int {
    switch self {
    case .empty: 0
    case .scene: 1
    case .other: 2
    case .agent: 3
    case .object: 4
    }
  }

  fileprivate var style: StyleToken {
    switch self {
    case .empty, .scene: .muted
    case .agent: .agent
    case .other: .opponent
    case .object: .ball
    }
  }

  fileprivate var fullGlyph: String {
    switch self {
    case .empty: " "
    case .scene: "░"
    case .other: "▒"
    case .agent: "█"
    case .object: "●"
    }
  }

  fileprivate var asciiGlyph: String {
    switch self {
    case .empty: " "
    case .scene: "."
    case .other: "|"
    case .agent: "#"
    case .object: "o"
    }
  }
}
