import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Deciding")
struct ReviewTests {
  private func onReview(isReadOnly: Bool = false) -> AppModel {
    var model = Fixtures.typical(isReadOnly: isReadOnly)
    press("3", &model)
    return model
  }

  private func decision(_ id: Int, _ verdict: Verdict?, _ sense: DecisionSense = .new) -> Effect {
    .review(.decide([Decision(suggestion: id, verdict: verdict, actor: "person")], sense: sense))
  }

  static let cases = [
    GoldenCase(name: "review-decided", keys: "3axas"), GoldenCase(name: "review-edited", keys: "3e<right><enter>k"),
  ]

  @Test(arguments: cases) func golden(_ item: GoldenCase) { item.check("Review") }

  @Test func oneKeyDecidesAndGoesOn() {
    var model = onReview()
    let effects = press("ax", &model)
    #expect(
      effects == [
        decision(1, .accepted), .review(.loadDetail(suggestion: 2)), decision(2, .rejected),
        .review(.loadDetail(suggestion: 3)),
      ])
    #expect(model.review.selectedID == 3)
    #expect(model.review.count("accepted") == 1 && model.review.count("rejected") == 1)
    #expect(press("s<space>", &model).contains(decision(4, .skipped)))
    #expect(model.review.count("pending") == 8)
  }

  @Test func whatARunLeftOutIsShownAsRetired() {
    var model = onReview()
    var items = model.review.items
    (items[0].verdict, items[1].verdict) = (.accepted, .rejected)
    for index in 0..<3 { items[index].isRetired = true }
    _ = update(&model, .reviewItems(items))
    // Of these, one was accepted, one rejected and one is pending: guidance had the first alone.
    press("jj", &model)
    let lines = view(model).text.split(separator: "\n").filter { $0.contains("retired") }
    #expect(lines.count == 1, "\(lines)")
    press("kk", &model)
    #expect(
      view(model).text.split(separator: "\n").count { $0.contains("retired") } == 2, "in the list, and in the detail")
  }

  @Test func aJourneyInKeys() {
    var model = onReview()
    let effects = press("jja:alpha 0.7<enter>", &model)
    #expect(effects.contains(decision(3, .accepted)))
    #expect(effects.contains(.send(.setAlpha(0.7))))
    #expect(model.engine.pendingAlpha == 0.7)
    #expect(view(model).text.contains("α 0.30→0.70"))
  }

  @Test func undoAndRedoAppendAndGoBackManyLevels() {
    var model = onReview()
    let start = model.review.items
    press("axe", &model)
    press("<tab><c-u>-0.5<enter>", &model)
    #expect(model.review.items[2].verdict == .edited(action: .discrete(1), reward: -0.5))
    let decided = model.review.items
    #expect(press("u", &model).first == decision(3, nil, .undo))
    #expect(model.review.selectedID == 3)
    #expect(press("u", &model).first == decision(2, nil, .undo))
    #expect(press("u", &model).first == decision(1, nil, .undo))
    #expect(model.review.items == start)
    #expect(press("u", &model).isEmpty)
    #expect(model.notice?.text == "nothing to undo")
    #expect(press("U", &model).first == decision(1, .accepted, .redo))
    press("UU", &model)
    #expect(model.review.items == decided)
    #expect(press("U", &model).isEmpty)
  }

  @Test func undoDecidesThePreviousVerdictAgain() {
    var model = onReview()
    press("akx", &model)
    #expect(model.review.items[0].verdict == .rejected)
    #expect(press("u", &model).first == decision(1, .accepted, .undo))
    #expect(press("u", &model).first == decision(1, nil, .undo))
  }

  @Test func aNewDecisionForgetsWhatWasUndone() {
    var model = onReview()
    press("aux", &model)
    #expect(model.review.redoStack.isEmpty)
    #expect(press("U", &model).isEmpty)
  }

  @Test func reopening() {
    var model = onReview()
    press("ak", &model)
    #expect(press("r", &model) == [decision(1, nil)])
    #expect(model.review.selectedID == 1)
    #expect(press("r", &model).isEmpty)
    #expect(press("u", &model).first == decision(1, .accepted, .undo))
  }

  @Test func filtersKeepASelection() {
    var model = onReview()
    press("f", &model)
    #expect(model.review.filter == .pending)
    press("a", &model)
    #expect(model.review.visible.count == 11)
    #expect(model.review.selectedID == 2)
    press("f", &model)
    #expect(model.review.filter == .decided && model.review.visible.map(\.id) == [1])
    press("f", &model)
    #expect(model.review.filter == .verified)
    #expect(model.review.visible.map(\.id) == [1, 4, 7, 10])
    #expect(model.review.selected != nil)
    press("f", &model)
    #expect(model.review.visible.map(\.id) == [2, 5, 8, 11], "measured, and nothing is proven")
    press("f", &model)
    #expect(model.review.visible.map(\.id) == [3, 6, 9, 12])
    press("fff", &model)
    press("G", &model)
    press("aaaaaaaaaaaaaaaa", &model)
    #expect(model.review.count("pending") == 0)
    #expect(model.review.visible.isEmpty)
    #expect(view(model).text.contains("None is pending"))
  }

  @Test func acceptingAllVerifiedAsksAndIsOneStep() {
    var model = onReview()
    #expect(press("A", &model).isEmpty)
    #expect(view(model).text.contains("4 of 12 pending would be accepted"))
    #expect(press("n", &model).isEmpty)
    #expect(model.review.count("accepted") == 0)
    let effects = press("Ay", &model)
    #expect(
      effects.first
        == .review(.decide([1, 4, 7, 10].map { Decision(suggestion: $0, verdict: .accepted, actor: "person") })))
    #expect(model.review.count("accepted") == 4)
    press("u", &model)
    #expect(model.review.count("accepted") == 0)
  }

  @Test func finishingAsksWithTheCounts() {
    var model = onReview()
    press("ax", &model)
    #expect(press("R", &model).isEmpty)
    #expect(view(model).text.contains("1 accepted, 0 edited, 1 rejected"))
    #expect(press("y", &model) == [.review(.finish)])
    #expect(press("R<esc>", &model).isEmpty)
  }

  @Test func anAwaitedReviewCanBeFinishedWithoutSuggestions() {
    var model = Fixtures.empty()
    #expect(press("3R", &model) == [])
    #expect(model.confirmation == nil)
    _ = update(&model, .stages([StageProgress(stage: .review, state: .needsReview)]))
    press("3R", &model)
    #expect(press("y", &model) == [.review(.finish)])
  }

  @Test func theReviewCallsOnceAndNeverWhileTyping() {
    let waiting: [StageProgress] = [StageProgress(stage: .review, state: .needsReview)]
    var model = Fixtures.empty()
    _ = update(&model, .reviewItems(Fixtures.items))
    _ = update(&model, .stages(waiting))
    #expect(model.screen == "review" && model.notice != nil)
    press("1", &model)
    _ = update(&model, .stages(waiting))
    #expect(model.screen == "dashboard")
    var typing = Fixtures.empty()
    press(":al", &typing)
    _ = update(&typing, .stages(waiting))
    #expect(typing.screen == "dashboard")
    #expect(typing.commandLine?.field.text == "al")
    var reading = Fixtures.empty()
    press("?", &reading)
    _ = update(&reading, .stages(waiting))
    #expect(reading.screen == "dashboard" && reading.notice?.text == "the review waits for you: 3 opens it")
    var elsewhere = Fixtures.empty()
    _ = update(&elsewhere, .show("events"))
    _ = update(&elsewhere, .stages(waiting))
    #expect(elsewhere.screen == "events", "nobody is taken away from what is being read")
  }

  @Test func itIsOpenedByName() {
    var model = Fixtures.empty()
    _ = update(&model, .reviewItems(Fixtures.items))
    _ = update(&model, .reviewDetail(Fixtures.detail(1)))
    press("j", &model)
    let before = model.generation
    #expect(update(&model, .openReview).isEmpty)
    #expect(model.screen == "review" && model.generation > before)
    var planning = Fixtures.empty(subject: .planning)
    _ = update(&planning, .openReview)
    #expect(planning.screen == "plan", "a plan has no review")
  }

  @Test func replacingTheQueueKeepsTheSelection() {
    var model = onReview()
    press("jjj", &model)
    _ = update(&model, .reviewItems(Array(Fixtures.items.reversed())))
    #expect(model.review.selectedID == 4)
    _ = update(&model, .reviewItems(Array(Fixtures.items.prefix(2))))
    #expect(model.review.selected != nil)
    _ = update(&model, .reviewItems([]))
    #expect(model.review.selected == nil)
    #expect(press("axesurRA", &model).isEmpty)
  }

  @Test func framesCanBeStepped() {
    var model = onReview()
    press("..", &model)
    #expect(model.review.playhead == 2)
    press(".........", &model)
    #expect(model.review.playhead == 3)
    press(",,,,,,,,,,,,", &model)
    #expect(model.review.playhead == -3)
    press("j", &model)
    #expect(model.review.playhead == 0)
  }

  @Test func aReadOnlySessionRefusesWithANotice() {
    var model = onReview(isReadOnly: true)
    for key in ["a", "x", "e", "s", "u", "U", "r", "A", "R", "P", "+", "-", "C"] {
      #expect(press(key, &model).isEmpty)
      #expect(model.notice?.isError == true, "\(key)")
      #expect(model.review.form == nil && model.confirmation == nil)
    }
    #expect(press(":alpha 0.3<enter>", &model).isEmpty)
    #expect(press("jz", &model) == [.review(.loadDetail(suggestion: 2))])
    #expect(!view(model).text.contains("a accept"))
  }

  @Test func hostileAdvisorTextIsMadeSafe() {
    var model = Fixtures.empty()
    var item = Fixtures.items[0]
    item.suggestion.rationale = "bad \u{1B}[2J\u{9B}31m text\u{202E}"
    item.suggestion.advisor = "evil\u{7}"
    _ = update(&model, .reviewItems([item]))
    var detail = Fixtures.detail(1)
    detail.narration = detail.narration.map { _ in "\u{1B}]0;title\u{7}" }
    _ = update(&model, .reviewDetail(detail))
    press("3z", &model)
    let scalars = view(model).text.unicodeScalars
    #expect(scalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
  }
}

extension Effect {
  fileprivate static func review(_ effect: ReviewEffect) -> Effect { .feature(effect) }
}
