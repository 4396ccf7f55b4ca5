/// A part of a grid that a mouse can act on, told of by whoever drew it.
public struct GridPart: Sendable, Equatable {
  /// What it is, by a name that its screen knows; rows of lists are `list`.
  public var name: String
  /// Where it is.
  public var rect: Rect
  /// Its place: in a list how many rows it lies below the selected one.
  public var place: Int?

  /// Makes a part.
  public init(_ name: String, _ rect: Rect, place: Int? = nil) {
    (self.name, self.rect, self.place) = (name, rect, place)
  }

  /// Whether a cell belongs to it.
  public func contains(x: Int, y: Int) -> Bool {
    (rect.x..<rect.x + rect.width).contains(x) && (rect.y..<rect.y + rect.height).contains(y)
  }
}

extension Grid {
  /// Says that a rectangle is a part that a mouse can act on; it lies over what was said of it before.
  public mutating func mark(_ name: String, _ rect: Rect, place: Int? = nil) {
    let shown = rect.clipped(to: bounds)
    if shown.width > 0, shown.height > 0 { parts.append(GridPart(name, shown, place: place)) }
  }

  /// The topmost part at a cell.
  public func part(x: Int, y: Int) -> GridPart? { parts.last { $0.contains(x: x, y: y) } }

  /// Takes over the parts of a grid that was drawn as `rect` of this one.
  mutating func takeParts(of part: Grid, at rect: Rect) {
    for one in part.parts {
      mark(
        one.name, Rect(x: rect.x + one.rect.x, y: rect.y + one.rect.y, width: one.rect.width, height: one.rect.height),
        place: one.place)
    }
  }
}

extension Rect {
  /// What of it lies within another one.
  fileprivate func clipped(to other: Rect) -> Rect {
    let (left, top) = (max(x, other.x), max(y, other.y))
    return Rect(
      x: left, y: top, width: min(x + width, other.x + other.width) - left,
      height: min(y + height, other.y + other.height) - top)
  }
}
