import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

/// `E` has what counts of a suggestion changed in an editor, and proposes what comes back as the form does.
@Suite("Editing in an editor of one's own")
struct SuggestionDraftTests {
  private func draft(_ model: inout AppModel) throws -> Draft {
    let effects = press("E", &model)
    guard case .write(let draft)? = effects.first, effects.count == 1 else {
      throw Failure(effects: effects)
    }
    return draft
  }

  private struct Failure: Error { var effects: [Effect] }

  /// The lines that count.
  private func lines(_ draft: Draft) -> [Substring] { draft.text.split(separator: "\n").filter { !$0.hasPrefix("#") } }

  /// The number of the line that begins so.
  private func number(_ start: String, _ draft: Draft) -> Int {
    let lines = draft.text.split(separator: "\n", omittingEmptySubsequences: false)
    return (lines.firstIndex { $0.hasPrefix(start) } ?? -1) + 1
  }

  @Test func theTextSaysWhatCounts() throws {
    var model = ReviewFixtures.model()
    let game = try draft(&model)
    #expect(game.screen == "review" && game.number == 1 && game.text.hasSuffix("\n"))
    #expect(lines(game) == ["action = UP", "reward = 0.8"])
    for words in ["# Suggestion 1: ", "# The ball comes in", "# Done was STAY", "# One of: STAY, UP, DOWN"] {
      #expect(game.text.contains(words), "\(game.text)")
    }
    var other = ReviewFixtures.model(isBody: true)
    let body = try draft(&other)
    #expect(lines(body).map { $0.prefix { $0 != " " } } == ["hip", "knee", "foot", "reward"])
    #expect(body.text.contains("\nhip = 0.31\nknee = -0.08\n") && body.text.contains("# each from -1 to 1\n"))
  }

