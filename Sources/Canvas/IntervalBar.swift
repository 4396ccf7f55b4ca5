/// An interval with its mean on a scale around zero, with the ends of the scale beside it: `-1 ┄├┄0┄●┄┤┄ +1`.
public struct IntervalBar: Sendable, Equatable {
  /// The interval's lower end.
  public var low: Double
  /// Its mean.
  public var mean: Double
  /// Its upper end.
  public var high: Double
  /// How far the scale goes to both sides of zero.
  public var reach: Double

  /// Makes a bar; the scale goes to the next round number where nothing is said.
  public init(low: Double, mean: Double, high: Double, reach: Double? = nil) {
    self.low = low
    self.mean = mean
    self.high = high
    self.reach = reach ?? Self.roundReach([low, mean, high])
  }

  /// The smallest of 1, 2, 5 times a power of ten that reaches all of `values`.
  public static func roundReach(_ values: some Sequence<Double>) -> Double {
    let furthest = values.filter(\.isFinite).map(\.magnitude).max() ?? 0
    return furthest > 0 ? ChartScale.roundStep(furthest) : 1
  }

  /// Draws the scale alone, without its ends' numbers.
  public func drawBar(on grid: inout Grid, x: Int, y: Int, width: Int, style: StyleToken, glyphs: GlyphSet) {
    guard width >= 3 else { return }
    let scale = ChartScale(low: -reach, high: reach, tickStep: reach)
    for column in 0..<width { grid.put(glyphs.pick("┄", "."), width: 1, x: x + column, y: y, style: .border) }
    grid.interval(
      x: x, y: y, width: width, low: low, mean: mean, high: high, scale: scale, style: style, glyphs: glyphs)
  }

  /// Draws the scale with the numbers at its ends; returns the column after it.
  @discardableResult
  public func draw(on grid: inout Grid, x: Int, y: Int, width: Int, style: StyleToken, glyphs: GlyphSet) -> Int {
    let ends = [-reach, reach].map { compactEnd($0) }
    let start = grid.write(ends[0] + " ", x: x, y: y, style: .muted)
    let end = x + width - ends[1].count - 1
    drawBar(on: &grid, x: start, y: y, width: end - start, style: style, glyphs: glyphs)
    return grid.write(" " + ends[1], x: max(start, end), y: y, style: .muted)
  }

  private func compactEnd(_ value: Double) -> String {
    let size = value.magnitude
    let places = size >= 1 ? 0 : size >= 0.1 ? 1 : 2
    return size >= 10_000 ? (value < 0 ? "-" : "+") + abbreviated(size) : signed(value, places)
  }
}
