import Canvas
import Testing

@testable import WorkbenchUI

@Suite("The table of a search's nodes")
struct PlanTableTests {
  @Test(arguments: [(80, 24), (100, 30), (120, 40), (200, 60)], [GlyphSet.unicode, .ascii])
  func isReadable(size: (Int, Int), glyphs: GlyphSet) throws {
    var model = Fixtures.typical(width: size.0, height: size.1, glyphs: glyphs, subject: .planning)
    press("G", &model)
    let lines = (0..<size.1).map { view(model).line($0) }
    // Heads and numbers stand whole before the frame, under each other.
    let head = try #require(lines.first { $0.contains("proposal ") })
    #expect(["P", "V^", "score"].allSatisfy { head.contains(" \($0) ") })
    let line = try #require(lines.first { $0.contains("#2 (stack b d)") })
    #expect(line.contains("illegal") && line.contains(" 0.15 ") && line.contains("    0.00    0.15 "))
    let goal = try #require(lines.first { $0.contains("(stack a c)") })
    #expect(goal.contains(" 0.90") && goal.contains("1000.00 1003.40 "))
  }

  @Test func noLetterHasAMarkThatTerminalsDrawAtOtherPlaces() {
    for keys in ["", "G", "d", "dd", "z"] {
      var model = Fixtures.typical(width: 120, height: 40, subject: .planning)
      press(keys, &model)
      let scalars = view(model).cells.flatMap { $0.glyph.unicodeScalars }
      #expect(!scalars.contains { $0.properties.generalCategory == .nonspacingMark }, "after '\(keys)'")
      #expect(view(model).text.contains("V^"))
    }
  }
}
