import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The comparison")
struct CompareTests {
  @Test func theSelectionStaysWithinTheRows() {
    var model = Fixtures.typical()
    press("4jjjj", &model)
    #expect(model.compare.selected == 2)
    #expect(view(model).text.contains("hit rate 3.4%") && view(model).text.contains("7 accepted, 1 edited"))
    _ = update(&model, .comparison(Array(Fixtures.comparison.prefix(2))))
    #expect(model.compare.selected == 1)
    press("g", &model)
    #expect(model.compare.selected == 0)
    _ = update(&model, .comparison([]))
    press("Gj", &model)
    #expect(model.compare.selected == 0 && view(model).text.contains("No comparison yet."))
  }

  @Test func theEndOfTheStagesNamesItsKey() {
    var model = Fixtures.typical()
    _ = update(&model, .stagesDone)
    #expect(model.notice?.text == "all stages done: 4 shows the comparison")
    #expect(model.events.entries.last?.text == "all stages done: 4 shows the comparison")
  }
}
