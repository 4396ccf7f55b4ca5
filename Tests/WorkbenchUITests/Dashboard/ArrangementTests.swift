import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The arrangement of the dashboard")
struct ArrangementTests {
  private func stored(_ effects: [Effect]) -> WorkbenchPreferences? {
    for case .feature(let effect as PreferencesEffect) in effects {
      if case .store(let preferences) = effect { return preferences }
    }
    return nil
  }

  @Test func whatAPersonArrangesIsRememberedAndComesBack() throws {
    var model = Fixtures.coached(width: 120, height: 40)
    #expect(stored(press("l", &model)) == nil, "the focus is nothing to remember")
    let order = model.dashboardPanes
    model.dashboard.focus = .chart("entropy-kl")
    let moved = try #require(stored(press("H", &model)))
    #expect(moved.charts.hasPrefix("entropy-kl,return,") && moved.charts.hasSuffix("picture,metrics"))
    let less = try #require(stored(press("d", &model)))
    #expect(!less.charts.contains("entropy-kl") && model.dashboardPanes.count == order.count - 1)
    #expect(stored(press("~", &model))?.smoothing == 0.9)

    var next = Fixtures.coached(width: 120, height: 40)
    _ = update(&next, .preferences(model.preferences))
    #expect(next.dashboardPanes == model.dashboardPanes && next.dashboard.weight == 0.9)
    #expect(next.preferences == model.preferences)
    let back = try #require(stored(press("r", &next)))
    #expect(back.charts.isEmpty && next.dashboardPanes == order)
  }

  @Test func theMenuIsRememberedToo() throws {
    var model = Fixtures.coached(width: 120, height: 40)
    press("m", &model)
    let choices = try #require(model.dashboard.menu?.choices(model))
    let place = try #require(choices.firstIndex { $0.content == .metrics })
    model.dashboard.menu?.selected = place
    #expect(stored(press("<enter>", &model))?.charts.hasPrefix("metrics,") == true)
  }

  @Test func namesArePanesAndBack() {
    let panes: [PaneContent] = [.metrics, .chart("losses/value_loss"), .picture, .chart("return")]
    let text = panes.map(\.name).joined(separator: ",")
    #expect(DashboardState.panes(named: text) == panes)
    #expect(DashboardState.panes(named: " return , picture ") == [.chart("return"), .picture])
    for wrong in ["", "return,", "return,return", "return picture", "none"] {
      #expect(DashboardState.panes(named: wrong) == nil, "\(wrong)")
    }
    for entry in ChartEntry.catalog { #expect(PaneContent(name: entry.name) == .chart(entry.name)) }
  }

  @Test func theSettingIsOfferedWithTheOthersAndChecked() throws {
    var model = Fixtures.coached(width: 120, height: 40)
    _ = update(&model, .show("settings"))
    press("/charts<enter>", &model)
    #expect(model.selectedSetting?.key == "charts")
    press("<enter>return,nonsense<enter>", &model)
    #expect(model.notice?.isError == true && model.dashboard.panes == nil)
    press("<esc><enter>picture,return<enter>", &model)
    #expect(model.dashboard.panes == [.picture, .chart("return")] && model.dashboard.focus == .chart("return"))
    // A focus that is not among them goes to the first.
    var preferences = model.preferences
    preferences.charts = "metrics"
    _ = update(&model, .preferences(preferences))
    #expect(model.dashboard.focus == .metrics)
  }

  @Test func aWeightThatThereIsNotIsTheNearest() {
    #expect(
      DashboardState.smoothings.indices.allSatisfy {
        DashboardState.place(ofSmoothing: DashboardState.smoothings[$0]) == $0
      })
    #expect(DashboardState.place(ofSmoothing: 0.7) == 1 && DashboardState.place(ofSmoothing: 0.95) == 3)
  }
}
