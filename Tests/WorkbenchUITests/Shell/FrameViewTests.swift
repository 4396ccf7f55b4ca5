import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Frames")
struct FrameViewTests {
  private func draw(_ frame: Frame, _ width: Int, _ height: Int, _ glyphs: GlyphSet = .unicode) -> Grid {
    var grid = Grid(width: width, height: height)
    FrameView(frame: frame, glyphs: glyphs).draw(on: &grid)
    return grid
  }

  @Test func halfBlocksAreTwoPixelsARow() {
    var frame = Frame(width: 4, height: 4)
    frame[0, 0] = .agent
    frame[0, 1] = .agent
    frame[1, 1] = .agent
    frame[2, 2] = .other
    frame[2, 3] = .other
    frame[3, 2] = .object
    #expect(draw(frame, 4, 2).text == "█▄\n  ▒▀")
    #expect(draw(frame, 4, 2, .ascii).text == "##\n  |o")
  }

  @Test func theCourtFitsInEveryWay() {
    let full = draw(Fixtures.frame(0), 80, 40)
    #expect(full.cells.filter { $0.style == .agent }.count == 2 * 8)
    let small = draw(Fixtures.frame(0), 40, 20)
    #expect(small.cells.filter { $0.style == .agent }.allSatisfy { $0.glyph >= "\u{2800}" && $0.glyph <= "\u{28FF}" })
    for size in [(80, 40), (40, 20), (20, 10), (10, 5), (3, 2), (1, 1), (200, 9)] {
      for glyphs in GlyphSet.allCases {
        let grid = draw(Fixtures.frame(3), size.0, size.1, glyphs)
        #expect(grid.cells.contains { $0.style == .ball }, "the ball is lost at \(size)")
      }
    }
  }

  @Test func inksDifferWithoutColour() {
    let grid = draw(Fixtures.frame(0), 40, 20)
    func glyphs(_ style: StyleToken) -> Set<String> { Set(grid.cells.filter { $0.style == style }.map(\.glyph)) }
    #expect(glyphs(.agent).isDisjoint(with: glyphs(.opponent)))
    #expect(glyphs(.ball) == ["●"])
  }

  @Test func strangeFramesAreHarmless() {
    var broken = Frame(width: 3, height: 2)
    broken.pixels[0] = 200
    #expect(draw(broken, 5, 5) == draw(Frame(width: 3, height: 2), 5, 5), "an unknown ink is none")
    let nothing = draw(Frame(width: 0, height: 0), 5, 5)
    #expect(nothing.text.allSatisfy { $0 == "\n" })
    var tall = Frame(width: 1, height: 1000)
    tall[0, 999] = .object
    let inked = draw(tall, 5, 5).cells.indices.filter { draw(tall, 5, 5).cells[$0].style == .ball }
    #expect(inked == [4 * 5 + 2], "in the middle of the last row")
    #expect(draw(Fixtures.frame(0), 0, 0).cells.isEmpty)
  }
}
