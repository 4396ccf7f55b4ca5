import Testing

@testable import Canvas

@Suite("Charts")
struct LineChartTests {
  private func draw(_ chart: LineChart, width: Int = 40, height: Int = 12) -> Grid {
    var grid = Grid(width: width, height: height)
    chart.draw(on: &grid)
    return grid
  }

  private func series(_ values: [(Double, Double)], marker: String = "●") -> ChartSeries {
    ChartSeries(
      name: "return", style: .curveEnvironment, points: values.map { ChartPoint(x: $0.0, y: $0.1) }, marker: marker)
  }

  @Test func emptySaysSo() {
    #expect(draw(LineChart(series: [series([])])).text.contains("no data yet"))
    #expect(draw(LineChart(series: [])).text.contains("no data yet"))
    #expect(draw(LineChart(series: [series([(.nan, 1), (1, .infinity)])])).text.contains("no data yet"))
  }

  @Test func onePointIsADot() {
    let grid = draw(LineChart(series: [series([(1000, -20)])]))
    let dots = grid.cells.enumerated().filter { $0.element.glyph == "●" && $0.offset >= grid.width }
    #expect(dots.count == 1)
    #expect(grid.text.contains("-20"))
  }

  @Test(arguments: GlyphSet.allCases)
  func aSpikeSurvivesThinningOut(_ glyphs: GlyphSet) {
    var values = (0..<10_000).map { (Double($0), 0.0) }
    values[5003].1 = 100
    let grid = draw(LineChart(series: [series(values)], glyphs: glyphs))
    let rows = Set(grid.cells.indices.filter { grid.cells[$0].style == .curveEnvironment }.map { $0 / grid.width })
    // From the row under the legend to the foot of the plot, without a gap.
    #expect(rows.subtracting([0]).count >= 8)
    #expect((rows.subtracting([0]).min() ?? 99) <= 2)
  }

  @Test(arguments: [true, false])
  func markersCanRepeatAlongCurvesAtPlacesOfTheirOwn(_ repeats: Bool) {
    let (low, high) = ((0...100).map { (Double($0), 0.0) }, (0...100).map { (Double($0), 10.0) })
    let chart = LineChart(
      series: [series(low), series(high, marker: "○")], hasLegend: false, repeatsMarkers: repeats)
    let grid = draw(chart, width: 60, height: 12)
    #expect(!grid.text.contains("return"), "nothing names the curves")
    func columns(_ glyph: String) -> Set<Int> {
      Set(grid.cells.indices.filter { grid.cells[$0].glyph == glyph }.map { $0 % grid.width })
    }
    let (first, second) = (columns("●"), columns("○"))
    // The plot has 57 columns or fewer: a marker every twelve, and the last point's.
    #expect(first.count == (repeats ? 6 : 1) && second.count == first.count)
    #expect(first.intersection(second).count == 1, "they share the place of the last point alone")
  }

  @Test func axesHaveRoundNumbers() {
    let grid = draw(LineChart(series: [series([(0, -21), (1_200_000, 21)])]), width: 60, height: 16)
    #expect(grid.text.contains("-20"))
    #expect(grid.text.contains("1.2M") || grid.text.contains("1M"))
    #expect(ChartScale.covering([0, 100], ticks: 5).low == 0)
    #expect(ChartScale.covering([0, 100], ticks: 5).ticks == [0, 50, 100])
    #expect(ChartScale.covering([-1, 1], ticks: 4, isPadded: false).ticks == [-1, -0.5, 0, 0.5, 1])
    let narrow = ChartScale.covering([1_000_000, 1_020_000], ticks: 4, isPadded: false)
    #expect(Set(narrow.ticks.map(narrow.label)).count == narrow.ticks.count)
    #expect(ChartScale.covering([0, 1_200_000], ticks: 4, isPadded: false).ticks.count == 3)
    #expect(ChartScale.covering([7, 7], ticks: 4).high > 7)
    #expect(ChartScale.covering([Double](), ticks: 4).ticks.count > 1)
    #expect(ChartScale.covering([1e300, -1e300], ticks: 4).ticks.count < 50)
    #expect(ChartScale.covering([1e-300, 2e-300], ticks: 4).ticks.count < 50)
  }

  @Test func marksAndLabels() {
    let chart = LineChart(
      series: [series([(0, 0), (100, 1)])],
      marks: [ChartMark(x: 50, label: "α0.30"), ChartMark(x: 500, label: "outside")])
    let text = draw(chart).text
    #expect(text.contains("α0.30"))
    #expect(text.contains("┊"))
    #expect(!text.contains("outside"))
  }

