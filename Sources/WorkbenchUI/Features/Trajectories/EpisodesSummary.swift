import Canvas

/// What the recorded episodes come to: returns and lengths by episode, with the selected one marked, and a few numbers.
struct EpisodesSummary {
  let returns: EpisodeCourse
  let lengths: EpisodeCourse
  let selected: Int?
  let glyphs: GlyphSet

  /// Draws two charts under each other, or side by side, and the numbers in their borders.
  func draw(in rect: Rect, isStacked: Bool, on grid: inout Grid) {
    let half = isStacked ? rect.height / 2 : rect.width / 2
    let first =
      isStacked
      ? Rect(x: rect.x, y: rect.y, width: rect.width, height: half)
      : Rect(x: rect.x, y: rect.y, width: half, height: rect.height)
    let second =
      isStacked
      ? Rect(x: rect.x, y: rect.y + half, width: rect.width, height: rect.height - half)
      : Rect(x: rect.x + half, y: rect.y, width: rect.width - half, height: rect.height)
    chart("Return by episode", returns, first, places: 2, on: &grid)
    chart("Steps by episode", lengths, second, places: 0, on: &grid)
  }

  private func chart(
    _ title: String, _ course: EpisodeCourse, _ rect: Rect, places: Int, on grid: inout Grid
  ) {
    grid.pane(rect, title: title, glyphs: glyphs) { part in
      LineChart(
        series: [ChartSeries(name: "", style: .curveEnvironment, points: course.points, marker: "●")],
        marks: selected.map { [ChartMark(x: Double($0), label: "\($0)")] } ?? [], glyphs: glyphs, hasLegend: false
      ).draw(on: &part)
    }
    guard let (least, mean, most) = course.numbers else { return }
    grid.borderWords(
      [
        TableCell("\(fixed(least, places)) to \(fixed(most, places))", .muted),
        TableCell("mean \(fixed(mean, places))", .text),
      ], of: rect, title: title, glyphs: glyphs)
  }
}

/// One number of many episodes, ready to be drawn: of a long session the least and the greatest of neighbours stand for them.
struct EpisodeCourse: Sendable, Equatable {
  /// Points that a chart has use for.
  private static let budget = 1_024

  /// What is drawn, in the order of episodes.
  let points: [ChartPoint]
  private let least: Double
  private let mean: Double
  private let most: Double

  /// The course of values, in the order of their episodes.
  init(_ values: [(episode: Int, value: Double)]) {
    let all = values.map { ChartPoint(x: Double($0.episode), y: $0.value) }
    let finite = values.map(\.value).filter(\.isFinite)
    (least, most) = (finite.min() ?? .nan, finite.max() ?? .nan)
    mean = finite.isEmpty ? .nan : finite.reduce(0, +) / Double(finite.count)
    guard all.count > Self.budget else {
      points = all
      return
    }
    let width = (2 * all.count + Self.budget - 1) / Self.budget
    points = stride(from: 0, to: all.count, by: width).flatMap { start in
      let part = all[start..<min(all.count, start + width)]
      guard let low = part.min(by: { $0.y < $1.y }), let high = part.max(by: { $0.y < $1.y }) else {
        return [ChartPoint]()
      }
      return low.x == high.x ? [low] : low.x < high.x ? [low, high] : [high, low]
    }
  }

  /// The least, the mean and the greatest; nil where there is nothing.
  var numbers: (least: Double, mean: Double, most: Double)? { least.isNaN ? nil : (least, mean, most) }
}
