import Canvas
import Testing

@testable import WorkbenchUI

@Suite("Goldens of the planning screen")
struct PlanGoldenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var keys: String
    var isBounds = false
    var glyphs = GlyphSet.unicode
    var size: (width: Int, height: Int)
    var testDescription: String { "\(name)-\(size.width)x\(size.height)" }
  }

  static let cases =
    [(60, 15), (80, 24), (120, 40)].flatMap { size in
      [
        Case(name: "plan-node", keys: "}}", size: size),
        Case(name: "plan-detail", keys: "}}zz", size: size),
        Case(name: "plan-replay", keys: "[[[[[[", size: size),
        Case(name: "plan-proposals", keys: "jd", size: size), Case(name: "plan-transcript", keys: "}dd", size: size),
        Case(name: "plan-bounds", keys: "jjll", isBounds: true, size: size),
        Case(name: "plan-map", keys: "zz", isBounds: true, size: size),
      ]
    } + [
      Case(name: "plan-folded", keys: "o", size: (80, 24)), Case(name: "plan-vetoed", keys: "jv", size: (80, 24)),
      Case(name: "plan-take", keys: "jt<down>", size: (80, 24)),
      Case(name: "plan-form", keys: "}e", size: (80, 24)), Case(name: "plan-form", keys: "}e", size: (60, 15)),
      Case(name: "plan-ascii", keys: "}", glyphs: .ascii, size: (100, 30)),
      Case(name: "plan-bounds-ascii", keys: "j", isBounds: true, glyphs: .ascii, size: (100, 30)),
      Case(name: "plan-bounds-past", keys: "pppppppp", isBounds: true, size: (120, 40)),
      Case(name: "plan-no-bounds", keys: "b", size: (80, 24)),
    ]

  @Test(arguments: cases)
  func golden(_ item: Case) {
    var model = Fixtures.empty(
      width: item.size.width, height: item.size.height, glyphs: item.glyphs, subject: .planning)
    _ = update(&model, .plan(item.isBounds ? Fixtures.boundsPicture : Fixtures.planPicture()))
    act(item.keys, &model)
    GoldenCase(name: item.name, keys: item.keys, width: item.size.width, height: item.size.height).check(model, "Plan")
  }
}
