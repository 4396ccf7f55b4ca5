import Canvas
import Testing

@testable import WorkbenchUI

@Suite("Goldens of help, question and command line, and sizes")
struct ShellGoldenTests {
  static let cases = [
    GoldenCase(name: "help", keys: "3?", width: 60, height: 15), GoldenCase(name: "help", keys: "3?"),
    GoldenCase(name: "question", keys: "q"), GoldenCase(name: "command", keys: ":<tab><tab>"),
    GoldenCase(name: "read-only", keys: "3a", isReadOnly: true),
  ]

  @Test(arguments: cases) func golden(_ item: GoldenCase) { item.check("Shell") }

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
