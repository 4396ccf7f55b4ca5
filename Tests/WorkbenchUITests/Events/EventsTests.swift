import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The log")
struct EventsTests {
  @Test func alertsReachTheLogAndThePerson() {
    var model = Fixtures.empty()
    _ = update(&model, .event(.alert(run: "r", step: 9, title: "NaN", detail: "loss\u{1B}[0m")))
    #expect(view(model).text.contains("! NaN"), "it lies over the screen until it is dismissed")
    _ = update(&model, .event(.metrics(run: "r", step: 9, values: [:])))
    _ = update(&model, .notice("saved", isError: false))
    #expect(model.events.entries.map(\.kind) == [.alert, .notice])
    press("5f", &model)
    #expect(model.events.visible.count == 1)
    for step in 0..<2000 { _ = update(&model, .event(.started(run: "r", step: step))) }
    #expect(model.events.entries.count == EventsState.limit)
  }

  @Test func theLogFollowsUnlessScrolled() {
    var model = Fixtures.typical()
    press("5", &model)
    #expect(model.events.selected == 4)
    press("k", &model)
    _ = update(&model, .event(.started(run: "r", step: 1)))
    #expect(model.events.selected == 3)
    press("G", &model)
    #expect(model.events.selected == 5)
  }
}
