import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Playing an episode")
struct PlaybackTests {
  static let sizes = [(60, 15), (80, 24), (120, 40), (200, 60)]

  /// Episode 2 open, at its first step.
  static func playing(
    _ detail: EpisodeDetail = Fixtures.episode, width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode,
    isReadOnly: Bool = false
  ) -> AppModel {
    var model = Fixtures.typical(width: width, height: height, glyphs: glyphs, isReadOnly: isReadOnly)
    press("2j<enter>", &model)
    _ = update(&model, .episode(detail))
    return model
  }

  private func position(_ model: AppModel) -> Int? { model.episodes.playback?.position }

  @Test(arguments: sizes) func golden(width: Int, height: Int) {
    var model = Self.playing(width: width, height: height)
    press("]", &model)
    GoldenCase(name: "playback", keys: "", width: width, height: height).check(model, "Trajectories")
  }

  @Test(arguments: sizes) func goldenOfVectors(width: Int, height: Int) {
    var model = Self.playing(Fixtures.walk, width: width, height: height)
    press("]]", &model)
    GoldenCase(name: "playback-walk", keys: "", width: width, height: height).check(model, "Trajectories")
  }

  @Test(arguments: sizes) func goldenOfAProposal(width: Int, height: Int) {
    var model = Self.playing(width: width, height: height)
    _ = update(&model, .reviewItems(Fixtures.proposals))
    press("]", &model)
    GoldenCase(name: "playback-proposal", keys: "", width: width, height: height).check(model, "Trajectories")
  }

  @Test func goldenInASCII() {
    var model = Self.playing(Fixtures.walk, width: 100, height: 30, glyphs: .ascii)
    press("}", &model)
    GoldenCase(name: "playback-ascii", keys: "", width: 100, height: 30).check(model, "Trajectories")
  }

  @Test(arguments: [(60, 15), (120, 40)]) func goldenOfCurves(width: Int, height: Int) {
    var model = Self.playing(width: width, height: height)
    press("z}", &model)
    GoldenCase(name: "playback-curves", keys: "", width: width, height: height).check(model, "Trajectories")
  }

  @Test func stepping() {
    var model = Self.playing()
    press("...,", &model)
    #expect(position(model) == 2)
    press("<end>", &model)
    #expect(position(model) == 100)
    press(".", &model)
    #expect(position(model) == 100)
    press("<home>,", &model)
    #expect(position(model) == 0)
    press("<pgdn>LH<pgdn><pgup>", &model)
    #expect(position(model) == 10)
    press(")(", &model)
    #expect(position(model) == 0)
  }

  @Test func jumping() {
    var model = Self.playing()
    press("]", &model)
    #expect(position(model) == 33)
    press("}", &model)
    #expect(position(model) == 40)
    press("]", &model)
    #expect(position(model) == 61)
    press("}}", &model)
    #expect(position(model) == 80)
    #expect(model.notice?.text == "no more rewards there")
    press("[[{", &model)
    #expect(position(model) == 33)
    press("[", &model)
    #expect(position(model) == 33)
  }

  @Test func whereEveryStepIsRewardedOnlyUnusualOnesAreJumpedTo() {
    var model = Self.playing(Fixtures.walk)
    press("}", &model)
    #expect(position(model) == 190)
    press("}", &model)
    #expect(position(model) == 190)
    // One mark on the line at the bottom, not one a step.
    #expect(view(model).line(21).filter { "▲▼".contains($0) }.count <= 1)
  }

  @Test func timeMovesThePlayhead() {
    var model = Self.playing()
    _ = update(&model, .tick(seconds: 5))
    #expect(position(model) == 0)
    #expect(!model.isAnimating)
    press(" ", &model)
    #expect(model.isAnimating)
    _ = update(&model, .tick(seconds: 10))
    #expect(position(model) == 0)
    _ = update(&model, .tick(seconds: 10.25))
    #expect(position(model) == 3)
    press("<gt>", &model)
    _ = update(&model, .tick(seconds: 10.5))
    #expect(position(model) == 11)
    press("<lt><lt><lt><lt><lt>", &model)
    #expect(view(model).text.contains("1/4x"))
    _ = update(&model, .tick(seconds: 10.75))
    #expect(position(model) == 12)
    // Time that goes back or stands still for long, as after a suspend, does no harm.
    _ = update(&model, .tick(seconds: 3))
    _ = update(&model, .tick(seconds: 9_000))
    #expect((position(model) ?? 99) <= 16)
    press(" ", &model)
    _ = update(&model, .tick(seconds: 9_001))
    let stopped = position(model)
    _ = update(&model, .tick(seconds: 9_002))
    #expect(position(model) == stopped)
  }

  @Test func playingStopsAtTheEnd() {
    var model = Self.playing()
    press("<end>, ", &model)
    for tick in 0..<5 { _ = update(&model, .tick(seconds: Double(tick))) }
    #expect(position(model) == 100)
    #expect(model.episodes.playback?.isPlaying == false)
    press(" ", &model)
    #expect(position(model) == 0)
  }

