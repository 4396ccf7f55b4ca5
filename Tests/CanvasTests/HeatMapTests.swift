import Canvas
import TestSupport
import Testing

@Suite struct HeatMapTests {
  private func map(_ values: [Double], rows: Int, selected: (row: Int, column: Int), _ glyphs: GlyphSet = .unicode)
    -> HeatMap
  {
    HeatMap(
      rows: (0..<rows).map { "r\($0)" }, columns: (0..<(values.count / rows)).map { "\($0)" }, values: values, high: 8,
      selected: selected, glyphs: glyphs)
  }

  @Test func shadesGoByQuarters() {
    let map = map([0], rows: 1, selected: (0, 0))
    #expect([-1, 0, 0.1, 2, 2.1, 4.1, 6.1, 8, 99].map(map.shade).joined() == "··░░▒▓███")
    #expect(map.shade(.nan) == " " && map.shade(.infinity) == " ")
    var tiny = map
    tiny.high = .leastNonzeroMagnitude
    #expect(tiny.shade(1e300) == "█" && tiny.shade(0) == "·")
  }

  @Test func valuesStandUnderTheirColumns() {
    var grid = Grid(width: 16, height: 3)
    map([0, 2, 8, 4, 6, 8], rows: 2, selected: (1, 2)).draw(on: &grid)
    #expect(grid.text == "    0   1   2\n r0 ··· ░░░ ███\n▸r1 ▒▒▒ ▓▓▓ ███")
    #expect(grid[12, 2].style == .selection && grid[12, 1].style == .curveEnvironment)
  }

  @Test func theSelectionIsAlwaysInView() {
    let values = [Double](repeating: 4, count: 50 * 80)
    for selected in [(0, 0), (49, 79), (25, 40)] {
      var grid = Grid(width: 30, height: 10)
      map(values, rows: 50, selected: selected, .ascii).draw(on: &grid)
      let found = (0..<10).contains { y in (0..<30).contains { grid[$0, y].style == .selection } }
      #expect(found && grid.line(0).contains("\(selected.1)"), "\(selected)\n\(grid.text)")
      #expect(grid.text.utf8.allSatisfy { $0 < 0x80 })
    }
  }

  @Test func asMuchAsFitsIsDrawn() {
    let expected = [
      (0, 0, ""), (3, 1, ""), (5, 1, "▸ ░░"), (4, 4, "  0\n▸ ░░\n  ▒▒\n"),
      (4, 40, "  0\n▸ ░░\n  ▒▒" + String(repeating: "\n", count: 37)),
    ]
    for (width, height, text) in expected {
      var grid = Grid(width: width, height: height)
      map([1, 2, 3, 4], rows: 2, selected: (0, 0)).draw(on: &grid)
      #expect(grid.text == text, "\(width)x\(height)")
      HeatMap(rows: [], columns: [], values: [], high: 1, selected: (0, 0)).draw(on: &grid)
      #expect(grid.text == text, "a map of nothing draws nothing")
    }
  }
}
