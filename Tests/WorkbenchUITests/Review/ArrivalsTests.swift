import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

/// The tab of the review says how much waits there, and that something came.
@Suite struct ArrivalsTests {
  private func items(_ count: Int, verdict: Verdict? = nil) -> [ReviewItem] {
    (1...count).map { id in
      var item = Fixtures.items[0]
      item.suggestion.id = id
      item.verdict = verdict
      return item
    }
  }

  private func tab(_ model: AppModel) -> String { view(model).line(1) }

  @Test func theTabSaysHowManyWait() {
    var model = Fixtures.empty(width: 120, height: 40)
    #expect(tab(model).contains("3 Review "))
    _ = update(&model, .reviewItems(items(12)))
    #expect(tab(model).contains(" 3 Review 12 "), "what was there before is not new")
    press("3", &model)
    #expect(tab(model).contains("[3 Review 12]"))
    press("a", &model)
    #expect(tab(model).contains("[3 Review 11]"))
    _ = update(&model, .reviewItems(items(12, verdict: .rejected)))
    #expect(tab(model).contains("[3 Review]"))
  }

  @Test func whatComesBlinksForAWhileAndStandsOutUntilItIsLookedAt() {
    var model = Fixtures.empty(width: 120, height: 40)
    _ = update(&model, .reviewItems(items(2)))
    #expect(!model.isAnimating)
    _ = update(&model, .reviewItems(items(5)))
    #expect(tab(model).contains(" 3 Review 5• ") && model.isAnimating && model.review.arrivals.count == 3)
    var looks: Set<Bool> = []
    for time in 0...60 {
      _ = update(&model, .tick(seconds: 100 + Double(time) / 10))
      looks.insert(model.review.arrivals.isLit)
    }
    #expect(looks == [true, false] && !model.isAnimating && model.review.arrivals.isLit)
    #expect(tab(model).contains(" 3 Review 5• "), "it stays marked")
    // The same queue again brings nothing new.
    _ = update(&model, .reviewItems(items(5)))
    #expect(!model.isAnimating)
    press("3", &model)
    #expect(tab(model).contains("[3 Review 5]") && model.review.arrivals.count == 0)
    _ = update(&model, .reviewItems(items(7)))
    press("1", &model)
    #expect(tab(model).contains(" 3 Review 7 "), "who looks at it sees it come")
  }

  @Test func underReducedMotionItOnlyStandsOut() {
    var model = Fixtures.empty(width: 120, height: 40)
    model.settings.preferences.reducesMotion = true
    _ = update(&model, .reviewItems(items(2)))
    _ = update(&model, .reviewItems(items(5)))
    #expect(tab(model).contains(" 3 Review 5• ") && !model.isAnimating)
    for time in 0...9 {
      _ = update(&model, .tick(seconds: 100 + Double(time) / 10))
      #expect(model.review.arrivals.isLit)
    }
  }
}
