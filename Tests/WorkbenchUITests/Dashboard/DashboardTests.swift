import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The dashboard")
struct DashboardTests {
  private func coached(width: Int = 120, height: Int = 40) -> AppModel {
    Fixtures.coached(width: width, height: height)
  }

  private func charts(_ model: AppModel) -> [PaneContent] {
    model.dashboardLayout(DashboardView.room(width: model.width, height: model.height - 4)).panes.map(\.content)
  }

  @Test func theFocusGoesWherePanesStand() {
    var model = coached()
    #expect(model.dashboard.focus == .chart("return"))
    press("j", &model)
    #expect(model.dashboard.focus == .chart("entropy-kl"))
    press("l", &model)
    #expect(model.dashboard.focus == .chart("hits"))
    press("ll", &model)
    #expect(model.dashboard.focus == .metrics)
    press("k", &model)
    #expect(model.dashboard.focus == .picture)
    press("h", &model)
    #expect(model.dashboard.focus == .chart("return"))
    press("<down><right><up>", &model)
    #expect(model.dashboard.focus == .chart("return"))
  }

  @Test func chartsWithoutRoomComeIntoViewWithTheFocus() {
    var model = coached(width: 80, height: 24)
    #expect(view(model).text.contains("10 more charts"))
    #expect(!charts(model).contains(.chart("policy-loss")))
    press("jjjj", &model)
    #expect(charts(model).contains(model.dashboard.focus) && model.dashboard.focus == .chart("policy-loss"))
    press("k", &model)
    #expect(model.dashboard.focus == .chart("return"))
    // Where there is room for one only, it is the one in focus.
    var small = coached(width: 60, height: 15)
    press("j", &small)
    #expect(charts(small) == [.chart("entropy-kl"), .metrics])
  }

  @Test(arguments: [(60, 15), (61, 40), (80, 24), (99, 30), (120, 40), (150, 35), (200, 60), (300, 100)])
  func panesFillTheScreenAndNeverOverlap(_ size: (Int, Int)) {
    for count in 0...18 {
      for side in [[], [PaneContent.picture], [.metrics], [.picture, .metrics]] {
        let contents = (0..<count).map { PaneContent.chart("\($0)") } + side
        guard !contents.isEmpty else { continue }
        let room = DashboardView.room(width: size.0, height: size.1 - 4)
        let layout = DashboardLayout(contents, focus: contents[0], aspect: 2, metricRows: 12, room: room)
        var taken = Set<Int>()
        for pane in layout.panes {
          #expect(pane.rect.width >= 16 && pane.rect.height >= 5, "\(pane) of \(count) on \(size)")
          for y in pane.rect.y..<(pane.rect.y + pane.rect.height) {
            for x in pane.rect.x..<(pane.rect.x + pane.rect.width) {
              #expect(taken.insert(y * 1_000 + x).inserted, "\(pane) overlaps on \(size)")
            }
          }
        }
        #expect(taken.count == room.width * room.height, "\(count) charts and \(side) leave a hole on \(size)")
      }
    }
  }

  @Test func zoomShowsThePaneInFocusAndGoesBack() {
    var model = coached()
    let before = view(model)
    press("lz", &model)
    #expect(view(model).text.contains("opponent 3 : 1 agent") && !view(model).text.contains("entropy"))
    press("zh", &model)
    #expect(view(model) == before)
  }

  @Test func aPaneShowsWhatIsChosen() {
    var model = coached()
    press("jm", &model)
    #expect(model.dashboard.menu?.purpose == .replace)
    press("G", &model)
    let choices = DashboardMenu(purpose: .replace).choices(model)
    #expect(model.dashboard.menu?.selected == choices.count - 1 && choices.last?.content == .metrics)
    press("kk", &model)
    let wanted = choices[choices.count - 3]
    press("<enter>", &model)
    #expect(model.dashboard.menu == nil && model.dashboard.focus == wanted.content)
    #expect(charts(model).contains { $0 == wanted.content } && !charts(model).contains(.chart("entropy-kl")))
    press("r", &model)
    #expect(model.dashboard.panes == nil && charts(model).contains(.chart("entropy-kl")))
  }

  @Test func choosingWhatIsThereChangesPlaces() {
    var model = coached()
    press("m<down><enter>", &model)
    #expect(Array(model.dashboardPanes.prefix(2)) == [.chart("entropy-kl"), .chart("return")])
  }

  @Test func panesAreAddedMovedAndTakenAway() {
    var model = coached()
    let count = model.dashboardPanes.count
    // Every choice that is not on the dashboard yet.
    let single = DashboardMenu(purpose: .add).choices(model).firstIndex { $0.content == .chart("guidance/alpha") }
    press("a", &model)
    model.dashboard.menu?.selected = single ?? 0
    press("<enter>", &model)
    #expect(model.dashboardPanes[1] == .chart("guidance/alpha") && model.dashboardPanes.count == count + 1)
    press("H", &model)
    #expect(model.dashboardPanes.first == .chart("guidance/alpha"))
    press("LLd", &model)
    #expect(model.dashboardPanes.count == count && !model.dashboardPanes.contains(.chart("guidance/alpha")))
    for _ in 0..<40 { press("d", &model) }
    #expect(model.dashboardPanes.count == 1, "the last one stays")
    #expect(view(model).text.contains("ultra-ra"))
  }