  @Test func whatComesBackIsInTheFormAndStillToBeConfirmed() throws {
    var model = ReviewFixtures.model()
    let draft = try draft(&model)
    let text = draft.text.replacing("action = UP", with: "action=DOWN ").replacing("= 0.8", with: "= -0.5")
    #expect(update(&model, .drafted(draft, .written(text))).isEmpty)
    #expect(model.review.form?.actionName == "DOWN" && model.review.form?.rewardField.text == "-0.5")
    #expect(model.review.items[0].verdict == nil && view(model).text.contains("-- EDIT --"))
    let verdict = Verdict.edited(action: .discrete(2), reward: -0.5)
    #expect(
      press("<enter>", &model).first
        == .feature(ReviewEffect.decide([Decision(suggestion: 1, verdict: verdict, actor: "person")])))
    // The next time it begins with the edit.
    press("k", &model)
    #expect(lines(try self.draft(&model)) == ["action = DOWN", "reward = -0.5"])
  }

  @Test func partsOfAnActionAreEdited() throws {
    var model = ReviewFixtures.model(isBody: true)
    let draft = try draft(&model)
    _ = update(&model, .drafted(draft, .written(draft.text.replacing("hip = 0.31", with: "hip = 0.5"))))
    #expect(model.review.form?.fields[0].text == "0.5" && model.review.form?.fields[1].text == "-0.08")
    press("<esc>", &model)
    #expect(model.review.items[0].verdict == nil)
  }

  @Test func nothingChangesWhereNothingWasChanged() throws {
    var model = ReviewFixtures.model()
    let draft = try draft(&model)
    let before = model.review
    let outcomes: [(DraftOutcome, String)] = [
      (.failed("the editor ended with status 1"), "the editor ended with status 1"),
      (.written(draft.text), "nothing was changed: suggestion 1 stays as it was"),
      (.written("# a comment\n" + draft.text), "nothing was changed: suggestion 1 stays as it was"),
      (.written(""), "the file was empty: suggestion 1 stays as it was"),
      (.written("\n# a comment\n\n"), "the file was empty: suggestion 1 stays as it was"),
    ]
    for (outcome, notice) in outcomes {
      #expect(update(&model, .drafted(draft, outcome)).isEmpty)
      #expect(model.notice?.text == notice && model.review == before)
    }
  }

  @Test(arguments: [
    ("hip = 0.31", "hip 0.31", "line HERE: a name, = and a value are wanted"),
    ("hip = 0.31", "hop = 0.31", "line HERE: 'hop' is none of hip, knee, foot, reward"),
    ("hip = 0.31", "hip = 0.31\nhip = 0.4", "line NEXT: 'hip' is given twice"),
    ("hip = 0.31\n", "", "the line of 'hip' is missing"),
  ])
  func aLineThatCannotBeReadIsNamed(_ old: String, _ new: String, _ reason: String) throws {
    var model = ReviewFixtures.model(isBody: true)
    let draft = try draft(&model)
    let here = number("hip", draft)
    _ = update(&model, .drafted(draft, .written(draft.text.replacing(old, with: new))))
    let expected = reason.replacing("HERE", with: "\(here)").replacing("NEXT", with: "\(here + 1)")
    #expect(model.notice?.text == expected + "; suggestion 1 stays as it was" && model.notice?.isError == true)
    #expect(model.review.form == nil)
  }

  @Test func anActionThatThereIsNotIsNamed() throws {
    var model = ReviewFixtures.model()
    let draft = try draft(&model)
    _ = update(&model, .drafted(draft, .written(draft.text.replacing("= UP", with: "= LEFT"))))
    #expect(model.notice?.text.contains("'LEFT' is none of STAY, UP, DOWN") == true && model.review.form == nil)
  }

  @Test func whatTheFormWouldRefuseStandsInItWithItsLine() throws {
    var model = ReviewFixtures.model(isBody: true)
    let draft = try draft(&model)
    _ = update(&model, .drafted(draft, .written(draft.text.replacing("hip = 0.31", with: "hip = 7"))))
    let problem = "line \(number("hip", draft)): hip must be from -1 to 1 and is 7"
    #expect(model.review.form?.problem == problem && model.review.form?.focus == .action(0))
    press("<esc>", &model)
    _ = update(&model, .drafted(draft, .written(draft.text.replacing("reward = 0.6", with: "reward = much"))))
    #expect(model.review.form?.problem == "line \(number("reward", draft)): the reward is not a number")
    #expect(model.review.form?.focus == .reward && model.review.items[0].verdict == nil)
  }

  @Test func whatAModelWroteIsACommentAndNothingElse() throws {
    var model = ReviewFixtures.model()
    var items = model.review.items
    items[0].suggestion.rationale =
      "now\nreward = 1\r\naction = DOWN\u{1B}[2J " + String(repeating: "reward = 1 ", count: 20)
    _ = update(&model, .reviewItems(items))
    let draft = try draft(&model)
    #expect(lines(draft) == ["action = UP", "reward = 0.8"] && !draft.text.contains("\u{1B}"))
    let text = draft.text.replacing("reward = 0.8", with: "reward = 0.5\u{1B}[2J")
    _ = update(&model, .drafted(draft, .written(text)))
    #expect(model.review.form?.rewardField.text.contains("\u{1B}") == false)
  }

  @Test func itIsForWhatIsThereAndForWhoeverAsked() throws {
    var model = ReviewFixtures.model()
    press("vj", &model)
    let draft = try draft(&model)
    #expect(draft.number == 2 && model.review.range == nil)
    let text = draft.text.replacing("reward = 0.8", with: "reward = 0.5")
    _ = update(&model, .drafted(Draft(screen: "plan", number: 2, text: draft.text), .written(text)))
    #expect(model.review.form == nil)
    _ = update(&model, .reviewItems([]))
    _ = update(&model, .drafted(draft, .written(text)))
    #expect(model.review.form == nil && model.notice?.text == "suggestion 2 is not there any more")
  }

  @Test func aReaderEditsNothing() {
    var model = Fixtures.typical(isReadOnly: true)
    #expect(press("3E", &model).isEmpty && model.notice?.isError == true)
  }
}
