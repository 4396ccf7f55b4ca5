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

  @Test func pixelsAreHalfBlocksWhereTheyFit() {
    var frame = Frame(width: 4, height: 4)
    frame[0, 0] = .agent
    frame[0, 1] = .agent
    frame[1, 1] = .agent
    frame[2, 2] = .other
    frame[2, 3] = .other
    frame[3, 2] = .object
    #expect(draw(frame, 4, 2).text == "█▄\n  █●")
    #expect(draw(frame, 4, 2, .ascii).text == "#_\n  %o")
  }

  /// A court as the game draws it.
  private func court(ball: SIMD2<Double> = [20, 30]) -> Frame {
    Frame(
      width: 80, height: 80, fit: .stretched,
      shapes: [
        FrameShape(.scene, .line(from: [40, 0], to: [40, 80], isDashed: true)),
        FrameShape(.other, .rectangle(corner: [8, 20], size: [2, 8])),
        FrameShape(.agent, .rectangle(corner: [70, 50], size: [2, 8])),
        FrameShape(.object, .rectangle(corner: ball, size: [1, 2])),
      ])
  }

  @Test func paddlesAreSolidAndTheBallIsThereAtEverySize() {
    for size in [(80, 40), (40, 20), (20, 10), (10, 5), (3, 2), (1, 1), (200, 9), (60, 60)] {
      for glyphs in GlyphSet.allCases {
        for frame in [court(), Fixtures.frame(3)] {
          let grid = draw(frame, size.0, size.1, glyphs)
          #expect(grid.cells.contains { $0.style == .ball }, "the ball is lost at \(size)")
        }
      }
    }
    // 80 units on 40 rows: the paddle is 4 rows high and fills each of its cells.
    let grid = draw(court(), 80, 40)
    #expect((25..<29).allSatisfy { grid[70, $0] == Cell(glyph: "█", style: .agent) })
    #expect(grid.cells.count { $0.style == .agent } == 8 && grid[8, 10] == Cell(glyph: "█", style: .opponent))
  }

  @Test func aStretchedFrameFillsItsRoom() {
    for (width, height) in [(28, 12), (120, 20), (30, 40)] {
      let grid = draw(court(ball: [79, 78]), width, height)
      #expect((0..<height).contains { grid[width - 1, $0].style == .ball })
      #expect((0..<height).allSatisfy { grid[width / 2, $0].glyph != " " || grid[width / 2 - 1, $0].glyph != " " })
    }
  }

  @Test func trailAndGhostStandWhereTheyWere() {
    var view = FrameView(frame: court(), glyphs: .unicode)
    view.trail = [court(ball: [10, 10]), court(ball: [15, 20])]
    var ghost = court()
    ghost.shapes[2] = FrameShape(.agent, .rectangle(corner: [70, 30], size: [2, 8]))
    view.ghost = ghost
    var grid = Grid(width: 80, height: 40)
    view.draw(on: &grid)
    #expect(grid[10, 5].glyph == "·" && grid[15, 10].glyph == "·" && grid[20, 15].style == .ball)
    #expect((15..<19).allSatisfy { grid[70, $0] == Cell(glyph: "▒", style: .pending) })
    #expect(grid[70, 26].style == .agent, "what is lies over what would have been")
  }

  /// A leg over a ground whose metres are 40 units.
  private func leg(x: Double) -> Frame {
    var frame = Frame(
      width: 160, height: 80, caption: "", fit: .extended,
      shapes: [
        FrameShape(.scene, .ground(y: 70, unit: 40, zero: -x, name: "m")),
        FrameShape(.agent, .limb(from: [80, 20], to: [80, 60], thickness: 6)),
        FrameShape(.object, .point([80, 40])),
      ])
    frame.origin = [x, 0]
    return frame
  }

  @Test func limbsAreThickAndTheGroundGoesOn() {
    let grid = draw(leg(x: 0), 120, 20)
    // Two rows are 8 units: the limb is 6 of 160 units wide on 2 x 20 x 160 / 80 columns.
    #expect((6..<14).allSatisfy { grid[60, $0].style == .agent || grid[60, $0].style == .ball })
    #expect(grid.cells.contains { $0.glyph == "•" })
    let ground = (0..<120).map { grid[$0, 17] }
    #expect(ground.allSatisfy { $0.glyph != " " && $0.style == .muted }, "from edge to edge")
    #expect(grid.line(18).contains("1 m") && grid.line(18).contains("2 m"))
    #expect(draw(leg(x: 400), 120, 20).line(18).contains("12 m"))
    for size in [(28, 12), (20, 30), (200, 8)] {
      #expect(draw(leg(x: 0), size.0, size.1).cells.contains { $0.style == .agent }, "\(size)")
    }
  }

  @Test func theTrailOfACameraThatMovesLiesInTheWorld() {
    var view = FrameView(frame: leg(x: 40), glyphs: .unicode)
    view.trail = [leg(x: 0)]
    var grid = Grid(width: 160, height: 40)
    view.draw(on: &grid)
    #expect(grid[40, 20].glyph == "·", "a metre is 40 columns here, and the body was one further left")
  }

  @Test func effortsHaveNamesAndSigns() {
    let space = ActionSpace.box(low: [-1, -2], high: [1, 2])
    var frame = leg(x: 0)
    frame.efforts = space.efforts(of: [0.5, -2], names: ["hip", "knee"])
    var grid = Grid(width: 80, height: 20)
    FramePane(frame: frame, glyphs: .unicode).draw(on: &grid)
    #expect(grid.line(0).contains("hip") && grid.line(0).contains("+0.50"))
    #expect(grid.line(1).contains("knee") && grid.line(1).contains("-1.00") && grid.line(1).contains("━━━━━┼"))
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
    let wild = Frame(
      width: 8, height: 8, fit: .extended,
      shapes: [
        FrameShape(.agent, .limb(from: [.nan, 0], to: [1, 1], thickness: 1)),
        FrameShape(.agent, .rectangle(corner: [1e300, 0], size: [1, 1])),
        FrameShape(.scene, .ground(y: 4, unit: 1e-9, zero: .nan, name: "m")),
        FrameShape(.scene, .line(from: [-.infinity, 0], to: [0, 0], isDashed: true)),
      ])
    #expect(draw(wild, 9, 5).cells.count { $0.style == .agent } == 0)
    #expect(draw(Fixtures.frame(0), 0, 0).cells.isEmpty)
  }
}
