import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The edit form")
struct EditFormTests {
  private func open(_ item: ReviewItem? = nil) -> AppModel {
    var model = Fixtures.typical()
    if let item { _ = update(&model, .reviewItems([item])) }
    press("3e", &model)
    return model
  }

  @Test func savesActionAndReward() {
    var model = open()
    #expect(view(model).text.contains("-- EDIT --"))
    let effects = press("<right><tab><c-u>-0.25<enter>", &model)
    let verdict = Verdict.edited(action: .discrete(2), reward: -0.25)
    #expect(
      effects.first == .feature(ReviewEffect.decide([Decision(suggestion: 1, verdict: verdict, actor: "person")])))
    #expect(model.review.form == nil)
    #expect(model.review.items[0].suggestion == Fixtures.items[0].suggestion)
    press("ke", &model)
    #expect(model.review.form?.actionName == "DOWN")
    #expect(model.review.form?.rewardField.text == "-0.25")
  }

  @Test func theActionCyclesBothWays() {
    var model = open()
    #expect(model.review.form?.actionName == "UP")
    press("<left><left>", &model)
    #expect(model.review.form?.actionName == "DOWN")
    press("<right>", &model)
    #expect(model.review.form?.actionName == "STAY")
  }

  @Test(arguments: ["1.01", "-1.5", "nan", "inf", "abc", "", "1e400"])
  func rewardsAreBounded(_ text: String) {
    var model = open()
    #expect(press("<tab><c-u>\(text)<enter>", &model).isEmpty)
    #expect(model.review.form?.problem?.contains("reward") == true)
    #expect(view(model).text.contains("! the reward"))
  }

  @Test(arguments: ["1", "-1", "0", "1e-3"])
  func theBoundsThemselvesAreFine(_ text: String) {
    var model = open()
    #expect(!press("<tab><c-u>\(text)<enter>", &model).isEmpty)
  }

  @Test func lettersAreTextAndEscapeCancels() {
    var model = open()
    #expect(press("<tab>axsuURAqTPC123?:", &model).isEmpty)
    #expect(model.review.form?.rewardField.text == "0.8axsuURAqTPC123?:")
    #expect(model.screen == "review" && model.isRunning)
    #expect(press("<esc>", &model).isEmpty)
    #expect(model.review.form == nil && model.review.count("pending") == 12)
  }

  @Test func pastedTextIsLiteral() {
    var model = open()
    press("<tab><c-u>", &model)
    #expect(update(&model, .key(.paste("0.5\nqa\u{1B}[A"))).isEmpty)
    #expect(model.review.form?.rewardField.text == "0.5 qa\u{FFFD}[A")
  }

  @Test func vectorsAreTyped() {
    var item = Fixtures.items[0]
    item.suggestion.action = .continuous([0.5, -0.25, 1])
    item.space = .box(low: [-2, -2, -2], high: [2, 2, 2])
    item.controls = ["hip", "knee", "foot"]
    var model = open(item)
    #expect(model.review.form?.fields.map(\.text) == ["0.5", "-0.25", "1.0"])
    #expect(view(model).text.contains("knee") && view(model).text.contains("from -2 to 2"))
    #expect(press("<c-u>x<enter>", &model).isEmpty)
    #expect(model.review.form?.problem == "hip needs a number")
    #expect(press("<c-u>1<tab><c-u>-2.09<tab><c-u>0.5<enter>", &model).isEmpty)
    #expect(model.review.form?.problem == "knee must be from -2 to 2 and is -2.09")
    #expect(model.review.form?.focus == .action(1), "the cursor is where it has to be mended")
    #expect(view(model).text.contains("! knee must be from -2 to 2"))
    let effects = press("<left><left><left><bs>2<bs><bs>-2<enter>", &model)
    #expect(effects.isEmpty && model.review.form?.rewardField.text == "0.8")
    let saved = press("<c-u><end><c-u>-2<enter>", &model)
    let verdict = Verdict.edited(action: .continuous([1, -2, 0.5]), reward: 0.8)
    #expect(saved.first == .feature(ReviewEffect.decide([Decision(suggestion: 1, verdict: verdict, actor: "person")])))
  }

  @Test func theCursorMovesThroughEveryField() {
    var model = open(ReviewFixtures.hopperItems[0])
    for place in [EditForm.Focus.action(1), .action(2), .reward, .action(0)] {
      press("<down>", &model)
      #expect(model.review.form?.focus == place)
    }
    press("<up>", &model)
    #expect(model.review.form?.focus == .reward)
  }

  @Test func theSceneStaysInView() {
    var model = Fixtures.typical(width: 120, height: 40)
    press("3", &model)
    let before = view(model).cells.count { $0.style == .agent }
    press("e", &model)
    #expect(before > 0 && view(model).cells.count { $0.style == .agent } >= before / 2)
  }

  @Test func cursorAndDeletion() {
    var field = TextField("ab漢c")
    #expect(field.cursorColumn == 5)
    _ = field.handle(.left)
    _ = field.handle(.backspace)
    #expect(field.text == "abc" && field.cursorColumn == 2)
    _ = field.handle(.home)
    _ = field.handle(.delete)
    _ = field.handle(.character("x"))
    #expect(field.text == "xbc")
    field.insert(String(repeating: "y", count: 9000))
    #expect(field.text.count == 500)
  }
}
