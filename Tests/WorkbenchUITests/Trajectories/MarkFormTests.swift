import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Marking a state by hand")
struct MarkFormTests {
  @Test(arguments: [(60, 15), (80, 24)]) func golden(width: Int, height: Int) {
    var model = PlaybackTests.playing(width: width, height: height)
    press("...m<right><tab><tab>The ball is above me", &model)
    GoldenCase(name: "mark", keys: "", width: width, height: height).check(model, "Trajectories")
  }

  @Test func aSuggestionByHandIsStored() {
    var model = PlaybackTests.playing()
    press("....m", &model)
    // Step 4 did UP, and what was done is where the choice begins.
    let effects = press("<right><tab><c-u>0.5<tab>  go   down now <enter>", &model)
    let suggestion = Suggestion(
      episode: 2, step: 4, action: .discrete(2), reward: 0.5, rationale: "go down now", confidence: 1,
      advisor: "by hand")
    #expect(effects == [.feature(EpisodesEffect.suggest(suggestion))])
    #expect(model.episodes.form == nil && model.unstored.entries.count == 1)
    #expect(model.episodes.playback?.criticalSteps == [33, 61], "it does not count before it is stored")
  }

  @Test func onceStoredTheStepIsCriticalAndItSaysWhereItWaits() {
    var model = PlaybackTests.playing()
    act("....m<tab><tab>now<enter>", &model)
    #expect(model.notice?.text == "the suggestion for step 4 of episode 2 waits in the review: 3")
    var items = Fixtures.episodes
    items[1].criticalSteps.append(4)
    _ = update(&model, .episodes(items))
    #expect(model.episodes.playback?.criticalSteps == [4, 33, 61, 180])
  }

  @Test(arguments: [
    ("<tab><c-u>1.5", "r is a number from -1 to 1"), ("<tab><c-u>", "r is a number from -1 to 1"),
    ("<tab><c-u>nan", "r is a number from -1 to 1"), ("", "say why in a few words"),
  ])
  func whatIsMissingIsSaid(keys: String, problem: String) {
    var model = PlaybackTests.playing()
    #expect(press("m" + keys + "<enter>", &model).isEmpty)
    #expect(model.episodes.form?.problem == problem)
    #expect(view(model).text.contains(problem))
  }

  @Test func vectorsAreHeldToTheirBounds() {
    var model = PlaybackTests.playing(Fixtures.walk)
    press("m", &model)
    #expect(view(model).text.contains("each from -1 to 1"))
    press("<c-u>0.5, 2, 0<tab><tab>why<enter>", &model)
    #expect(model.episodes.form?.problem == "in the action number 2 must be from -1 to 1 and is 2")
    press("<c-u>0.5, 0.25<enter>", &model)
    #expect(model.episodes.form?.problem == "in the action it takes 3 numbers and not 2")
    press("<c-u>0.5, x, 0<enter>", &model)
    #expect(model.episodes.form?.problem == "the action is 3 numbers with commas between")
    let effects = press("<c-u>0.5, 0.25, 0<enter>", &model)
    guard case .feature(let effect as EpisodesEffect) = effects.first, case .suggest(let suggestion) = effect else {
      Issue.record("nothing is stored")
      return
    }
    #expect(suggestion.action == .continuous([0.5, 0.25, 0]) && suggestion.reward == 1)
  }

  @Test func aReaderCannotMark() {
    var model = PlaybackTests.playing(isReadOnly: true)
    press("m", &model)
    #expect(model.episodes.form == nil && model.notice?.isError == true)
  }

  @Test func escapeStoresNothing() {
    var model = PlaybackTests.playing()
    #expect(press("m<tab><tab>why<esc>", &model).isEmpty)
    #expect(model.episodes.form == nil && model.episodes.playback?.position == 0)
  }
}
