import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Goldens of overlays and states")
struct OverlayGoldenTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var keys: String
    var width = 80
    var height = 24
    var glyphs = GlyphSet.unicode
    var isReadOnly = false
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "Shell/help-60x15", keys: "3?", width: 60, height: 15),
    Case(name: "Shell/help-80x24", keys: "3?"),
    Case(name: "Shell/question-80x24", keys: "q"),
    Case(name: "Review/edit-80x24", keys: "3e<tab>5"),
    Case(name: "Review/edit-60x15", keys: "3e<right>", width: 60, height: 15),
    Case(name: "Shell/command-80x24", keys: ":<tab><tab>"),
    Case(name: "Shell/read-only-80x24", keys: "3a", isReadOnly: true),
    Case(name: "Review/review-decided-80x24", keys: "3axas"),
    Case(name: "Review/review-zoomed-80x24", keys: "3z"),
    Case(name: "Review/review-zoomed-60x15", keys: "3z", width: 60, height: 15),
    Case(name: "Dashboard/dashboard-game-80x24", keys: "zz"),
    Case(name: "Dashboard/dashboard-metrics-60x15", keys: "zzz", width: 60, height: 15),
    Case(name: "Dashboard/dashboard-ascii-80x24", keys: "", glyphs: .ascii),
    Case(name: "Review/review-ascii-120x40", keys: "3", width: 120, height: 40, glyphs: .ascii),
    Case(name: "Prompts/prompts-reply-80x24", keys: "6ll<right>"),
    Case(name: "Prompts/prompts-search-80x24", keys: "6/stays low<enter>nnn"),
    Case(name: "Prompts/prompts-typing-60x15", keys: "6/ball", width: 60, height: 15),
    Case(name: "Prompts/prompts-text-80x24", keys: "6<enter>"),
    Case(name: "Prompts/prompts-text-60x15", keys: "6<enter>jj", width: 60, height: 15),
    Case(name: "Prompts/prompts-quality-60x15", keys: "6v", width: 60, height: 15),
    Case(name: "Prompts/prompts-quality-80x24", keys: "6vj"),
    Case(name: "Prompts/prompts-quality-120x40", keys: "6v", width: 120, height: 40),
    Case(name: "Prompts/prompts-question-80x24", keys: "6r"),
    Case(name: "Prompts/prompts-ascii-120x40", keys: "6m", width: 120, height: 40, glyphs: .ascii),
    Case(name: "Dashboard/dashboard-large-200x60", keys: "", width: 200, height: 60),
  ]

  @Test(arguments: cases)
  func golden(_ item: Case) {
    var model = Fixtures.typical(
      width: item.width, height: item.height, glyphs: item.glyphs, isReadOnly: item.isReadOnly)
    press(item.keys, &model)
    let mismatch = goldenMismatch(view(model), item.name)
    #expect(mismatch == nil, "\(mismatch ?? "")")
  }

  @Test(arguments: [(60, 15), (80, 24), (120, 40)])
  func playback(width: Int, height: Int) {
    var model = Fixtures.typical(width: width, height: height)
    press("2j<enter>", &model)
    _ = update(&model, .episode(Fixtures.episode))
    press("]", &model)
    let mismatch = goldenMismatch(view(model), "Trajectories/playback-\(width)x\(height)")
    #expect(mismatch == nil, "\(mismatch ?? "")")
  }

  @Test(arguments: [(60, 15), (80, 24), (120, 40)])
  func comparedCalls(width: Int, height: Int) {
    var model = Fixtures.typical(width: width, height: height)
    press("6mjc", &model)
    _ = update(&model, .callText(Fixtures.text(9)))
    _ = update(&model, .advisorProgress(Fixtures.progress))
    let mismatch = goldenMismatch(view(model), "Prompts/prompts-compare-\(width)x\(height)")
    #expect(mismatch == nil, "\(mismatch ?? "")")
  }

  @Test func tooSmallAndBack() {
    var model = Fixtures.typical(width: 80, height: 24)
    let before = view(model)
    _ = update(&model, .resized(width: 59, height: 15))
    #expect(view(model).text.contains("terminal too small (have 59x15, need 60x15)"))
    _ = update(&model, .resized(width: 20, height: 5))
    #expect(view(model).text.contains("20x5"))
    _ = update(&model, .resized(width: 80, height: 24))
    #expect(view(model) == before)
  }

  @Test func aResizeStormIsHarmless() {
    var model = Fixtures.typical()
    for screen in ["1", "2", "3", "4", "5", "6", "6mjc", "6<esc>v", "?", "<esc>3e"] {
      press(screen, &model)
      for size in [(20, 5), (300, 100), (80, 24), (0, 0), (1, 1), (60, 15), (61, 16), (-4, 7), (1000, 2), (2, 1000)] {
        _ = update(&model, .resized(width: size.0, height: size.1))
        let grid = view(model)
        #expect(grid.width == max(0, size.0) && grid.height == max(0, size.1))
      }
    }
  }
}
