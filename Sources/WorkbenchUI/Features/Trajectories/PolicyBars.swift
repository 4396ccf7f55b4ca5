import Canvas
import RLCore

/// The policy's probabilities as bars: what was done and what was proposed bear a mark.
struct ProbabilityBars {
  let pairs: [ActionProbability]
  /// The name of what was done.
  let taken: String?
  /// The name of what was proposed.
  let proposed: String?
  let glyphs: GlyphSet

  /// Draws at most `rows` bars from row `y`, the most probable of many and the rest counted in words; returns the row
  /// after them.
  func draw(on grid: inout Grid, y: Int, rows: Int) -> Int {
    guard rows > 0, !pairs.isEmpty else { return y }
    let isMany = pairs.count > rows
    let shown = isMany ? max(1, rows - 1) : pairs.count
    // A few actions keep their places, so that the eye finds them; of many only the likely ones are worth a row.
    let order = isMany ? pairs.sorted { $0.probability > $1.probability } : pairs
    let nameWidth = min(12, order.prefix(shown).map { columnWidth(of: $0.name) }.max() ?? 0)
    for (index, pair) in order.prefix(shown).enumerated() {
      let isTaken = pair.name == taken
      let isProposed = pair.name == proposed
      let mark = isTaken ? glyphs.pointer : isProposed ? glyphs.pick("→", "*") : " "
      let style: StyleToken = isTaken ? .text : isProposed ? .pending : .muted
      let name = padded(pair.name, to: nameWidth, ellipsis: glyphs.ellipsis)
      grid.write(mark + name, x: 0, y: y + index, style: style)
      let barWidth = min(32, grid.width - nameWidth - 9)
      grid.progressBar(
        x: nameWidth + 2, y: y + index, width: barWidth, fraction: pair.probability,
        style: isProposed ? .pending : .agent, glyphs: glyphs)
      let text = padded(fixed(pair.probability * 100, 0) + " %", to: 5, .trailing)
      grid.write(text, x: nameWidth + 3 + max(0, barWidth), y: y + index, style: style)
    }
    guard isMany, rows > 1 else { return y + shown }
    grid.write("and \(pairs.count - shown) less likely", x: 1, y: y + shown, style: .muted)
    return y + shown + 1
  }
}

/// The parts of a vector as bars around 0; with the policy's mean and deviation where they are known.
struct VectorBars {
  let vectors: ActionVectors
  let step: Int
  let glyphs: GlyphSet

  /// Draws at most `rows` parts from row `y`, the rest counted in words; returns the row after them.
  func draw(on grid: inout Grid, y: Int, rows: Int) -> Int {
    guard vectors.taken.indices.contains(step), rows > 0 else { return y }
    let taken = vectors.taken[step]
    let isMany = taken.count > rows
    let shown = isMany ? max(1, rows - 1) : taken.count
    let nameWidth = min(14, (0..<shown).map { columnWidth(of: vectors.name($0)) }.max() ?? 0)
    let x = nameWidth + 2
    let width = min(40, grid.width - x - 8)
    for part in 0..<shown {
      let row = y + part
      grid.write(padded(vectors.name(part), to: nameWidth, ellipsis: glyphs.ellipsis), x: 1, y: row, style: .muted)
      drawBar(part, taken[part], Rect(x: x, y: row, width: width, height: 1), on: &grid)
      grid.write(padded(signed(taken[part], 2), to: 6, .trailing), x: x + max(0, width) + 1, y: row)
    }
    guard isMany, rows > 1 else { return y + shown }
    grid.write("and \(taken.count - shown) more parts", x: 1, y: y + shown, style: .muted)
    return y + shown + 1
  }

  private func drawBar(_ part: Int, _ value: Double, _ rect: Rect, on grid: inout Grid) {
    guard rect.width > 2 else { return }
    let low = vectors.low.indices.contains(part) ? vectors.low[part] : -1
    let high = vectors.high.indices.contains(part) ? vectors.high[part] : 1
    guard low.isFinite, high.isFinite, low < high else { return }
    let scale = ChartScale.covering([low, high], ticks: 2, isPadded: false)
    let zero = scale.place(0, of: rect.width)
    let here = scale.place(value, of: rect.width)
    for column in 0..<rect.width {
      grid.put(glyphs.dot, width: 1, x: rect.x + column, y: rect.y, style: .muted)
    }
    if let mean = number(vectors.means, part), let spread = number(vectors.deviations, part) {
      grid.interval(
        x: rect.x, y: rect.y, width: rect.width, low: mean - spread, mean: mean, high: mean + spread, scale: scale,
        style: .agent, glyphs: glyphs)
      grid.put(glyphs.pick("◆", "#"), width: 1, x: rect.x + here, y: rect.y, style: .title)
    } else {
      for column in min(zero, here)...max(zero, here) {
        grid.put(glyphs.barFull, width: 1, x: rect.x + column, y: rect.y, style: .agent)
      }
      grid.put(glyphs.markLine, width: 1, x: rect.x + zero, y: rect.y, style: .muted)
    }
  }

  private func number(_ table: [[Double]], _ part: Int) -> Double? {
    table.indices.contains(step) && table[step].indices.contains(part) ? table[step][part] : nil
  }
}
