import Canvas

/// What the recorded episodes come to: returns and lengths by episode, with the selected one marked, and a few numbers.
struct EpisodesSummary {
  let items: [EpisodeItem]
  let selected: Int?
  let glyphs: GlyphSet

  /// Draws two charts under each other, or side by side, and the numbers in their borders.
  func draw(in rect: Rect, isStacked: Bool, on grid: inout Grid) {
    let ordered = items.sorted { $0.episode < $1.episode }
    let half = isStacked ? rect.height / 2 : rect.width / 2
    let first =
      isStacked
      ? Rect(x: rect.x, y: rect.y, width: rect.width, height: half)
      : Rect(x: rect.x, y: rect.y, width: half, height: rect.height)
    let second =
      isStacked
      ? Rect(x: rect.x, y: rect.y + half, width: rect.width, height: rect.height - half)
      : Rect(x: rect.x + half, y: rect.y, width: rect.width - half, height: rect.height)
    chart("Return by episode", ordered.map { ($0.episode, $0.environmentReturn) }, first, places: 2, on: &grid)
    chart("Steps by episode", ordered.map { ($0.episode, Double($0.length)) }, second, places: 0, on: &grid)
  }

  private func chart(
    _ title: String, _ values: [(episode: Int, value: Double)], _ rect: Rect, places: Int, on grid: inout Grid
  ) {
    let points = values.map { ChartPoint(x: Double($0.episode), y: $0.value) }
    grid.pane(rect, title: title, glyphs: glyphs) { part in
      LineChart(
        series: [ChartSeries(name: "", style: .curveEnvironment, points: points, marker: "●")],
        marks: selected.map { [ChartMark(x: Double($0), label: "\($0)")] } ?? [], glyphs: glyphs, hasLegend: false
      ).draw(on: &part)
    }
    let numbers = values.map(\.value).filter(\.isFinite).sorted()
    guard let least = numbers.first, let most = numbers.last else { return }
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    grid.borderWords(
      [
        TableCell("\(fixed(least, places)) to \(fixed(most, places))", .muted),
        TableCell("mean \(fixed(mean, places))", .text),
      ], of: rect, title: title, glyphs: glyphs)
  }
}
