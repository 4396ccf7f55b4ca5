/// Dots finer than cells: 2 across and 4 down in every cell, shown as braille.
struct DotCanvas {
  /// Cells across and down.
  let columns: Int
  let rows: Int
  private(set) var cells: [UInt8]

  init(columns: Int, rows: Int) {
    self.columns = max(0, columns)
    self.rows = max(0, rows)
    cells = [UInt8](repeating: 0, count: self.columns * self.rows)
  }

  /// Dots across.
  var width: Int { columns * 2 }
  /// Dots down.
  var height: Int { rows * 4 }

  /// Sets a dot; (0, 0) is at the top left.
  mutating func set(x: Int, y: Int) {
    guard x >= 0, y >= 0, x < width, y < height else { return }
    cells[(y / 4) * columns + x / 2] |= brailleBit(x: x % 2, y: y % 4)
  }

  /// Clears every second column of dots.
  mutating func keepEvenColumns() {
    let even = (0..<4).reduce(UInt8(0)) { $0 | brailleBit(x: 0, y: $1) }
    for place in cells.indices { cells[place] &= even }
  }

  /// Sets the dots of a line (Bresenham), both ends included.
  mutating func line(fromX: Int, fromY: Int, toX: Int, toY: Int) {
    let spanX = abs(toX - fromX)
    let spanY = -abs(toY - fromY)
    let stepX = fromX < toX ? 1 : -1
    let stepY = fromY < toY ? 1 : -1
    var x = fromX
    var y = fromY
    var error = spanX + spanY
    while true {
      set(x: x, y: y)
      if x == toX, y == toY { return }
      let doubled = 2 * error
      if doubled >= spanY {
        error += spanY
        x += stepX
      }
      if doubled <= spanX {
        error += spanX
        y += stepY
      }
    }
  }
}

/// The bit of a braille pattern for a dot of the 2x4 block.
public func brailleBit(x: Int, y: Int) -> UInt8 {
  switch (x & 1, y & 3) {
  case (0, 0): 0x01
  case (0, 1): 0x02
  case (0, 2): 0x04
  case (0, _): 0x40
  case (_, 0): 0x08
  case (_, 1): 0x10
  case (_, 2): 0x20
  default: 0x80
  }
}

/// The character that shows a braille pattern.
public func brailleGlyph(_ bits: UInt8) -> String {
  guard let scalar = Unicode.Scalar(0x2800 + UInt32(bits)) else { return " " }
  return String(Character(scalar))
}
