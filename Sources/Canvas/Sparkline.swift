extension Grid {
  /// Draws a curve in one row of `width` columns, from its least to its greatest value.
  ///
  /// Where several values share a column the one furthest from the mean of all is shown, so that spikes survive.
  public mutating func sparkline(
    _ values: [Double], x: Int, y: Int, width: Int, style: StyleToken = .muted, glyphs: GlyphSet
  ) {
    let known = values.filter(\.isFinite)
    guard width > 0, let least = known.min(), let greatest = known.max() else { return }
    let mean = known.reduce(0) { $0 + $1 / Double(known.count) }
    let steps = glyphs == .unicode ? ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] : ["_", ".", "-", "=", "+", "*", "#"]
    let columns = min(width, known.count)
    for column in 0..<columns {
      let part = known[(column * known.count / columns)..<((column + 1) * known.count / columns)]
      guard let shown = part.max(by: { ($0 - mean).magnitude < ($1 - mean).magnitude }) else { continue }
      // A flat curve lies on the ground.
      let share = greatest > least ? (shown - least) / (greatest - least) : 0
      let step = min(steps.count - 1, Int(share * Double(steps.count)))
      put(steps[step], width: 1, x: x + column, y: y, style: style)
    }
  }
}
