import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

/// A decision is shown as made when it is stored, and not before.
@Suite("Storing decisions")
struct StoringTests {
  private func onReview(width: Int = 80, height: Int = 24) -> AppModel {
    var model = Fixtures.typical(width: width, height: height)
    // Nothing else asks when somebody leaves.
    _ = update(&model, .event(.finished(run: "ultra-ra", step: 2_000_000)))
    _ = update(&model, .stages([]))
    press("3", &model)
    return model
  }

  private func row(_ step: String, _ model: AppModel) -> String {
    view(model).text.split(separator: "\n").first { $0.contains(step) }.map(String.init) ?? ""
  }

  @Test func whatIsNotStoredIsNotShownAsMade() {
    var model = onReview()
    press("a", &model)
    #expect(row("1:37", model).contains("… unstored") && !view(model).text.contains("✓ accepted   "))
    #expect(view(model).line(2).contains("✓ 0 acc") && view(model).line(2).contains("… 1 not stored"))
    #expect(model.notice?.text == "storing…")
    press("k", &model)
    #expect(view(model).text.contains("not stored yet: accepted"))
    _ = update(&model, .stored(ticket: 1))
    #expect(row("1:37", model).contains("✓ accepted") && view(model).line(2).contains("✓ 1 accepted"))
    #expect(model.notice?.text == "suggestion 1 accepted, 11 pending")
    #expect(!view(model).text.contains("stored"))
  }

  @Test(arguments: ScreenLaws.sizes)
  func everyScreenSaysWhatWaits(_ size: (Int, Int)) {
    var model = onReview(width: size.0, height: size.1)
    press("ax", &model)
    #expect(!view(model).line(0).contains("NOT STORED"), "it is on its way for a moment")
    _ = update(&model, .lateToStore(ticket: 1))
    for screen in model.screens {
      press(model.number(of: screen), &model)
      #expect(view(model).line(0).contains("[2 NOT STORED]"), "\(screen.name)")
      #expect(view(model).line(size.1 - 2).contains("2 not stored yet: suggestion 1 accepted"), "\(screen.name)")
    }
    _ = update(&model, .waitingToStore(reason: "the disk is full"))
    #expect(model.notice?.text.hasPrefix("not stored yet: suggestion 1 accepted; suggestion 2 rejected.") == true)
    for screen in model.screens {
      press(model.number(of: screen), &model)
      #expect(view(model).line(0).contains("[2 NOT STORED]"), "\(screen.name)")
      #expect(view(model).line(size.1 - 2).contains("2 not stored yet: the disk is full"), "\(screen.name)")
    }
    // The same reason is told once, and then stands where it stands.
    press("1", &model)
    _ = update(&model, .waitingToStore(reason: "the disk is full"))
    #expect(model.notice == nil)
    _ = update(&model, .stored(ticket: 1))
    _ = update(&model, .stored(ticket: 2))
    #expect(!view(model).text.contains("NOT STORED"))
  }

  @Test func leavingAsksWhileSomethingWaits() {
    var model = onReview()
    press("a", &model)
    _ = update(&model, .waitingToStore(reason: "the disk is full"))
    #expect(press("q", &model).isEmpty && model.isRunning)
    let text = view(model).text
    for words in ["Leave without storing?", "would be lost", "suggestion 1 accepted", "the disk is full"] {
      #expect(text.contains(words), "\(words)\n\(text)")
    }
    #expect(press("n", &model).isEmpty && model.isRunning)
    #expect(press(":quit<enter>", &model).isEmpty && model.isRunning)
    #expect(press("y", &model) == [.quit] && !model.isRunning)
  }

  @Test func whatIsStoredMeanwhileIsNoQuestionAnyMore() {
    var model = onReview()
    press("a", &model)
    _ = update(&model, .waitingToStore(reason: "the disk is full"))
    press("q", &model)
    #expect(update(&model, .stored(ticket: 1)).isEmpty)
    #expect(model.confirmation == nil && model.isRunning && model.notice?.text == "everything is stored now")
    #expect(press("q", &model) == [.quit])
  }

