import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The list of episodes")
struct EpisodesTests {
  @Test(arguments: [(60, 15), (80, 24), (120, 40), (200, 60)])
  func goldenOfMany(width: Int, height: Int) {
    let item = GoldenCase(name: "episodes-many", keys: "2oG", width: width, height: height)
    var model = Fixtures.typical(width: width, height: height)
    _ = update(&model, .episodes(Fixtures.manyEpisodes))
    press(item.keys, &model)
    item.check(model, "Trajectories")
  }

  static let cases = [
    GoldenCase(name: "episodes-large", keys: "2j", width: 200, height: 60),
    GoldenCase(name: "episodes-filtered", keys: "2ffo"),
    GoldenCase(name: "episodes-ascii", keys: "2jj", glyphs: .ascii),
  ]

  @Test(arguments: cases) func golden(_ item: GoldenCase) { item.check("Trajectories") }

  @Test func openingAsksForTheEpisode() {
    var model = Fixtures.typical()
    #expect(press("2jj<enter>", &model) == [.feature(EpisodesEffect.load(3))])
    _ = update(&model, .episode(Fixtures.episode))
    #expect(model.episodes.playback == nil, "episode 2 was not asked for")
    var empty = Fixtures.empty()
    #expect(press("2jkgGfoO<enter>", &empty).isEmpty)
  }

  @Test func searchingNarrowsWhileItIsTyped() {
    var model = Fixtures.typical()
    func shown() -> [Int] { model.episodes.visible.map(\.episode) }
    press("2/limit", &model)
    #expect(shown() == [3, 6] && model.episodes.selectedID == 3)
    #expect(view(model).line(22).hasPrefix("/limit") && view(model).text.contains("with \"limit\""))
    press("<esc>", &model)
    #expect(shown() == Array(1...8), "given up")
    press("/critical 33<enter>j", &model)
    #expect(shown() == [2, 4, 6, 8] && model.episodes.selectedID == 4)
    press("/<c-u>nothing like it<enter>", &model)
    #expect(view(model).text.contains("No episode holds these words"))
    press("<esc>", &model)
    #expect(shown() == Array(1...8) && model.episodes.selected != nil)
  }

  @Test func ordersKeepTheSelection() {
    var model = Fixtures.typical()
    press("2jo", &model)
    #expect(model.episodes.order == .return)
    #expect(model.episodes.selectedID == 2)
    press("O", &model)
    #expect(model.episodes.selectedID == 2)
    #expect(model.episodes.visible.map(\.episode) == [8, 7, 6, 5, 4, 3, 2, 1])
  }

  @Test(arguments: [
    ("", [1, 2, 3, 4, 5, 6, 7, 8]), ("ooo", [3, 6, 1, 2, 4, 5, 7, 8]), ("oooo", [2, 4, 6, 8, 1, 3, 5, 7]),
    ("ooO", [8, 7, 6, 5, 4, 3, 2, 1]),
  ])
  func orders(keys: String, expected: [Int]) {
    var model = Fixtures.typical()
    press("2" + keys, &model)
    #expect(model.episodes.visible.map(\.episode) == expected)
  }

  @Test(arguments: [("f", [2, 4, 6, 8]), ("ff", [1, 2, 4, 5, 7, 8]), ("fff", [3, 6]), ("ffff", Array(1...8))])
  func filters(keys: String, expected: [Int]) {
    var model = Fixtures.typical()
    press("2" + keys, &model)
    #expect(model.episodes.visible.map(\.episode) == expected)
  }

  @Test func aFilterMovesTheSelectionToWhatIsShown() {
    var model = Fixtures.typical()
    press("2f", &model)
    #expect(model.episodes.selectedID == 2)
    press("jjjjj", &model)
    #expect(model.episodes.selectedID == 8)
    // A filter that shows nothing has nothing to play.
    _ = update(&model, .episodes([Fixtures.episodes[0]]))
    #expect(model.episodes.selectedID == nil)
    #expect(press("<enter>", &model).isEmpty)
    #expect(view(model).text.contains("None of the 1 episodes is with critical states; f shows others."))
  }

  @Test func theTitleCountsOutcomes() {
    var model = Fixtures.typical(width: 120, height: 40)
    press("2f", &model)
    let text = view(model).text
    #expect(text.contains("6 terminated") && text.contains("2 step limit"))
    #expect(text.contains("only with critical states: 4 of 8"))
  }
}
