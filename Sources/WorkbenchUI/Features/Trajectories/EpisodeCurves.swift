import Canvas
import RLCore

/// Curves along the episode, the playhead on each as a vertical mark: a small chart each, as many as have room.
struct EpisodeCurves {
  /// Columns that a chart needs.
  private static let leastWidth = 26
  /// Rows that a chart needs.
  private static let leastHeight = 6

  let playback: Playback
  let glyphs: GlyphSet

  /// One quantity along the episode.
  struct Curve {
    var name: String
    /// By step, of the episode and of the one beside it.
    var values: [Double]
    var others: [Double]
    var places: Int
  }

  /// What can be drawn, the most telling first.
  var curves: [Curve] {
    let (detail, other) = (playback.detail, playback.other)
    let (signals, others) = (playback.signals, playback.otherSignals)
    let all = [
      Curve(name: "V(s)", values: detail.values, others: other?.values ?? [], places: 3),
      Curve(name: "return", values: signals.returns, others: others?.returns ?? [], places: 2),
      Curve(name: "advantage", values: signals.advantages, others: others?.advantages ?? [], places: 3),
      Curve(name: "reward", values: detail.rewards, others: other?.rewards ?? [], places: 2),
      Curve(
        name: "probability", values: Self.chosen(detail), others: other.map(Self.chosen) ?? [],
        places: 2),
    ]
    return all.filter { !$0.values.isEmpty || !$0.others.isEmpty }
  }

  func draw(in rect: Rect, on grid: inout Grid) {
    let curves = curves
    guard !curves.isEmpty, rect.height >= 4, rect.width >= 12 else { return }
    let most = max(1, min(curves.count, rect.width / Self.leastWidth))
    let down = max(1, min((curves.count + most - 1) / most, rect.height / Self.leastHeight))
    let shown = Array(curves.prefix(most * down))
    // Rows of nearly the same length, so that no chart has a row to itself.
    let across = (shown.count + down - 1) / down
    for row in 0..<down {
      let line = shown.dropFirst(row * across).prefix(across)
      let top = rect.y + rect.height * row / down
      let bottom = rect.y + rect.height * (row + 1) / down
      for (column, curve) in line.enumerated() {
        let left = rect.x + rect.width * column / line.count
        let right = rect.x + rect.width * (column + 1) / line.count
        draw(curve, Rect(x: left, y: top, width: right - left, height: bottom - top), on: &grid)
      }
    }
  }

  private func draw(_ curve: Curve, _ rect: Rect, on grid: inout Grid) {
    func points(_ values: [Double]) -> [ChartPoint] {
      values.enumerated().map { ChartPoint(x: Double($0.offset), y: $0.element) }
    }
    let isComparing = playback.other != nil
    var series: [ChartSeries] = []
    if isComparing {
      series.append(ChartSeries(name: "", style: .curveShaped, points: points(curve.others), marker: "○"))
    }
    series.append(ChartSeries(name: "", style: .curveEnvironment, points: points(curve.values), marker: "●"))
    grid.pane(rect, title: curve.name, glyphs: glyphs) { part in
      LineChart(
        series: series, marks: [ChartMark(x: Double(playback.position), label: "\(playback.position)")],
        glyphs: glyphs, hasLegend: false
      ).draw(on: &part)
    }
    func value(_ values: [Double], _ place: Int) -> String? {
      values.indices.contains(place) ? signed(values[place], curve.places) : nil
    }
    let here = value(curve.values, playback.position).map { TableCell(label("●") + $0, .curveEnvironment) }
    let there = value(curve.others, playback.position).map { TableCell(label("○") + $0, .curveShaped) }
    grid.borderWords(
      [isComparing ? there : nil, here].compactMap(\.self), of: rect, title: curve.name, glyphs: glyphs)
  }

  /// The mark of an episode where there are two.
  private func label(_ mark: String) -> String {
    playback.other == nil ? "" : glyphs.pick(mark, mark == "●" ? "*" : "o") + " "
  }

  /// How probable the policy found what it did, by step.
  private static func chosen(_ detail: EpisodeDetail) -> [Double] {
    guard detail.probabilities.contains(where: { !$0.isEmpty }) else { return [] }
    let places = Dictionary(detail.actionNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return zip(detail.actions, detail.probabilities).map { action, shares in
      places[action].flatMap { shares.indices.contains($0) ? shares[$0] : nil } ?? .nan
    }
  }
}