  @Test func aLegendThatIsCutSaysHowManyAreLeftOut() {
    let curves = (1...25).map { number in
      var curve = series([(0, 0), (1, Double(number))])
      curve.name = "method-\(number)"
      return curve
    }
    func legend(_ count: Int, _ width: Int) -> String {
      draw(LineChart(series: Array(curves.prefix(count))), width: width, height: 12).line(0)
        .split(separator: " ", omittingEmptySubsequences: true).filter { $0 != "●" }.joined(separator: " ")
    }
    // A blank, and eight columns for each name with two before it and two after it.
    #expect(legend(25, 40) == "method-1 method-2 method-3 +22")
    #expect(legend(25, 39) == "method-1 method-2 +23")
    #expect(legend(3, 35) == "method-1 method-2 method-3", "what fits to the last column needs no count")
    #expect(legend(3, 34) == "method-1 method-2 +1")
    #expect(legend(25, 12) == "+25")
  }

  @Test func signsStandOnTheAxisAndBeforeTheirLabels() {
    let chart = LineChart(
      series: [series([(0, 0), (100, 1)])], marks: [ChartMark(x: 50, label: "12 entries", sign: "▲")])
    let text = draw(chart).text
    #expect(text.contains("▲ 12 entries") && text.ranges(of: "▲").count == 2 && !text.contains("┊"))
  }

  @Test func curvesDifferWithoutColour() {
    var other = series([(0, 1), (10, 2)], marker: "○")
    other.name = "shaped"
    let unicode = draw(LineChart(series: [other, series([(0, 0), (10, 1)])])).text
    #expect(unicode.contains("●") && unicode.contains("○"))
    let ascii = draw(LineChart(series: [other, series([(0, 0), (10, 1)])], glyphs: .ascii))
    #expect(ascii.text.utf8.allSatisfy { $0 < 0x7F })
    #expect(ascii.text.contains("*") && ascii.text.contains("o"))
  }

  @Test func everySizeShowsTheCurveOrSaysThatItIsTooSmall() {
    let chart = LineChart(
      series: [series((0..<50).map { (Double($0), Double($0 * $0)) })], marks: [ChartMark(x: 5, label: "long label")])
    for width in 0..<24 {
      for height in 0..<12 {
        let grid = draw(chart, width: width, height: height)
        let isRoomy = width >= 8 && height >= 2
        #expect(grid.cells.contains { $0.style == .curveEnvironment } == isRoomy, "\(width)x\(height)")
        if !isRoomy, height > 0, width > 1 {
          #expect(grid.line(height / 2).contains("too small".prefix(width - 1)), "\(width)x\(height)")
        }
      }
    }
  }

  @Test func smoothingByHand() {
    let points = [2.0, 4, 8].enumerated().map { ChartPoint(x: Double($0.offset), y: $0.element) }
    // w = 0.5: s = 1, 2.5, 5.25; 1 - w^t = 0.5, 0.75, 0.875.
    #expect(smoothed(points, weight: 0.5).map(\.y) == [2, 2.5 / 0.75, 6])
    #expect(smoothed(points, weight: 0) == points)
    let withHole = [points[0], ChartPoint(x: 9, y: .nan), points[1]]
    #expect(smoothed(withHole, weight: 0.5).map(\.y) == [2, 2.5 / 0.75])
    let flat = (0..<100).map { ChartPoint(x: Double($0), y: 3) }
    #expect(smoothed(flat, weight: 5).allSatisfy { ($0.y - 3).magnitude < 1e-9 })
  }

  @Test func aWindowCutsCurvesAtItsEdges() {
    var chart = LineChart(series: [series([(0, 0), (10, 10), (20, 1_000)])])
    chart.window = 5...15
    #expect(chart.inView(chart.series[0]).map(\.x) == [5, 10, 15])
    #expect(chart.inView(chart.series[0]).map(\.y) == [5, 10, 505])
    // What lies outside has no say in the vertical axis.
    chart.window = 0...10
    #expect(!draw(chart).text.contains("1000") && draw(chart).text.contains("10"))
    chart.window = 30...40
    #expect(draw(chart).text.contains("no data yet"))
  }

  @Test func aSecondAxisKeepsASmallCurveFromBeingFlat() {
    func rows(ownAxis: Bool) -> Int {
      var small = ChartSeries(
        name: "kl", style: .curveShaped, points: (0..<50).map { ChartPoint(x: Double($0), y: Double($0) / 1_000) },
        marker: "○")
      small.usesRightAxis = ownAxis
      let chart = LineChart(series: [series((0..<50).map { (Double($0), Double($0) * 10) }), small], hasLegend: false)
      let grid = draw(chart, width: 60, height: 14)
      return Set(
        grid.cells.indices.filter {
          grid.cells[$0].style == .curveShaped && grid.cells[$0].glyph.unicodeScalars.contains { $0.value >= 0x2800 }
        }.map { $0 / grid.width }
      ).count
    }
    #expect(rows(ownAxis: false) == 1)
    #expect(rows(ownAxis: true) >= 8)
  }

  @Test func whatALogarithmHasNoPlaceForIsCounted() {
    var chart = LineChart(series: [series([(0, -1), (1, 0), (2, 1), (3, 100), (4, 1_000)])])
    #expect(chart.unplottable == 0)
    chart.isLogarithmic = true
    #expect(chart.unplottable == 2)
    #expect(draw(chart).text.contains("1K") && draw(chart).text.contains("10"))
    chart.series[0].points = [ChartPoint(x: 0, y: -3)]
    #expect(draw(chart).text.contains("no data yet"))
  }

