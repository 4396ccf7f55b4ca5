import Canvas
import Testing

@Suite("Drawing on a grid")
struct GridDrawingTests {
  @Test func writingClipsAtEveryEdge() {
    var grid = Grid(width: 5, height: 2)
    grid.write("abcdefgh", x: -2, y: 0)
    grid.write("xyz", x: 3, y: 1)
    grid.write("no", x: 0, y: 2)
    grid.write("no", x: 0, y: -1)
    #expect(grid.text == "cdefg\n   xy")
  }

  @Test func aWideGlyphIsNeverHalved() {
    var grid = Grid(width: 4, height: 1)
    grid.write("a漢字", x: 0, y: 0)
    #expect(grid.line(0) == "a漢 ")
    grid.write("x", x: 2, y: 0)
    #expect(grid.line(0) == "a x ")
    grid.write("漢", x: 1, y: 0)
    grid.write("b", x: 1, y: 0)
    #expect(grid.line(0) == "ab  ")
  }

  @Test func focusDiffersWithoutColour() {
    var grid = Grid(width: 12, height: 3)
    grid.box(Rect(x: 0, y: 0, width: 6, height: 3), title: "A", focused: true)
    grid.box(Rect(x: 6, y: 0, width: 6, height: 3), title: "B")
    #expect(grid.text == "╔ A ═╗┌ B ─┐\n║    ║│    │\n╚════╝└────┘")
    var plain = Grid(width: 12, height: 3)
    plain.box(Rect(x: 0, y: 0, width: 6, height: 3), title: "A", focused: true, glyphs: .ascii)
    plain.box(Rect(x: 6, y: 0, width: 6, height: 3), title: "B", glyphs: .ascii)
    #expect(plain.text == "# A =#+ B -+\n|    ||    |\n#====#+----+")
  }

  @Test func drawingInAPartCannotLeaveIt() {
    var grid = Grid(width: 6, height: 3)
    grid.fill(grid.bounds, glyph: "#")
    grid.draw(in: Rect(x: 2, y: 1, width: 2, height: 1)) { part in
      part.fill(part.bounds)
      part.write("abcdef", x: -1, y: 0)
      part.write("漢", x: 1, y: 0)
      part.write("below", x: 0, y: 1)
    }
    #expect(grid.text == "######\n##bc##\n######")
    grid.draw(in: Rect(x: -3, y: -3, width: 40, height: 40)) { $0.write("漢", x: 4, y: 4) }
    #expect(grid.text == "######\n#漢c##\n######")
  }

  @Test func extremeRectanglesAreHarmless() {
    var grid = Grid(width: 3, height: 3)
    for rect in [
      Rect(x: -5, y: -5, width: 2, height: 2), Rect(x: 9, y: 9, width: 4, height: 4),
      Rect(x: 0, y: 0, width: 1, height: 1), Rect(x: 0, y: 0, width: -4, height: 2),
    ] {
      grid.fill(rect, glyph: "x")
      grid.box(rect, title: "title")
      grid.restyle(rect, style: .critical)
      grid.progressBar(x: rect.x, y: rect.y, width: rect.width, fraction: .nan, glyphs: .unicode)
    }
    #expect(grid.line(2) == "   ")
  }

  @Test func asciiHasNothingElse() {
    var grid = Grid(width: 12, height: 1)
    grid.write("α→漢✓…é", x: 0, y: 0)
    let plain = grid.inASCII()
    #expect(plain.line(0) == "a>? +~e     ")
    #expect(plain.line(0).utf8.allSatisfy { $0 < 0x7F })
  }

  @Test func hintsAppearWholeOrNotAtAll() {
    var grid = Grid(width: 16, height: 1)
    let words = [("?", "help"), ("a", "acceptance"), ("q", "quit")]
    grid.keyHints(words.map { KeyHint(key: $0.0, text: $0.1) }, y: 0)
    #expect(grid.text == "? help  q quit")
  }

  @Test func theSelectionStaysInView() {
    var rows: [[TableCell]] = []
    for index in 0..<20 { rows.append([TableCell("row \(index)")]) }
    for selected in 0..<20 {
      var grid = Grid(width: 10, height: 5)
      let table = Table(columns: [TableColumn("name", width: 8)], rows: rows, selected: selected)
      table.draw(on: &grid)
      #expect(grid.text.contains("▸row \(selected)"))
      #expect(table.position == "\(selected + 1)/20")
    }
  }

  @Test func styleLettersDiffer() {
    #expect(Set(StyleToken.allCases.map(\.letter)).count == StyleToken.allCases.count)
  }
}
