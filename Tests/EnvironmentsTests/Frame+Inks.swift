import RLCore

extension Frame {
  /// What whole units show, row by row, of the rectangles in the frame; lines are thinner than a unit.
  var inks: [Ink] {
    var inks = [Ink](repeating: .empty, count: width * height)
    for shape in shapes {
      guard case .rectangle(let corner, let size) = shape.form else { continue }
      for y in Int(corner.y)..<Int(corner.y + size.y) {
        for x in Int(corner.x)..<Int(corner.x + size.x) where x < width && y < height {
          inks[y * width + x] = shape.ink
        }
      }
    }
    return inks
  }

  /// What one whole unit shows.
  func ink(_ x: Int, _ y: Int) -> Ink { inks[y * width + x] }
}
