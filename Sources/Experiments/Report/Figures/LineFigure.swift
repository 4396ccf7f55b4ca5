import RLCore

/// Lines with bands: learning curves, profiles and sweeps.
struct LineFigure {
  /// One line.
  struct Line {
    let name: String
    let style: FigureStyle
    let points: [(x: Double, estimate: Estimate)]
    /// Whether it is one of those that a figure of many lines is about.
    var isForemost = false

    /// The points whose height is known.
    fileprivate var known: [(x: Double, y: Double, low: Double, high: Double)] {
      points.compactMap { point in
        point.estimate.value.map { (point.x, $0, point.estimate.low ?? $0, point.estimate.high ?? $0) }
      }
    }
  }

  let head: FigureHead
  let description: String
  let horizontal: String
  let vertical: String
  let lines: [Line]
  /// Whether heights are shares.
  var isShare = false
  /// Whether the points are few settings, each marked, instead of many steps.
  var isSweep = false
  /// Whether the points have intervals at all, which single runs do not.
  var hasBands = true
  /// A height that is drawn across, and what it is.
  var level: (name: String, style: FigureStyle, estimate: Estimate)?

  /// The file; nil where there is nothing to draw.
  var text: String? {
    let lines = lines.filter { !$0.known.isEmpty }
    guard !lines.isEmpty else { return nil }
    let points = lines.flatMap(\.known)
    let level = level.flatMap { level in level.estimate.value.map { (level.name, level.style, $0) } }
    let heights = points.flatMap { [$0.y, $0.low, $0.high] } + [level?.2].compactMap(\.self)
    let steps = points.map(\.x)
    let few = lines.count <= 5
    let axis = isSweep ? Axis.settings(steps) : Axis.linear(steps, isTight: true)
    var plot = Plot(
      head, description: description + (few || isSweep || !hasBands ? "" : Self.fewBands),
      horizontal: (axis, horizontal + (axis.isLogarithmic ? " (logarithmic)" : "")),
      vertical: (Axis.linear(heights, isShare: isShare), vertical),
      legend: lines.map { ($0.name, $0.style) } + [level.map { ($0.0, $0.1) }].compactMap(\.self))
    for line in lines where hasBands && !isSweep && (few || line.isForemost) { band(line, on: &plot) }
    if let level {
      let (from, to) = (plot.left, plot.right)
      let y = plot.place(steps[0], level.2).y
      plot.draw { $0.line((from, y), (to, y), level.1.stroke()) }
    }
    for (index, line) in lines.enumerated() {
      // Whiskers at one setting stand beside each other.
      let shift = isSweep ? 6 * (Double(index) - Double(lines.count - 1) / 2) : 0
      stroke(line, shiftedBy: shift, on: &plot)
    }
    return plot.text
  }

  // Many bands over each other show nothing.
  private static let fewBands = " Only the baseline and the primary comparison are drawn with their bands."

  private func band(_ line: Line, on plot: inout Plot) {
    let known = line.known
    let (upper, lower) = (known.map { plot.place($0.x, $0.high) }, known.map { plot.place($0.x, $0.low) })
    plot.draw { $0.area(upper + lower.reversed(), fill: line.style.colour, opacity: 0.14) }
  }

  private func stroke(_ line: Line, shiftedBy shift: Double, on plot: inout Plot) {
    let known = line.known
    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      let place = plot.place(x, y)
      return (place.x + shift, place.y)
    }
    let places = known.map { place($0.x, $0.y) }
    // A single point has no line and no band.
    let isMarked = isSweep || places.count == 1
    let whiskers = isMarked ? known.map { (place($0.x, $0.low), place($0.x, $0.high)) } : []
    plot.draw { svg in
      for whisker in whiskers { svg.line(whisker.0, whisker.1, SVG.Stroke(colour: line.style.colour, width: 1.5)) }
      svg.path(places, line.style.stroke(width: line.isForemost ? 2.5 : 1.5))
      for place in isMarked ? places : [] { svg.dot(place.x, place.y, radius: 4, fill: line.style.colour) }
    }
  }
}
