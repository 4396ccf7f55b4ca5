import Testing

@testable import Canvas

@Suite("Scenes of blocks, lines and marks")
struct SceneCanvasTests {
  private func drawn(_ columns: Int, _ rows: Int, _ glyphs: GlyphSet = .unicode, _ body: (inout SceneCanvas) -> Void)
    -> Grid
  {
    var scene = SceneCanvas(columns: columns, rows: rows, glyphs: glyphs)
    body(&scene)
    var grid = Grid(width: columns, height: rows)
    scene.draw(on: &grid)
    return grid
  }

  @Test(arguments: [
    (0.0, 0.0, 1.0, 1.0, "█"), (0, 0, 1, 0.5, "▀"), (0, 0.5, 1, 0.5, "▄"), (0, 0, 0.5, 1, "▌"), (0.5, 0, 0.5, 1, "▐"),
    (0, 0, 0.5, 0.5, "▘"), (0.5, 0.5, 0.5, 0.5, "▗"), (0, 0.75, 1, 0.25, "▂"), (0, 0, 0.25, 1, "▎"),
    (0, 0, 1, 0.125, "▔"),
  ])
  func rectanglesBecomeTheNearestBlock(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ glyph: String) {
    let grid = drawn(1, 1) { $0.fill(x: x, y: y, width: width, height: height, style: .agent) }
    #expect(grid[0, 0] == Cell(glyph: glyph, style: .agent))
  }

  @Test func theSameIsJoinedAndAnotherLiesOnTop() {
    let joined = drawn(1, 1) {
      $0.fill(x: 0, y: 0, width: 0.5, height: 1, style: .agent)
      $0.fill(x: 0.5, y: 0, width: 0.5, height: 1, style: .agent)
    }
    #expect(joined[0, 0].glyph == "█")
    let over = drawn(1, 1) {
      $0.fill(x: 0, y: 0, width: 1, height: 1, style: .agent)
      $0.fill(x: 0, y: 0, width: 0.5, height: 1, style: .opponent)
      $0.fill(x: 0.9, y: 0, width: 0.1, height: 0.5, style: .ball)
    }
    #expect(over[0, 0] == Cell(glyph: "▌", style: .opponent), "a sliver does not take a cell")
  }

  @Test func aLimbIsAsThickAsItIsSaid() {
    let grid = drawn(9, 5) { $0.limb(from: [4.5, 0.5], to: [4.5, 4.5], thickness: 3, aspect: 2, style: .agent) }
    #expect((1..<4).allSatisfy { grid.line($0) == "   ███   " })
    let disc = drawn(8, 4) { $0.limb(from: [4, 2], to: [4, 2], thickness: 8, aspect: 2, style: .agent) }
    #expect(disc[4, 2].glyph == "█" && disc[0, 0].glyph == " " && disc[0, 1].glyph != " ", "it is round")
  }

  @Test func linesHaveNoHoles() {
    for length in 1...60 {
      let grid = drawn(length, 1) { $0.line(from: [0, 0], to: [Double(length), 0], style: .muted) }
      #expect(grid.line(0) == String(repeating: "⠉", count: length))
    }
    let dashed = drawn(1, 3) { $0.line(from: [0, 0], to: [0, 3], style: .muted, isDashed: true) }
    #expect(dashed.text == "⠃\n⠃\n⠃")
  }

  @Test func asciiHasFullAndHalfCells() {
    let grid = drawn(4, 1, .ascii) {
      $0.fill(x: 0, y: 0, width: 1, height: 1, style: .agent)
      $0.fill(x: 1, y: 0.5, width: 1, height: 0.5, style: .agent)
      $0.fill(x: 2, y: 0, width: 1, height: 0.5, style: .agent)
      $0.line(from: [3, 0.1], to: [4, 0.1], style: .muted)
    }
    #expect(grid.line(0) == "#_\"-")
  }

  @Test func whatLiesOutsideIsHarmless() {
    let grid = drawn(3, 2) {
      $0.fill(x: -5, y: -5, width: 20, height: 20, style: .agent)
      $0.fill(x: .nan, y: 0, width: 1, height: 1, style: .agent)
      $0.limb(from: [1e300, 0], to: [0, .infinity], thickness: 2, aspect: 2, style: .ball)
      $0.line(from: [-.infinity, 0], to: [.nan, 1], style: .ball)
      $0.mark([9, 9], "x", style: .ball)
      $0.mark([.nan, 0], "x", style: .ball)
    }
    #expect(grid.text == "███\n███" && grid.cells.allSatisfy { $0.style == .agent })
    #expect(drawn(0, 0) { $0.fill(x: 0, y: 0, width: 1, height: 1, style: .agent) }.cells.isEmpty)
  }
}

@Suite("Bars")
struct BarTests {
  private func row(_ width: Int, _ body: (inout Grid) -> Void) -> String {
    var grid = Grid(width: width, height: 1)
    body(&grid)
    return grid.line(0)
  }

  @Test func balanceGoesToBothSides() {
    func bar(_ share: Double) -> String {
      row(9) { $0.balance(x: 0, y: 0, width: 9, share: share, style: .mark, glyphs: .unicode) }
    }
    #expect(bar(0.5) == "────┼━━──" && bar(-1) == "━━━━┼────" && bar(7) == "────┼━━━━" && bar(.nan) == "────┼────")
  }

  @Test func sharesAreEighths() {
    func bar(_ share: Double, _ glyphs: GlyphSet = .unicode) -> String {
      row(4) { $0.shareBar(x: 0, y: 0, width: 4, share: share, style: .agent, glyphs: glyphs) }
    }
    #expect(bar(1) == "████" && bar(0.5) == "██  " && bar(0.4) == "█▋  " && bar(0) == "    " && bar(1e-9) == "▏   ")
    #expect(bar(0.5, .ascii) == "##  ")
  }

  @Test func intervalsLieOnARoundScale() {
    #expect(IntervalBar.roundReach([0.1, -0.34]) == 0.5 && IntervalBar.roundReach([]) == 1)
    #expect(IntervalBar.roundReach([-37]) == 50)
    let bar = IntervalBar(low: -0.1, mean: 0.2, high: 0.5)
    let text = row(30) { bar.draw(on: &$0, x: 0, y: 0, width: 30, style: .accepted, glyphs: .unicode) }
    #expect(text.hasPrefix("-0.5 ┄") && text.hasSuffix("┤ +0.5") && text.contains("●"), "\(text)")
  }

  @Test func borderNotesTakeNoRow() {
    var grid = Grid(width: 30, height: 3)
    let rect = Rect(x: 0, y: 0, width: 30, height: 3)
    grid.pane(rect, title: "title", glyphs: .unicode) { _ in }
    grid.borderNote("3 of 12", of: rect, isBelow: true, glyphs: .unicode)
    grid.borderNote("much too long for what is left here", of: rect, after: 7, glyphs: .unicode)
    #expect(grid.line(2) == "└────────────────── 3 of 12 ─┘" || grid.line(2).hasSuffix(" 3 of 12 ┘"))
    #expect(grid.line(0).hasPrefix("┌ title ") && grid.line(0).contains("…") && grid.line(0).hasSuffix("┐"))
  }
}