  @Test(arguments: GlyphSet.allCases) func aBandLiesBehindItsCurve(_ glyphs: GlyphSet) {
    var curve = series((0...20).map { (Double($0), 10) })
    curve.band = (0...20).map { ChartSpan(x: Double($0), low: 5, high: 15) }
    let grid = draw(LineChart(series: [curve], glyphs: glyphs, hasLegend: false), width: 40, height: 14)
    let bare = draw(LineChart(series: [series((0...20).map { (Double($0), 10) })], glyphs: glyphs, hasLegend: false))
    func rows(_ grid: Grid, _ style: StyleToken) -> Set<Int> {
      Set(grid.cells.indices.filter { grid.cells[$0].style == style && $0 % grid.width > 6 }.map { $0 / grid.width })
    }
    // 5...15 of what is 4...16: nearly all rows above the axis and its labels.
    #expect(rows(grid, .muted).count >= 9 && rows(grid, .curveEnvironment).count == 1)
    #expect(rows(bare, .muted).count <= 1)
  }

  @Test func theCursorReadsTheNearestPoint() {
    let curve = series([(0, 0), (10, 5), (20, 9)])
    #expect(curve.point(nearest: 4)?.y == 0 && curve.point(nearest: 6)?.y == 5 && curve.point(nearest: 99)?.y == 9)
    #expect(series([]).point(nearest: 1) == nil)
    var chart = LineChart(series: [curve], hasLegend: false)
    chart.cursor = 10
    chart.horizontalAxis = .onEdge
    let grid = draw(chart)
    let line = grid.cells.indices.filter { grid.cells[$0].style == .key && grid.cells[$0].glyph == "│" }
    #expect(Set(line.map { $0 % grid.width }).count == 1 && line.count >= 9)
    let marker = grid.cells.firstIndex { $0.glyph == "●" }
    #expect(marker.map { $0 % grid.width } == line.first.map { $0 % grid.width })
  }

  @Test func theAxisOnTheEdgeNamesItsUnitAndLeavesTheEdgeStanding() {
    let marks = [ChartMark(x: 50_000, label: "", sign: "▲")]
    var chart = LineChart(series: [series([(0, 0), (100_000, 5)])], marks: marks)
    chart.horizontalAxis = .onEdge
    chart.horizontalUnit = "env steps"
    var grid = Grid(width: 60, height: 10)
    grid.box(Rect(x: -1, y: -1, width: 62, height: 11))
    chart.draw(on: &grid)
    let edge = grid.line(9)
    #expect(edge.contains("K env steps") && edge.contains("▲") && edge.contains("──") && edge.contains("┴"))
  }

  /// The last label reaches far to the left of its tick where the unit stands behind it.
  @Test func theCursorsPlaceAndTheLabelsOfTheAxisStayApart() {
    var chart = LineChart(series: [series([(0, 0), (1_500_000, 5)])], hasLegend: false)
    chart.horizontalAxis = .onEdge
    chart.horizontalUnit = "env steps"
    let labels = draw(chart, width: 60, height: 10).line(9).split { "┴─ ".contains($0) }.map(String.init)
    for place in 0...60 {
      chart.cursor = Double(place) * 25_000
      let edge = draw(chart, width: 60, height: 10).line(9)
      let words = edge.split { "┴─ ".contains($0) }.map(String.init)
      let strange = words.filter { !labels.contains($0) && $0 != abbreviated(chart.cursor ?? 0) }
      #expect(strange.isEmpty, "\(edge)")
    }
  }

  @Test func aDottedCurveHasHalfTheDots() {
    func dots(_ isDotted: Bool) -> Int {
      var curve = series((0...40).map { (Double($0), 1) })
      curve.isDotted = isDotted
      return draw(LineChart(series: [curve], hasLegend: false)).cells.reduce(0) { sum, cell in
        let value = cell.glyph.unicodeScalars.first?.value ?? 0
        return 0x2800...0x28FF ~= value ? sum + (value & 0xFF).nonzeroBitCount : sum
      }
    }
    #expect(dots(false) > 50 && abs(dots(false) - 2 * dots(true)) <= 2)
  }

  @Test(arguments: GlyphSet.allCases) func sparklinesKeepSpikes(_ glyphs: GlyphSet) {
    var values = [Double](repeating: 0, count: 500)
    values[333] = 7
    var grid = Grid(width: 20, height: 1)
    grid.sparkline(values, x: 0, y: 0, width: 20, glyphs: glyphs)
    let (low, high) = (glyphs.pick("▁", "_"), glyphs.pick("█", "#"))
    #expect(grid.line(0) == String(repeating: low, count: 13) + high + String(repeating: low, count: 6))
    grid.sparkline([.nan], x: 0, y: 0, width: 20, glyphs: glyphs)
    grid.sparkline([3, 3], x: 0, y: 0, width: 1, glyphs: glyphs)
    #expect(grid.line(0).hasPrefix(low))
  }
}
