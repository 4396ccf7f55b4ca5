import RLCore

/// Estimates under each other with their intervals, beside a line to compare them with: a forest plot.
struct IntervalFigure {
  /// One estimate.
  struct Item {
    let name: String
    let style: FigureStyle
    let estimate: Estimate
  }

  let head: FigureHead
  let description: String
  let horizontal: String
  let items: [Item]
  /// Where the line stands, and the range about it that is shaded.
  let reference: Estimate
  /// Decimals of the numbers at the right.
  let decimals: Int

  /// The file; nil where there is nothing to draw.
  var text: String? {
    let known = items.filter { $0.estimate.value != nil }
    guard !known.isEmpty else { return nil }
    let values = (known.map(\.estimate) + [reference]).flatMap { [$0.value, $0.low, $0.high].compactMap(\.self) }
    let axis = Axis.linear(values)
    let names = known.map { SVG.fitted($0.name, size: 12, width: 240) }
    let left = 32 + (names.map { SVG.width(of: $0, size: 12) }.max() ?? 0)
    let (top, right) = (FigureHead.height, left + 420)
    let bottom = top + 30 * Double(known.count) + 6
    let texts = known.map { $0.estimate.text(decimals) }
    let width = right + 36 + (texts.map { SVG.width(of: $0, size: 11) }.max() ?? 0)
    func x(_ value: Double) -> Double { left + axis.share(of: value) * (right - left) }

    var svg = SVG(width: width, height: bottom + 52, title: head.text, description: description)
    head.write(on: &svg, width: width)
    if let low = reference.low, let high = reference.high, high > low {
      svg.rectangle(x(low), top, x(high) - x(low), bottom - top, fill: "#eeeeee")
    }
    for tick in axis.ticks {
      svg.line((x(tick.value), top), (x(tick.value), bottom), FigureStyle.grid)
      svg.write(tick.label, x(tick.value), bottom + 18, size: 11, anchor: .middle, colour: FigureStyle.muted)
    }
    if let value = reference.value {
      svg.line((x(value), top), (x(value), bottom), SVG.Stroke(colour: "#555555", width: 1.5, dashes: "5 3"))
    }
    svg.line((left, bottom), (right, bottom), FigureStyle.axis)
    for (row, item) in known.enumerated() {
      let y = top + 18 + 30 * Double(row)
      svg.write(names[row], left - 12, y + 4, anchor: .end)
      draw(item, at: y, x, on: &svg)
      svg.write(texts[row], right + 16, y + 4, size: 11, colour: FigureStyle.muted)
    }
    svg.write(horizontal, (left + right) / 2, bottom + 40, anchor: .middle)
    return svg.text
  }

  private func draw(_ item: Item, at y: Double, _ x: (Double) -> Double, on svg: inout SVG) {
    guard let value = item.estimate.value else { return }
    if let low = item.estimate.low, let high = item.estimate.high {
      let stroke = SVG.Stroke(colour: item.style.colour, width: 2)
      svg.line((x(low), y), (x(high), y), stroke)
      for end in [low, high] { svg.line((x(end), y - 5), (x(end), y + 5), stroke) }
    }
    svg.dot(x(value), y, radius: 5, fill: item.style.colour)
  }
}
