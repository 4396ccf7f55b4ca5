import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The dashboard")
struct DashboardTests {
  static let cases = [
    GoldenCase(name: "dashboard-game", keys: "zz"),
    GoldenCase(name: "dashboard-metrics", keys: "zzz", width: 60, height: 15),
    GoldenCase(name: "dashboard-ascii", keys: "", glyphs: .ascii),
    GoldenCase(name: "dashboard-large", keys: "", width: 200, height: 60),
  ]

  @Test(arguments: cases) func golden(_ item: GoldenCase) { item.check("Dashboard") }

  @Test func zoomAndSmoothingGoRound() {
    var model = Fixtures.typical()
    let first = model.dashboard
    var seen = [first.zoom]
    for _ in DashboardState.Zoom.allCases.dropFirst() {
      press("z", &model)
      seen.append(model.dashboard.zoom)
    }
    #expect(seen == [.none, .chart, .game, .metrics])
    press("z~", &model)
    #expect(model.dashboard.smoothing == 0.9)
    press("~~~", &model)
    #expect(model.dashboard == first)
  }

  @Test(arguments: [(AlphaTarget.rewards, "rewards"), (.actions, "actions"), (.potential, "states' potential")])
  func theMetricsSayWhatAlphaActsOn(target: AlphaTarget, words: String) {
    var model = Fixtures.typical()
    #expect(!view(model).text.contains("r_LLM acts"))
    model.engine.snapshot?.alphaTarget = target
    #expect(view(model).text.contains("Metrics, r_LLM acts on \(words)"))
  }
}