  @Test func otherRunsAreDrawnAllPinnedOrNot() {
    var model = coached()
    func names() -> String { view(model).line(4) }
    #expect(names().contains("● base") && names().contains("○ ppo") && names().contains("◆ ultra-ra"))
    press("o", &model)
    #expect(!names().contains("base") && model.notice?.text.contains("p pins one") == true)
    press("pj<space>q", &model)
    #expect(!names().contains("base") && names().contains("○ ppo"), "its marker stays the same")
    press("o", &model)
    #expect(!names().contains("ppo") && names().contains("◆ ultra-ra"))
  }

  @Test func theCrosshairReadsEveryChartAtOnePlace() throws {
    var model = coached()
    press("c", &model)
    let end = try #require(model.dashboard.cursor)
    #expect(end == 300 * 2_048, "it begins at the newest place of all that is drawn")
    press("<left>", &model)
    #expect(try #require(model.dashboard.cursor) < end && model.dashboard.focus == .chart("return"))
    press(",,,,", &model)
    let place = try #require(model.dashboard.cursor)
    let text = view(model).text
    #expect(text.ranges(of: abbreviated(place)).count > 4, "every chart says where")
    let run = try #require(model.dashboard.current)
    let points = try #require(run.points[.episodicReturn])
    let nearest = try #require(
      points.min { ($0.moment.step - place).magnitude < ($1.moment.step - place).magnitude })
    #expect(view(model).line(4).contains("◆ ultra-ra✎ \(significant(nearest.trend[0]))"))
    press("z", &model)
    #expect(view(model).line(4).contains("at \(abbreviated(place)) steps"))
    press("zc<left>", &model)
    #expect(model.dashboard.cursor == nil)
  }

  @Test func theAxisIsWhatIsKnown() {
    var model = coached()
    var seen: [ChartAxis] = []
    for _ in 0..<5 {
      press("X", &model)
      seen.append(model.dashboard.axis)
    }
    #expect(seen == [.wall, .process, .episode, .step, .wall])
    #expect(view(model).text.contains("wall time"))
    // Of curves that know steps alone there is nothing to turn to.
    var old = Fixtures.typical()
    press("X", &old)
    #expect(old.dashboard.axis == .step)
  }

  @Test func theWindowZoomsAndPansAndFollows() throws {
    var model = coached()
    let whole = try #require(model.dashboard.view)
    press("]", &model)
    let half = try #require(model.dashboard.view)
    #expect(half.upperBound == whole.upperBound && model.dashboard.window.end == nil)
    #expect(((half.upperBound - half.lowerBound) * 2 - (whole.upperBound - whole.lowerBound)).magnitude < 1)
    press("<lt>", &model)
    let earlier = try #require(model.dashboard.view)
    #expect(earlier.upperBound < half.upperBound && model.dashboard.window.end != nil)
    press("<lt><lt><lt><lt><lt><lt>", &model)
    #expect(try #require(model.dashboard.view).lowerBound == whole.lowerBound)
    press("<gt><gt><gt><gt><gt><gt><gt><gt>", &model)
    #expect(model.dashboard.view == half && model.dashboard.window.end == nil)
    press("[", &model)
    #expect(model.dashboard.view == whole)
    press("]]]0", &model)
    #expect(model.dashboard.window == ChartWindow())
  }

  @Test func aLogarithmCountsWhatItLeavesOut() {
    var model = coached(width: 200, height: 60)
    press("Y", &model)
    #expect(view(model).line(4).contains("log, ") && view(model).line(4).contains("not positive"))
    press("0", &model)
    #expect(!view(model).text.contains("not positive"))
  }

  @Test func smoothingGoesRoundAndTheLegendSaysWhatIsDrawn() {
    var model = coached()
    let first = model.dashboard
    #expect(view(model).line(4).contains("smoothed 0.60") && view(model).line(4).contains("╌ raw"))
    press("~~~~", &model)
    #expect(model.dashboard.weight == 0)
    #expect(!view(model).text.contains("raw") && !view(model).text.contains("smoothed"))
    press("~", &model)
    #expect(model.dashboard == first)
  }

  @Test func keysDoNoHarmWhereThereIsNothing() {
    for width in [60, 200] {
      var model = Fixtures.empty(width: width, height: 20)
      for key in "zcmjk<>[]0,.hlHLadorXY~p" where key != "<" { press("\(key)", &model) }
      press("<lt><enter><esc><left><right>", &model)
      #expect(view(model).width == width)
    }
  }
}
