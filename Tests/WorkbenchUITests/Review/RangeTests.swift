import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

/// `v` begins a range in the list; one key decides on all of it.
@Suite("Ranges of suggestions")
struct RangeTests {
  private func decisions(_ ids: [Int], _ verdict: Verdict?, _ reason: String? = nil) -> [Decision] {
    ids.map { Decision(suggestion: $0, verdict: verdict, actor: "person", reason: reason) }
  }

  @Test func movingStretchesIt() {
    var model = ReviewFixtures.model()
    press("jv", &model)
    #expect(model.review.range?.ids == [2] && model.notice?.text.contains("Esc leaves") == true)
    press("jj", &model)
    #expect(model.review.range?.ids == [2, 3, 4] && view(model).text.contains("range of 3"))
    press("kkk", &model)
    #expect(model.review.range?.ids == [1, 2], "it turns round where it began")
    press("G", &model)
    #expect(model.review.range?.ids == Array(2...12))
    press("g<esc>", &model)
    #expect(model.review.range == nil && model.review.selectedID == 1 && !view(model).text.contains("range of"))
    press("vv", &model)
    #expect(model.review.range == nil)
  }

  @Test func aKeyDecidesOnAllOfItInOneStep() {
    var model = ReviewFixtures.model()
    #expect(act("jvjjx", &model).contains(.keep(ticket: 1, ReviewEffect.decide(decisions([2, 3, 4], .rejected)))))
    #expect(model.notice?.text == "3 suggestions rejected, 9 pending")
    #expect(model.review.range == nil && model.review.selectedID == 5)
    let back = decisions([4, 3, 2], nil)
    #expect(act("u", &model).contains(.keep(ticket: 2, ReviewEffect.decide(back, sense: .undo))))
    #expect(model.review.count("pending") == 12)
    act("U", &model)
    #expect(model.review.count("rejected") == 3)
  }

  @Test(arguments: [("a", "accepted"), ("x", "rejected"), ("s", "skipped"), ("w3", "rejected")])
  func everyVerdictTakesIt(_ keys: String, _ name: String) {
    var model = ReviewFixtures.model()
    act("vj" + keys, &model)
    #expect(model.review.items.prefix(3).map { $0.verdict?.name } == [name, name, nil])
    #expect(model.review.undoStack.count == 1)
  }

  @Test func aReasonIsThatOfAll() {
    var model = ReviewFixtures.model()
    press("vjw", &model)
    #expect(view(model).text.contains("Reject 2 because"))
    #expect(press("3", &model).first == .feature(ReviewEffect.decide(decisions([1, 2], .rejected, "unsafe"))))
  }

  @Test func flagsAndReopeningTakeItToo() {
    var model = ReviewFixtures.model()
    #expect(act("Fvjj", &model).contains(.keep(ticket: 1, ReviewEffect.flag([1]))))
    #expect(act("F", &model).contains(.keep(ticket: 2, ReviewEffect.flag([1, 2, 3]))))
    #expect(model.notice?.text == "3 suggestions are flagged; f finds those" && model.review.range == nil)
    act("gvjjF", &model)
    #expect(model.review.flagged.isEmpty && model.notice?.text == "3 suggestions have no flag any more")
    act("gvjagvjj", &model)
    #expect(act("r", &model).contains(.keep(ticket: 5, ReviewEffect.decide(decisions([1, 2], nil)))))
    #expect(model.notice?.text == "2 suggestions are pending again")
  }

  @Test func whatChangesTheListEndsIt() {
    for keys in ["f", "o", "b", "/x<enter>", "e<esc>"] {
      var model = ReviewFixtures.model()
      press("vjj" + keys, &model)
      #expect(model.review.range == nil, "\(keys)")
    }
  }

  @Test func whatComesInMeanwhileIsNotInIt() {
    var model = ReviewFixtures.model()
    press("vjj", &model)
    var items = model.review.items
    var new = items[0]
    new.suggestion.id = 99
    items.insert(new, at: 1)
    _ = update(&model, .reviewItems(items))
    #expect(press("x", &model).first == .feature(ReviewEffect.decide(decisions([1, 2, 3], .rejected))))
  }

  @Test func itIsSeenInTheListWithoutColour() {
    var model = ReviewFixtures.model(glyphs: .ascii)
    let marks = view(model).text.split(separator: "\n").count { $0.hasPrefix("||") }
    press("vjj", &model)
    #expect(view(model).text.split(separator: "\n").count { $0.hasPrefix("||") } == marks + 2)
    press("z", &model)
    #expect(view(model).text.contains("range of 3"), "the list is hidden, and the card says it")
  }

  @Test func aReaderHasNone() {
    var model = Fixtures.typical(isReadOnly: true)
    press("3v", &model)
    #expect(model.review.range == nil && model.notice?.isError == true)
  }
}