  @Test func whoeverLeavesAtOnceWaitsForTheDisk() {
    var model = onReview()
    #expect(press("aq", &model).contains(.quit) == false && model.isRunning)
    #expect(update(&model, .stored(ticket: 1)) == [.quit])
    #expect(!model.isRunning)
    // The disk is full: now it is a question.
    var full = onReview()
    press("aq", &full)
    #expect(update(&full, .waitingToStore(reason: "the disk is full")).isEmpty)
    #expect(full.isRunning && full.confirmation?.title == "Leave without storing?")
    // Whoever goes on working does not leave.
    var stays = onReview()
    press("aqx", &stays)
    _ = update(&stays, .stored(ticket: 1))
    #expect(update(&stays, .stored(ticket: 2)).isEmpty && stays.isRunning)
  }

  @Test func theReviewIsNotFinishedOverWhatWaits() {
    var model = onReview()
    press("a", &model)
    _ = update(&model, .waitingToStore(reason: "the disk is full"))
    #expect(press("R", &model).isEmpty && model.confirmation == nil)
    #expect(model.notice?.text.contains("not stored yet") == true)
    _ = update(&model, .stored(ticket: 1))
    #expect(press("Ry", &model) == [.feature(ReviewEffect.finish)])
    #expect(model.notice?.text.contains("finished") == false, "the end of the review is to be stored, too")
    _ = update(&model, .stored(ticket: 2))
    #expect(model.notice?.text == "the review is finished; 'sidecoach refine' trains with it")
    _ = update(&model, .stages([StageProgress(stage: .review, state: .needsReview)]))
    press("Ry", &model)
    _ = update(&model, .stored(ticket: 3))
    #expect(model.notice?.text == "going on to refine")
  }

  @Test func theQueueIsReadAgainWhileSomethingWaits() {
    var model = onReview()
    press("a", &model)
    // As the store has it.
    _ = update(&model, .reviewItems(Fixtures.items))
    #expect(model.review.items[0].verdict == .accepted && !model.review.isStored(1))
    #expect(view(model).line(2).contains("✓ 0 acc"))
  }

  @Test func whatCanNeverBeStoredWasNotDecided() {
    var model = onReview()
    let start = model.review.items
    press("akx", &model)
    // The second stands on the first; each is taken back for itself.
    _ = update(&model, .refused(ticket: 2, reason: "it is wrong"))
    #expect(model.review.items[0].verdict == .accepted)
    _ = update(&model, .refused(ticket: 1, reason: "it is wrong"))
    #expect(model.review.items == start && model.review.undoStack.isEmpty)
    #expect(model.notice?.text == "suggestion 1 accepted cannot be stored and does not hold: it is wrong")
  }

  @Test func trainingThatIsNotStoredIsSaidOnEveryScreen() {
    var model = Fixtures.typical()
    _ = update(&model, .trainingUnstored(reason: "the disk is full"))
    #expect(view(model).line(0).contains("[NOT STORED]") && model.notice?.isError == true)
    press("q", &model)
    #expect(view(model).text.contains("What training did since its last stored checkpoint"))
    #expect(!view(model).text.contains("It is checkpointed when you leave"), "which it cannot be")
    _ = update(&model, .trainingUnstored(reason: nil))
    #expect(!view(model).text.contains("NOT STORED") && model.confirmation == nil)
  }

  @Test func alphaIsOneOfTheThings() {
    var model = Fixtures.typical()
    press(":alpha 0.7<enter>", &model)
    _ = update(&model, .waitingToStore(reason: "the disk is full"))
    press("q", &model)
    #expect(view(model).text.contains("α 0.70") && view(model).text.contains("would be lost"))
    #expect(view(model).text.contains("The run ultra-ra is under way."))
    press("n", &model)
    _ = update(&model, .stored(ticket: 1))
    #expect(!view(model).text.contains("NOT STORED") && model.unstored.entries.isEmpty)
  }

