import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Two episodes side by side")
struct CompareEpisodesTests {
  private func comparing(width: Int = 80, height: Int = 24) -> AppModel {
    var model = PlaybackTests.playing(width: width, height: height)
    press("cjj<enter>", &model)
    _ = update(&model, .episode(Fixtures.shorterEpisode))
    return model
  }

  @Test(arguments: PlaybackTests.sizes) func golden(width: Int, height: Int) {
    var model = comparing(width: width, height: height)
    press("]]", &model)
    GoldenCase(name: "beside", keys: "", width: width, height: height).check(model, "Trajectories")
  }

  @Test func theSecondIsChosenFromTheList() {
    var model = PlaybackTests.playing()
    press(" c", &model)
    #expect(model.episodes.playback?.isPlaying == false)
    #expect(view(model).text.contains("Which episode beside 2?"))
    #expect(press("<enter>", &model).isEmpty, "it cannot stand beside itself")
    #expect(press("jj<enter>", &model) == [.feature(EpisodesEffect.load(4))])
    _ = update(&model, .episode(Fixtures.shorterEpisode))
    #expect(model.episodes.playback?.other?.episode == 4 && model.episodes.isPlayerOpen)
    press("c", &model)
    #expect(model.episodes.playback?.other == nil && model.episodes.playback?.detail.episode == 2)
  }

  @Test func escapeGoesBackToThePlayer() {
    var model = PlaybackTests.playing()
    press("..c<esc>", &model)
    #expect(model.episodes.playback?.position == 2 && model.episodes.isPlayerOpen)
  }

  @Test func theyMoveByStepAndTheShorterOneWaitsAtItsEnd() {
    var model = comparing()
    press("LLL", &model)
    #expect(model.episodes.playback?.place == 30 && model.episodes.playback?.otherPlace == 30)
    press(")", &model)
    #expect(model.episodes.playback?.position == 60, "the shorter one ends first")
    press(")", &model)
    #expect(model.episodes.playback?.place == 100 && model.episodes.playback?.otherPlace == 60)
    press("c", &model)
    #expect(model.episodes.playback?.last == 100)
  }

  @Test func jumpsStopInEither() {
    var model = comparing()
    press("]", &model)
    #expect(model.episodes.playback?.position == 12)
    press("]", &model)
    #expect(model.episodes.playback?.position == 33)
    press("}}", &model)
    #expect(model.episodes.playback?.position == 59)
  }

  @Test func oneEpisodeAloneHasNoOther() {
    var model = PlaybackTests.playing()
    _ = update(&model, .episodes([Fixtures.episodes[1]]))
    press("c", &model)
    #expect(!model.episodes.isChoosing && model.notice?.text == "there is no other episode")
  }
}
