import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The mouse on rows and panes")
struct PointingTests {
  private func click(_ part: GridPart, _ model: inout AppModel) -> [Effect] {
    update(&model, .mouse(Mouse(x: part.rect.x + part.rect.width / 2, y: part.rect.y, action: .press)))
  }

  private func turn(_ action: Mouse.Action, over part: GridPart, _ model: inout AppModel) {
    let rect = part.rect
    _ = update(&model, .mouse(Mouse(x: rect.x + rect.width / 2, y: rect.y + rect.height / 2, action: action)))
  }

  private func parts(_ name: String, _ model: AppModel) -> [GridPart] { drawn(model).parts.filter { $0.name == name } }

  /// What is written in a part, without the pointer before a selected row.
  private func text(_ part: GridPart, _ model: AppModel) -> String {
    let grid = drawn(model)
    return (part.rect.x + 1..<part.rect.x + part.rect.width).map { grid[$0, part.rect.y].glyph }.joined()
  }

  @Test(
    arguments: ["trajectories", "review", "compare", "events", "prompts", "runs", "settings"],
    [(60, 15), (80, 24), (120, 40)])
  func aClickSelectsTheRowOnEveryScreenWithAList(screen: String, size: (Int, Int)) throws {
    var model = Fixtures.typical(width: size.0, height: size.1)
    _ = update(&model, .show(screen))
    press("<home>", &model)
    let rows = parts("list", model)
    #expect(rows.contains { $0.place == 0 })
    let wanted = try #require(rows.last { ($0.place ?? 0) > 0 }, "a row below the selected one")
    // What has several rows is known by the first of them.
    let words = text(try #require(rows.first { $0.place == wanted.place }), model)
    _ = click(wanted, &model)
    let selected = try #require(parts("list", model).first { $0.place == 0 })
    #expect(text(selected, model) == words)
    // The selected row stays so, and the one that was first can be clicked again while it is in view.
    _ = click(selected, &model)
    #expect(parts("list", model).first { $0.place == 0 } == selected)
    if let above = parts("list", model).first, above.place ?? 0 < 0 {
      let words = text(above, model)
      _ = click(above, &model)
      let now = try #require(parts("list", model).first { $0.place == 0 })
      #expect(text(now, model) == words)
    }
  }

  @Test func aClickSelectsANodeOfAPlan() throws {
    var model = Fixtures.typical(width: 120, height: 40, subject: .planning)
    let row = try #require(parts("list", model).first { $0.place == 3 })
    _ = click(row, &model)
    #expect(model.plan.selectedRow == 3)
  }

  @Test func onlyWhatIsSelectedInTheEndIsLoaded() throws {
    var model = Fixtures.typical(width: 120, height: 40)
    _ = update(&model, .show("review"))
    let row = try #require(parts("list", model).first { $0.place == 5 })
    let effects = click(row, &model)
    let id = try #require(model.review.selectedID)
    #expect(effects == [.feature(ReviewEffect.loadDetail(suggestion: id))])
  }

  @Test func aClickFocusesAPaneOfTheDashboard() throws {
    var model = Fixtures.coached(width: 120, height: 40)
    for pane in parts("pane", model) {
      _ = click(pane, &model)
      #expect(model.dashboard.focus == model.dashboardPanes[pane.place ?? -1])
    }
    #expect(parts("pane", model).count > 4)
  }

  @Test func theWheelScrollsWhatIsUnderIt() throws {
    var model = Fixtures.typical(width: 120, height: 40)
    _ = update(&model, .show("review"))
    let selected = model.review.selectedIndex
    let card = try #require(parts("card", model).first)
    turn(.wheelDown, over: card, &model)
    #expect(model.review.scroll == 3 && model.review.selectedIndex == selected)
    turn(.wheelUp, over: card, &model)
    #expect(model.review.scroll == 0)
    turn(.wheelDown, over: try #require(parts("list", model).first), &model)
    #expect(model.review.selectedIndex == selected.map { $0 + 3 })

    var low = Fixtures.typical()
    _ = update(&low, .show("prompts"))
    let call = low.prompts.selectedID
    turn(.wheelDown, over: try #require(parts("text", low).first), &low)
    #expect(low.prompts.selectedID == call && low.prompts.scroll > 0)

    var coached = Fixtures.coached(width: 120, height: 40)
    let focus = coached.dashboard.focus
    turn(.wheelUp, over: try #require(parts("pane", coached).last), &coached)
    #expect(coached.dashboard.window.span != nil && coached.dashboard.focus == focus)
    turn(.wheelDown, over: try #require(parts("pane", coached).last), &coached)
    #expect(coached.dashboard.window.span == nil)
  }

  @Test func aPlaceOnTheLineOfAnEpisodeIsGoneTo() throws {
    var model = Fixtures.typical(width: 120, height: 40)
    _ = update(&model, .show("trajectories"))
    model.episodes.playback = Playback(Fixtures.episode)
    let place = try #require(parts("timeline", model).first { $0.place == 50 })
    _ = click(place, &model)
    #expect(model.episodes.playback?.position == 50)
  }

  @Test func whatLiesUnderAMenuHasNoClicks() throws {
    var model = Fixtures.typical(width: 120, height: 40)
    press("3T", &model)
    let selected = model.review.selectedID
    let row = try #require(parts("list", model).first { $0.place == 1 && text($0, model).contains("night") })
    _ = update(&model, .mouse(Mouse(x: 3, y: 6, action: .press)))
    #expect(model.review.selectedID == selected && model.themeMenu.before != nil)
    _ = click(row, &model)
    #expect(model.theme.name == "night")
    // The row that is selected is taken.
    let now = try #require(parts("list", model).last { $0.place == 0 })
    let effects = click(now, &model)
    #expect(model.themeMenu.before == nil && effects == [.feature(PreferencesEffect.store(model.preferences))])
  }

  @Test func anAlertIsDismissedWhereItStands() throws {
    var model = Fixtures.typical(width: 120, height: 40)
    _ = update(&model, .event(.alert(run: "ultra-ra", step: 1, title: "news", detail: "look")))
    _ = click(try #require(parts("alert", model).first), &model)
    #expect(model.alerts.open.isEmpty)
  }

  @Test func whoTypesLosesNothingByAClick() throws {
    var model = Fixtures.typical(width: 120, height: 40)
    press("3/ball", &model)
    let row = try #require(parts("list", model).first { $0.place == 2 })
    let before = model.review
    _ = click(row, &model)
    #expect(model.review == before)
  }

  @Test func aMouseThatIsTurnedOffDoesNothing() throws {
    var model = Fixtures.typical(width: 120, height: 40)
    press("3", &model)
    let effects = press("M", &model)
    #expect(!model.usesMouse && effects == [.feature(PreferencesEffect.store(model.preferences))])
    let selected = model.review.selectedID
    let row = try #require(parts("list", model).first { $0.place == 2 })
    #expect(click(row, &model).isEmpty)
    turn(.wheelDown, over: row, &model)
    _ = update(&model, .mouse(Mouse(x: 2, y: 1, action: .press)))
    #expect(model.review.selectedID == selected && model.screen == "review")
    press("M", &model)
    _ = click(row, &model)
    #expect(model.review.selectedID != selected)
  }

  @Test func partsAreWhereTheyAreDrawnAndNowhereElse() {
    var grid = Grid(width: 10, height: 6)
    grid.draw(in: Rect(x: 2, y: 1, width: 5, height: 3)) { part in
      part.mark("inner", Rect(x: 1, y: 1, width: 9, height: 9), place: 4)
      part.mark("gone", Rect(x: 7, y: 0, width: 2, height: 1))
    }
    #expect(grid.parts == [GridPart("inner", Rect(x: 3, y: 2, width: 4, height: 2), place: 4)])
    grid.mark("over", Rect(x: 0, y: 2, width: 4, height: 1))
    #expect(grid.part(x: 3, y: 2)?.name == "over" && grid.part(x: 4, y: 2)?.name == "inner")
    #expect(grid.part(x: 3, y: 3)?.place == 4 && grid.part(x: 9, y: 5) == nil)
  }
}