  @Test func stepsOfEarlierTimesAreTakenBack() {
    var trail = DecisionTrail()
    trail.take([Decision(suggestion: 1, verdict: .rejected, actor: "person")], number: 1, sense: .new)
    trail.take(
      [2, 3].map { Decision(suggestion: $0, verdict: .accepted, actor: "verified") }, number: 2, sense: .new)
    var items = Fixtures.items
    items[0].verdict = .rejected
    for index in [1, 2] { items[index].verdict = .accepted }
    var model = Fixtures.empty()
    _ = update(&model, .decisionTrail(trail))
    _ = update(&model, .reviewItems(items))
    press("3", &model)
    let batch = [3, 2].map { Decision(suggestion: $0, verdict: nil, actor: "person") }
    #expect(act("u", &model).contains(.keep(ticket: 1, ReviewEffect.decide(batch, sense: .undo))))
    #expect(model.notice?.text == "undone: 2 suggestions accepted by 'verified'; U decides it again")
    act("u", &model)
    #expect(model.review.count("pending") == 12)
    #expect(act("u", &model).isEmpty && model.notice?.text == "nothing to undo")
    act("UU", &model)
    #expect(model.review.items == items)
  }
}

/// Evidence is that of one action.
@Suite("Evidence of edits")
struct EditedEvidenceTests {
  private let strong = Evidence(
    difference: 1, low: 0.5, high: 1.5, rollouts: 16, horizon: 40, hold: 2, environmentSteps: 900)

  @Test func anEditHasNoneUntilItIsMeasured() {
    var model = Fixtures.typical()
    press("3", &model)
    #expect(model.review.items[0].isVerified)
    act("e<right><enter>", &model)
    #expect(model.review.items[0].verdict == .edited(action: .discrete(2), reward: 0.8))
    #expect(model.review.items[0].evidence == nil && !model.review.items[0].isVerified)
    press("k", &model)
    let text = view(model).text
    #expect(text.contains("not measured: m measures it") && text.contains("proposed UP"), "\(text)")
    let row = text.split(separator: "\n").first { $0.contains("1:37") } ?? ""
    #expect(row.contains("edited") && !row.contains("1:37✓"))
    #expect(!row.contains("+0.42"))
    press("fff", &model)
    #expect(model.review.filter == .verified && !model.review.visible.contains { $0.id == 1 })
    press("ffffu", &model)
    #expect(model.review.items[0].isVerified, "the proposal is what it was")
  }

  @Test func mMeasuresTheEdit() {
    var model = Fixtures.typical()
    press("3", &model)
    act("e<right><enter>k", &model)
    let wanted = Effect.feature(ReviewEffect.measure(suggestion: 1, action: .discrete(2)))
    #expect(press("m", &model) == [wanted])
    #expect(view(model).text.contains("being measured"))
    #expect(press("m", &model).isEmpty, "once")
    var items = model.review.items
    items[0].measured[.discrete(2)] = strong
    _ = update(&model, .reviewItems(items))
    _ = update(&model, .measured(suggestion: 1, action: .discrete(2), problem: nil))
    #expect(view(model).text.contains("+1.00 return per 40 steps") && model.review.items[0].isVerified)
    #expect(press("m", &model) == [wanted], "further rollouts add to it")
  }

  @Test func aMeasurementThatFailsIsSaid() {
    var model = Fixtures.typical()
    press("3jjm", &model)
    _ = update(&model, .measured(suggestion: 3, action: .discrete(1), problem: "there is no policy"))
    #expect(model.notice?.text == "suggestion 3 was not measured: there is no policy")
    #expect(press("m", &model).count == 1, "it can be asked for again")
  }

  @Test func anEditOfTheRewardAloneKeepsTheEvidence() {
    var model = Fixtures.typical()
    press("3", &model)
    act("e<tab><c-u>0.5<enter>", &model)
    #expect(model.review.items[0].isVerified)
  }
}
