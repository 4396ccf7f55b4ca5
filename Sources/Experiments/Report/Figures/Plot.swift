import RLCore

/// The frame of a figure: title, axes with numbers and names, a grid, and a legend beside the data.
struct Plot {
  /// The drawing.
  private(set) var svg: SVG
  /// The data's left, top, right and bottom.
  let left: Double
  let top: Double
  let right: Double
  let bottom: Double
  private let horizontal: Axis
  private let vertical: Axis

  /// A frame with a legend of `entries`; none for fewer than one.
  init(
    _ head: FigureHead, description: String, horizontal: (axis: Axis, name: String),
    vertical: (axis: Axis, name: String),
    legend entries: [(name: String, style: FigureStyle)]
  ) {
    let names = entries.map { SVG.fitted($0.name, size: 12, width: 200) }
    let legend = (names.map { SVG.width(of: $0, size: 12) }.max() ?? -52) + 52
    let numbers = vertical.axis.ticks.map { SVG.width(of: $0.label, size: 11) }.max() ?? 0
    left = 40 + numbers
    top = FigureHead.height
    right = left + 560
    bottom = top + max(320, 20 * Double(entries.count))
    self.horizontal = horizontal.axis
    self.vertical = vertical.axis
    svg = SVG(width: right + legend + 24, height: bottom + 52, title: head.text, description: description)
    head.write(on: &svg, width: right + legend + 24)
    grid()
    svg.write(horizontal.name, (left + right) / 2, bottom + 40, anchor: .middle)
    svg.write(vertical.name, 18, (top + bottom) / 2, anchor: .middle, isUpright: true)
    for (row, name) in names.enumerated() {
      let y = top + 10 + 20 * Double(row)
      svg.line((right + 16, y), (right + 44, y), entries[row].style.stroke())
      svg.write(name, right + 50, y + 4)
    }
  }

  /// The file.
  var text: String { svg.text }

  /// Draws on it.
  mutating func draw(_ body: (inout SVG) -> Void) { body(&svg) }

  /// Where a value lies in the drawing.
  func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (left + horizontal.share(of: x) * (right - left), bottom - vertical.share(of: y) * (bottom - top))
  }

  private mutating func grid() {
    for tick in vertical.ticks {
      let y = bottom - vertical.share(of: tick.value) * (bottom - top)
      svg.line((left, y), (right, y), FigureStyle.grid)
      svg.write(tick.label, left - 8, y + 4, size: 11, anchor: .end, colour: FigureStyle.muted)
    }
    for tick in horizontal.ticks {
      let x = left + horizontal.share(of: tick.value) * (right - left)
      svg.line((x, bottom), (x, bottom + 4), FigureStyle.axis)
      svg.write(tick.label, x, bottom + 18, size: 11, anchor: .middle, colour: FigureStyle.muted)
    }
    svg.line((left, top), (left, bottom), FigureStyle.axis)
    svg.line((left, bottom), (right, bottom), FigureStyle.axis)
  }
}
