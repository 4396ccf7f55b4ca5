import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

/// A suggestion may be rejected for a reason, which stays with the decision.
@Suite("Reasons for rejecting")
struct ReasonTests {
  private func decision(
    _ id: Int, _ verdict: Verdict?, _ reason: String?, _ sense: DecisionSense = .new
  ) -> Effect {
    let decision = Decision(suggestion: id, verdict: verdict, actor: "person", reason: reason)
    return .feature(ReviewEffect.decide([decision], sense: sense))
  }

  @Test func aNumberChoosesACommonReason() {
    var model = ReviewFixtures.model(width: 200, height: 60)
    #expect(press("w", &model).isEmpty && model.review.items[0].verdict == nil)
    let text = view(model).text
    for line in ["Reject because", "1 wrong state", "4 not worth it", "5 other"] {
      #expect(text.contains(line), "\(text)")
    }
    #expect(press("3", &model).first == decision(1, .rejected, "unsafe"))
    #expect(model.review.reasonChoice == nil && model.review.selectedID == 2)
    _ = update(&model, .stored(ticket: 1))
    #expect(model.notice?.text == "suggestion 1 rejected (unsafe), 11 pending")
    press("k", &model)
    #expect(view(model).text.contains("because unsafe") && view(model).text.contains("rejected by person, now: unsafe"))
  }

  @Test func theMarkedOneIsTaken() {
    var model = ReviewFixtures.model()
    press("wkjj", &model)
    #expect(model.review.reasonChoice?.index == 2)
    press("<up>", &model)
    #expect(press("<enter>", &model).first == decision(1, .rejected, "wrong action"))
  }

  @Test func anotherReasonIsTyped() {
    var model = ReviewFixtures.model()
    press("wG", &model)
    #expect(model.review.reasonChoice?.field == nil, "what is not bound does nothing")
    #expect(press("5", &model).isEmpty && view(model).line(22).hasPrefix("because "))
    #expect(press("<enter>", &model).isEmpty && model.notice?.isError == true, "nothing is said yet")
    #expect(press("too late 1<enter>", &model).first == decision(1, .rejected, "too late 1"))
    press("wjjjj<enter>", &model)
    press(String(repeating: "long ", count: 80), &model)
    press("<enter>", &model)
    #expect(model.review.items[1].reason?.count == 199)
  }

  @Test func whoeverGoesBackRejectsNothing() {
    var model = ReviewFixtures.model()
    let before = model.review
    press("w5no<esc>", &model)
    #expect(model.review.reasonChoice != nil && model.review.reasonChoice?.field == nil)
    press("<esc>", &model)
    #expect(model.review == before)
  }

  @Test func undoAndRedoKeepTheReason() {
    var model = ReviewFixtures.model()
    act("w1kak", &model)
    #expect(model.review.items[0].verdict == .accepted && model.review.items[0].reason == nil)
    #expect(press("u", &model).first == decision(1, .rejected, "wrong state", .undo))
    #expect(model.review.items[0].reason == "wrong state")
    #expect(press("u", &model).first == decision(1, nil, nil, .undo))
    #expect(press("U", &model).first == decision(1, .rejected, "wrong state", .redo))
    #expect(press("U", &model).first == decision(1, .accepted, nil, .redo))
  }

  @Test func aReasonIsReplacedByAnotherAndNotByNone() {
    var model = ReviewFixtures.model()
    act("w1kxk", &model)
    #expect(model.review.items[0].reason == "wrong state" && model.review.undoStack.count == 1)
    act("w2", &model)
    #expect(model.review.items[0].reason == "wrong action" && model.review.undoStack.count == 2)
  }

  @Test func whatCannotBeStoredLeavesTheReasonThatWas() {
    var model = ReviewFixtures.model()
    act("w1k", &model)
    press("w2", &model)
    _ = update(&model, .refused(ticket: 2, reason: "it is wrong"))
    #expect(model.review.items[0].reason == "wrong state")
  }

  @Test func reasonsFromOutsideAreMadeSafeAndFound() {
    var model = ReviewFixtures.model()
    var items = model.review.items
    (items[2].verdict, items[2].reason) = (.rejected, "slippery\u{1B}[2J floor")
    _ = update(&model, .reviewItems(items))
    press("/slippery<enter>", &model)
    #expect(model.review.visible.map(\.id) == [3])
    #expect(!view(model).text.contains("\u{1B}"))
  }

  @Test func theChoiceFitsAtEverySize() {
    for (width, height) in ScreenLaws.sizes {
      var model = ReviewFixtures.model(width: width, height: height)
      for keys in ["w", "5", "why"] {
        press(keys, &model)
        let grid = view(model)
        for y in 0..<height { #expect(columnWidth(of: grid.line(y)) == width) }
      }
    }
  }
}