  @Test func escapeGoesBackToTheList() {
    var model = Self.playing()
    press("<esc>", &model)
    #expect(model.episodes.playback == nil)
    #expect(view(model).text.contains("Episodes  2/8"))
  }

  @Test func anEpisodeWithoutAnythingCanBeShown() {
    var model = Fixtures.typical()
    press("2<enter>", &model)
    let bare = EpisodeDetail(
      episode: 1, frames: [], narration: [], actions: [], rewards: [], values: [], probabilities: [], actionNames: [],
      criticalSteps: [4])
    _ = update(&model, .episode(bare))
    press(" .,[]{}()<end>zz", &model)
    #expect(view(model).text.contains("no picture"))
    press("m", &model)
    #expect(model.episodes.form == nil)
    #expect(model.notice?.text == "nothing was done here: the episode is over")
  }

  @Test func whatIsKnownOfTheStepIsOnScreen() {
    var model = Self.playing(Fixtures.walk, width: 120, height: 40)
    press("<gt>]", &model)
    let text = view(model).text
    for words in [
      "Step 37", "! critical state", "thigh", "healthy", "+1.000", "V(s)", "advantage", "return", "terminated",
      "step 37 of 200", "stopped 2x",
    ] { #expect(text.contains(words), "\(words) is missing") }
  }

  @Test func underReducedMotionItGoesByKey() {
    var model = Self.playing()
    press(" ", &model)
    #expect(model.isAnimating)
    model.settings.preferences.reducesMotion = true
    #expect(!model.isAnimating, "what plays stands still")
    _ = update(&model, .tick(seconds: 10))
    _ = update(&model, .tick(seconds: 11))
    #expect(position(model) == 0)
    press(" ", &model)
    #expect(model.episodes.playback?.isPlaying == false)
    press(" ", &model)
    #expect(model.episodes.playback?.isPlaying == false && model.notice?.text.contains(". and , go by steps") == true)
    press(".", &model)
    #expect(position(model) == 1)
  }

  @Test func partsOfAnActionHaveNames() {
    var model = Self.playing(Fixtures.walk, width: 120, height: 40)
    #expect(view(model).text.contains("thigh -0.80, leg -0.80, foot -0.80"))
    let evidence = Evidence(
      difference: 0.4, low: 0.1, high: 0.7, rollouts: 4, horizon: 100, hold: 4, environmentSteps: 800)
    let action = Action.continuous([0.5, -0.8, -0.2])
    let item = ReviewItem(
      suggestion: Suggestion(
        id: 1, episode: 2, step: 0, action: action, reward: 0.8, rationale: "The thigh swings late.", confidence: 0.7,
        advisor: "search"), measured: [action: evidence], verdict: nil, recordedAction: "[-0.8, -0.8, -0.8]",
      suggestedAction: "[0.5, -0.8, -0.2]", space: .box(low: [-1, -1, -1], high: [1, 1, 1]),
      recorded: .continuous([-0.8, -0.8, -0.8]), controls: ["thigh", "leg", "foot"])
    _ = update(&model, .reviewItems([item]))
    // What does not change is not told.
    let text = view(model).text
    #expect(text.contains("did → should: thigh -0.80 → +0.50,") && !text.contains("leg -0.80 →"), "\(text)")
  }

  @Test func zoomGoesRound() {
    var model = Self.playing()
    press("z", &model)
    #expect(view(model).text.contains("probability") && !view(model).text.contains("did "))
    press("z", &model)
    #expect(!view(model).text.contains("V(s)"))
    press("z", &model)
    #expect(view(model).text.contains("V(s)") && view(model).text.contains("did "))
  }

  @Test func aProposalIsShownAndOpensInTheReview() {
    var model = Self.playing(width: 120, height: 40)
    _ = update(&model, .reviewItems(Fixtures.proposals))
    #expect(press("v", &model).isEmpty && model.screen == "trajectories", "nothing is proposed at the first step")
    #expect(model.notice?.isError == true)
    press("]", &model)
    let text = view(model).text
    let proposal = ["suggestion 2 by offline", "did STAY → should UP r_LLM +0.80", "[0.10, 0.74]", "verified"]
    for words in proposal + ["Enter: review"] { #expect(text.contains(words), "\(words) is missing") }
    #expect(press("<enter>", &model) == [.feature(ReviewEffect.loadDetail(suggestion: 2))])
    #expect(model.screen == "review" && model.review.selectedID == 2)
  }

  @Test func theReviewShowsWhatIsOpenedWhateverItsFilter() {
    var model = Self.playing()
    _ = update(&model, .reviewItems(Fixtures.proposals))
    // Only pending ones are shown there, and this one is decided.
    press("3jxf2]]v", &model)
    #expect(model.screen == "review" && model.review.selected?.suggestion.step == 61)
  }
}
