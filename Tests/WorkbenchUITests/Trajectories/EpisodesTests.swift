import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Episodes and playback")
struct EpisodesTests {
  private func playing() -> AppModel {
    var model = Fixtures.typical()
    press("2j<enter>", &model)
    _ = update(&model, .episode(Fixtures.episode))
    return model
  }

  private func position(_ model: AppModel) -> Int? { model.episodes.playback?.position }

  @Test(arguments: ScreenLaws.sizes)
  func golden(width: Int, height: Int) {
    let item = GoldenCase(name: "playback", keys: "2j<enter>", width: width, height: height)
    var model = item.model
    _ = update(&model, .episode(Fixtures.episode))
    press("]", &model)
    item.check(model, "Trajectories")
  }

  @Test func openingAsksForTheEpisode() {
    var model = Fixtures.typical()
    #expect(press("2jj<enter>", &model) == [.feature(EpisodesEffect.load(3))])
    _ = update(&model, .episode(Fixtures.episode))
    #expect(model.episodes.playback == nil, "episode 2 was not asked for")
    var empty = Fixtures.empty()
    #expect(press("2jkgG<enter>", &empty).isEmpty)
  }

  @Test func ordersKeepTheSelection() {
    var model = Fixtures.typical()
    press("2jo", &model)
    #expect(model.episodes.order == .return)
    #expect(model.episodes.selectedID == 2)
  }

  @Test func stepping() {
    var model = playing()
    press("...,", &model)
    #expect(position(model) == 2)
    press("<end>", &model)
    #expect(position(model) == 100)
    press(".", &model)
    #expect(position(model) == 100)
    press("<home>,", &model)
    #expect(position(model) == 0)
    press("<pgdn><pgdn><pgup>", &model)
    #expect(position(model) == 10)
  }

  @Test func jumping() {
    var model = playing()
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

  @Test func timeMovesThePlayhead() {
    var model = playing()
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
    var model = playing()
    press("<end>, ", &model)
    for tick in 0..<5 { _ = update(&model, .tick(seconds: Double(tick))) }
    #expect(position(model) == 100)
    #expect(model.episodes.playback?.isPlaying == false)
    press(" ", &model)
    #expect(position(model) == 0)
  }

  @Test func escapeGoesBackToTheList() {
    var model = playing()
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
    press(" .,[]{}<end>", &model)
    #expect(view(model).text.contains("no picture"))
  }
}
