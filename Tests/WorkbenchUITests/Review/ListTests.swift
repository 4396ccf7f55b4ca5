import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

/// What the list shows and in which order, and what is decided by a rule.
@Suite("The list of suggestions")
struct ListTests {
  private func ids(_ model: AppModel) -> [Int] { model.review.visible.map(\.id) }

  @Test func ordersKeepTheSelection() {
    var model = ReviewFixtures.model(isBody: true)
    press("jj", &model)
    #expect(model.review.selectedID == 3)
    press("o", &model)
    #expect(ids(model) == [9, 8, 7, 6, 4, 3, 2, 1, 5], "what was not measured comes last")
    #expect(model.review.selectedID == 3 && view(model).text.contains("by evidence ↓"))
    press("o", &model)
    #expect(ids(model) == Array((1...9).reversed()))
    press("o", &model)
    #expect(ids(model) == [1, 3, 5, 7, 9, 2, 4, 6, 8])
    press("o", &model)
    #expect(ids(model) == Array(1...9))
  }

  @Test func decidingGoesOnInTheOrderOfTheList() {
    var model = ReviewFixtures.model(isBody: true)
    press("og", &model)
    #expect(model.review.selectedID == 9)
    act("a", &model)
    #expect(model.review.selectedID == 8)
    press("f", &model)
    act("x", &model)
    #expect(model.review.selectedID == 7, "the one decided is gone from the list")
  }

  @Test func wordsAreSearchedFor() {
    var model = ReviewFixtures.model(isBody: true)
    press("/", &model)
    #expect(view(model).line(22).hasPrefix("/"))
    press("OFFLINE hip<enter>", &model)
    #expect(ids(model) == [1, 3, 5, 7, 9], "the advisor, and the reason")
    #expect(model.notice?.text == "5 with 'OFFLINE hip'; Esc shows all again")
    #expect(model.review.selected != nil)
    press("/<c-u>nothing like it<enter>", &model)
    #expect(view(model).text.contains("None is all with 'nothing like it'"))
    press("<esc>", &model)
    #expect(ids(model).count == 9 && model.review.selected != nil)
  }

  @Test func flagsAreKept() {
    var model = ReviewFixtures.model()
    #expect(act("F", &model).contains(.keep(ticket: 1, ReviewEffect.flag([1]))))
    #expect(view(model).text.contains("⚑ flagged"))
    act("jjF", &model)
    press("ffffff", &model)
    #expect(model.review.filter == .flagged && ids(model) == [1, 3])
    #expect(act("F", &model).contains(.keep(ticket: 3, ReviewEffect.flag([1]))))
    #expect(ids(model) == [1])
    _ = update(&model, .flags([4]))
    #expect(ids(model) == [1, 4])
  }

  @Test func blindHidesWhatSways() {
    var model = ReviewFixtures.model(width: 120, height: 40)
    press("offfb", &model)
    #expect(model.review.order == .episode && model.review.filter == .all, "an order would tell it")
    var text = view(model).text
    #expect(!text.contains("+0.42") && !text.contains("0.70") && text.contains("hidden until you decide"))
    press("ooo", &model)
    #expect(model.review.order == .advisor)
    act("ak", &model)
    text = view(model).text
    #expect(text.contains("+0.42") && text.contains("confidence 0.70"), "it is decided")
    press("b", &model)
    #expect(!view(model).text.contains("hidden"))
  }

  @Test func whatMakesItWorseIsRejectedByOneKeyAndOneUndo() {
    var items = Fixtures.items
    for index in [1, 4] {
      items[index].measured[.discrete(1)] = Evidence(
        difference: -0.5, low: -0.8, high: -0.2, rollouts: 16, horizon: 40, hold: 2, environmentSteps: 900)
    }
    var model = Fixtures.typical()
    _ = update(&model, .reviewItems(items))
    press("3X", &model)
    #expect(view(model).text.contains("2 of 12 pending would be rejected"))
    act("y", &model)
    #expect(model.review.items.filter { $0.verdict == .rejected }.map(\.id) == [2, 5])
    #expect(model.notice?.text == "rejected 2 measured to make it worse; u takes all of them back")
    act("u", &model)
    #expect(model.review.count("pending") == 12)
    #expect(model.notice?.text == "undone: 2 suggestions rejected; U decides it again")
  }

  @Test func whatIsMeasuredIsMeasuredFurther() {
    var model = ReviewFixtures.model()
    #expect(press("m", &model) == [.feature(ReviewEffect.measure(suggestion: 1, action: .discrete(1)))])
    #expect(model.notice?.text == "measuring suggestion 1: more pairs, twice as many as the last time")
  }

  @Test func rulesAreTyped() {
    var model = ReviewFixtures.model(isBody: true)
    press(":accept confidence=0.7<enter>", &model)
    #expect(view(model).text.contains("Accept all with a confidence of 0.70 or more?"))
    #expect(view(model).text.contains("3 of 9 pending would be accepted."))
    act("y", &model)
    #expect(model.review.items.filter { $0.verdict == .accepted }.map(\.id) == [7, 8, 9])
    act("u/advisor<c-u>search<enter>", &model)
    press(":reject shown<enter>", &model)
    #expect(view(model).text.contains("Reject all in the list?"))
    press("n", &model)
    #expect(press(":accept everything<enter>", &model).isEmpty && model.confirmation == nil)
    #expect(model.notice?.text == "write :accept and one of verified, worse, shown, confidence=0.8")
    #expect(press(":reject confidence=2<enter>", &model).isEmpty && model.notice?.isError == true)
  }
}
