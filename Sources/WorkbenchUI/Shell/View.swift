public import Canvas
import RLCore

/// The least size that the workbench can be used at.
let leastWidth = 60
let leastHeight = 15

/// Draws the workbench. Pure, and safe at any size.
public func view(_ model: AppModel) -> Grid {
  let grid = drawn(model)
  return model.glyphs == .ascii ? grid.inASCII() : grid
}

/// The workbench with what a mouse can act on, in whatever characters.
func drawn(_ model: AppModel) -> Grid {
  var grid = Grid(width: model.width, height: model.height)
  if model.width < leastWidth || model.height < leastHeight {
    drawTooSmall(model, on: &grid)
  } else {
    Header(model: model).draw(on: &grid)
    Chrome.drawTabs(model, y: 1, on: &grid)
    let body = Rect(x: 0, y: 2, width: model.width, height: model.height - 4)
    grid.draw(in: body) { model.current.draw(model, &$0) }
    for layer in model.parts.layers.entries { grid.draw(in: body) { layer.draw(model, &$0) } }
    Chrome.drawStatus(model, y: model.height - 2, on: &grid)
    Chrome.drawFooter(model, y: model.height - 1, on: &grid)
  }
  return grid
}

private func drawTooSmall(_ model: AppModel, on grid: inout Grid) {
  let text =
    "terminal too small (have \(model.width)x\(model.height), need \(leastWidth)x\(leastHeight))"
  let lines = wrapped(text, to: grid.width)
  let top = max(0, (grid.height - lines.count) / 2)
  for (index, line) in lines.enumerated() {
    grid.write(line, x: max(0, (grid.width - columnWidth(of: line)) / 2), y: top + index, style: .critical)
  }
}

extension Grid {
  /// Clears a centred rectangle of at most `width` x `height` and draws a focused pane there.
  mutating func dialog(
    width wanted: Int, height tall: Int, title: String, glyphs: GlyphSet, _ body: (inout Grid) -> Void
  ) {
    let size = (width: min(wanted, width), height: min(tall, height))
    let rect = Rect(
      x: (width - size.width) / 2, y: (height - size.height) / 2, width: size.width, height: size.height)
    fill(rect)
    // What lies under it has no keys, and no clicks.
    mark("dialog", bounds)
    pane(rect, title: title, focused: true, glyphs: glyphs, body)
  }

  /// Writes a row of styled pieces from the left; returns the column after them.
  @discardableResult
  mutating func write(_ pieces: [TableCell], x: Int, y: Int, gap: Int = 0) -> Int {
    var column = x
    for piece in pieces where !piece.text.isEmpty {
      column = write(piece.text, x: column, y: y, style: piece.style) + gap
    }
    return column
  }
}
