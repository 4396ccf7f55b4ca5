/// One character cell: a grapheme that is one or two columns wide, and what it means.
public struct Cell: Sendable, Equatable {
  /// The grapheme; empty in the second column of a wide one.
  public var glyph: String
  /// What the cell means.
  public var style: StyleToken

  /// Makes a cell.
  public init(glyph: String = " ", style: StyleToken = .text) {
    self.glyph = glyph
    self.style = style
  }
}

/// A rectangle of cells; columns and rows count from 0 at the top left.
public struct Rect: Sendable, Equatable {
  /// Left column.
  public var x: Int
  /// Top row.
  public var y: Int
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// Makes a rectangle; negative sizes become 0.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// The rectangle without `amount` cells on every side.
  public func inset(_ amount: Int) -> Rect {
    Rect(x: x + amount, y: y + amount, width: width - 2 * amount, height: height - 2 * amount)
  }
}

/// A screen in memory. Everything is drawn here; a backend compares it with what the terminal shows.
public struct Grid: Sendable, Equatable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// Row-major cells (height x width).
  public private(set) var cells: [Cell]
  /// What a mouse can act on, the topmost last.
  public internal(set) var parts: [GridPart] = []

  /// A blank grid.
  public init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
    cells = [Cell](repeating: Cell(), count: self.width * self.height)
  }

  /// The whole grid as a rectangle.
  public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

  /// The cell at a place; writing outside the grid does nothing, reading there gives a blank.
  public subscript(x: Int, y: Int) -> Cell {
    get {
      guard x >= 0, x < width, y >= 0, y < height else { return Cell() }
      return cells[y * width + x]
    }
    set {
      guard x >= 0, x < width, y >= 0, y < height else { return }
      cells[y * width + x] = newValue
    }
  }
}
