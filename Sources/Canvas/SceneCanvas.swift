/// A picture of solid shapes, thin lines and single marks, drawn far finer than cells and shown by block elements and
/// braille; in ASCII by characters for full and half cells.
///
/// Places are in cells with fractions, (0, 0) at the top left. What is drawn later lies on top.
public struct SceneCanvas: Sendable {
  /// Cells across.
  public let columns: Int
  /// Cells down.
  public let rows: Int
  /// Which characters may be used.
  public let glyphs: GlyphSet

  /// A cell of a solid shape.
  private struct Block {
    var mask = BlockMask()
    var style = StyleToken.text
    /// Stands for a full cell; empty for block elements.
    var fill = ""
  }

  private var blocks: [Block]
  private var dots: DotCanvas
  private var dotStyles: [StyleToken]
  private var marks: [Int: TableCell] = [:]

  /// An empty picture.
  public init(columns: Int, rows: Int, glyphs: GlyphSet) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    self.glyphs = glyphs
    blocks = [Block](repeating: Block(), count: self.columns * self.rows)
    dots = DotCanvas(columns: self.columns, rows: self.rows)
    dotStyles = [StyleToken](repeating: .muted, count: self.columns * self.rows)
  }

  /// Fills a rectangle.
  ///
  /// - Parameter fill: stands for a full cell, for instance a shade; block elements where it is empty.
  public mutating func fill(
    x: Double, y: Double, width: Double, height: Double, style: StyleToken, fill: String = ""
  ) {
    solid(left: x, top: y, right: x + width, bottom: y + height, style, fill) { _, _ in true }
  }

  /// Draws a thick line with round ends; a disc where both ends are one.
  ///
  /// - Parameters:
  ///   - thickness: in columns.
  ///   - aspect: columns that are as long as a row.
  public mutating func limb(
    from: SIMD2<Double>, to: SIMD2<Double>, thickness: Double, aspect: Double, style: StyleToken, fill: String = ""
  ) {
    let radius = thickness / 2
    let (start, end) = (SIMD2(from.x, from.y * aspect), SIMD2(to.x, to.y * aspect))
    let way = end - start
    let length = (way * way).sum()
    solid(
      left: min(from.x, to.x) - radius, top: min(from.y, to.y) - radius / aspect, right: max(from.x, to.x) + radius,
      bottom: max(from.y, to.y) + radius / aspect, style, fill
    ) { x, y in
      let away = SIMD2(x, y * aspect) - start
      let share = length > 0 ? min(1, max(0, (away * way).sum() / length)) : 0
      let rest = away - way * share
      return (rest * rest).sum() <= radius * radius
    }
  }

  /// Draws a line one dot wide; a dashed one leaves every other pair of dots out.
  public mutating func line(from: SIMD2<Double>, to: SIMD2<Double>, style: StyleToken, isDashed: Bool = false) {
    let (start, end) = (SIMD2(from.x * 2, from.y * 4), SIMD2(to.x * 2, to.y * 4))
    let span = max(abs(end.x - start.x), abs(end.y - start.y))
    guard span.isFinite, span < 1e5 else { return }
    let count = max(1, Int(span.rounded(.up)))
    for index in 0..<count where !isDashed || index % 4 < 2 {
      let place = start + (end - start) * ((Double(index) + 0.5) / Double(count))
      dot(x: Int(place.x.rounded(.down)), y: Int(place.y.rounded(.down)), style)
    }
  }

  /// Puts one character at the cell of a place, over everything else.
  public mutating func mark(_ place: SIMD2<Double>, _ glyph: String, style: StyleToken) {
    guard let cell = cell(place) else { return }
    marks[cell] = TableCell(glyph, style)
  }

  /// Draws the picture; cells where nothing is are left as they are.
  public func draw(on grid: inout Grid, x: Int = 0, y: Int = 0) {
    for row in 0..<rows {
      for column in 0..<columns {
        guard let cell = look(row * columns + column) else { continue }
        grid.put(cell.text, width: 1, x: x + column, y: y + row, style: cell.style)
      }
    }
  }

  private func look(_ index: Int) -> TableCell? {
    if let mark = marks[index] { return mark }
    let block = blocks[index]
    if let text = text(of: block) { return TableCell(text, block.style) }
    let bits = dots.cells[index]
    guard bits != 0 else { return nil }
    return TableCell(glyphs == .unicode ? brailleGlyph(bits) : asciiDots(bits), dotStyles[index])
  }

  private func text(of block: Block) -> String? {
    if !block.fill.isEmpty { return block.mask.count >= 20 ? block.fill : nil }
    if glyphs == .unicode { return block.mask.glyph }
    guard block.mask.count >= 8 else { return nil }
    if block.mask.count >= 36 { return block.style == .opponent ? "%" : "#" }
    let upper = (block.mask.bits & 0xFFFF_FFFF).nonzeroBitCount
    return upper * 3 > block.mask.count * 2 ? "\"" : upper * 3 < block.mask.count ? "_" : "+"
  }

  /// A dash, a bar or a point, whatever the dots look like.
  private func asciiDots(_ bits: UInt8) -> String {
    func rows(_ mask: UInt8) -> Bool { bits & mask == mask }
    if rows(0x09) || rows(0x12) { return "-" }
    if rows(0x24) || rows(0xC0) { return "_" }
    return bits.nonzeroBitCount > 1 ? ":" : "."
  }

  private func cell(_ place: SIMD2<Double>) -> Int? {
    guard place.x >= 0, place.y >= 0, place.x < Double(columns), place.y < Double(rows) else { return nil }
    return Int(place.y) * columns + Int(place.x)
  }

  private mutating func dot(x: Int, y: Int, _ style: StyleToken) {
    // What lies on the far edge is still on the canvas.
    let (x, y) = (x == dots.width ? x - 1 : x, y == dots.height ? y - 1 : y)
    guard x >= 0, y >= 0, x < dots.width, y < dots.height else { return }
    dots.set(x: x, y: y)
    dotStyles[(y / 4) * columns + x / 2] = style
  }

  /// Fills what `contains` of a rectangle, by the middles of the samples.
  private mutating func solid(
    left: Double, top: Double, right: Double, bottom: Double, _ style: StyleToken, _ fill: String,
    contains: (Double, Double) -> Bool
  ) {
    guard [left, top, right, bottom].allSatisfy({ abs($0) < 1e6 }), right > left, bottom > top else { return }
    let (firstX, lastX) = (max(0, Int(left.rounded(.down))), min(columns, Int(right.rounded(.up))))
    let (firstY, lastY) = (max(0, Int(top.rounded(.down))), min(rows, Int(bottom.rounded(.up))))
    guard firstX < lastX, firstY < lastY else { return }
    let step = 1 / Double(BlockMask.side)
    for row in firstY..<lastY {
      for column in firstX..<lastX {
        var mask = BlockMask()
        for sampleY in 0..<BlockMask.side {
          let y = Double(row) + (Double(sampleY) + 0.5) * step
          guard y >= top, y < bottom else { continue }
          for sampleX in 0..<BlockMask.side {
            let x = Double(column) + (Double(sampleX) + 0.5) * step
            if x >= left, x < right, contains(x, y) { mask.set(x: sampleX, y: sampleY) }
          }
        }
        merge(mask, style, fill, at: row * columns + column)
      }
    }
  }

  /// Joins what looks the same; otherwise a cell, which has one colour, belongs to what covers it visibly last.
  private mutating func merge(_ mask: BlockMask, _ style: StyleToken, _ fill: String, at index: Int) {
    guard mask.bits != 0 else { return }
    if blocks[index].mask.bits != 0, blocks[index].style == style, blocks[index].fill == fill {
      blocks[index].mask.bits |= mask.bits
    } else if mask.count >= 12 || blocks[index].mask.count <= mask.count {
      blocks[index] = Block(mask: mask, style: style, fill: fill)
    }
  }
}
