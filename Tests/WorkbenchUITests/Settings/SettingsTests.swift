import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The settings")
struct SettingsTests {
  private func opened(
    width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode, isReadOnly: Bool = false
  ) -> AppModel {
    var model = Fixtures.typical(width: width, height: height, glyphs: glyphs, isReadOnly: isReadOnly)
    _ = update(&model, .show("settings"))
    return model
  }

  private func effect(_ key: String, _ value: String) -> Effect {
    .feature(SettingsEffect.set(group: "refinement", key: key, value: value))
  }

  @Test func theyAreReadWhenTheScreenComesIntoView() {
    var model = Fixtures.empty()
    #expect(update(&model, .show("settings")) == [.feature(SettingsEffect.load)])
    #expect(model.selectedSetting?.key == "charts", "preferences are always there")
    _ = update(&model, .settings(Fixtures.settingItems))
    #expect(model.listedSettings.count == 5 + 6 + 5)
  }

  @Test func whatARunUsesIsReadOnly() {
    var model = opened()
    #expect(press("g<enter>", &model).isEmpty)
    #expect(model.settings.edit == nil)
    #expect(model.notice?.text == "steps cannot be changed: the base policy was trained with it")
    #expect(view(model).text.contains("cannot be changed: the base policy was trained with it"))
  }

  @Test func valuesAreCheckedByTheirField() {
    var model = opened()
    press("gjjjjjj<enter>", &model)
    #expect(model.settings.edit?.field.text == "0.0001")
    #expect(press("<c-u>2<enter>", &model).isEmpty)
    #expect(model.notice?.text == "learningRate cannot be '2'; valid: a number from 0.0 to 1.0")
    #expect(press("<c-u>0.001<enter>", &model) == [effect("learningRate", "0.001")])
    // It is not shown as in force before it is stored.
    #expect(model.settings.pending.values.contains("0.001") && view(model).text.contains("0.001, being stored"))
    _ = update(&model, .settings(Fixtures.settingItems))
    #expect(model.settings.pending.isEmpty)
  }

  @Test func whatIsRefusedIsReadAgain() {
    var model = opened()
    let effects = update(&model, .key(.end)) + [Key.up, .up, .up, .up, .up].flatMap { update(&model, .key($0)) }
    #expect(effects.isEmpty && model.selectedSetting?.key == "guidance.overrideProbability")
    press("<enter><c-u>0.5", &model)
    guard case .keep(let ticket, _)? = update(&model, .key(.enter)).first else {
      Issue.record("nothing is stored")
      return
    }
    #expect(update(&model, .refused(ticket: ticket, reason: "the disk is full")) == [.feature(SettingsEffect.load)])
    #expect(model.settings.pending.isEmpty && model.notice?.text.contains("the disk is full") == true)
  }

  @Test func fewValuesAreTakenInTurn() {
    var model = opened()
    press("gjjjjjjj", &model)
    #expect(model.selectedSetting?.choices == ["true", "false"])
    #expect(press("<space>", &model) == [effect("annealLearningRate", "false")])
    press("j", &model)
    #expect(press("l", &model) == [effect("activation", "tanh")])
    press("j", &model)
    #expect(press("l", &model).isEmpty)
    #expect(model.notice?.text.contains("Enter types it") == true)
  }

  @Test func defaultsComeBack() {
    var model = opened()
    press("gjjjjjj", &model)
    #expect(press("r", &model) == [effect("learningRate", "0.00025")])
    press("j", &model)
    #expect(press("r", &model).isEmpty)
  }

  @Test func aReaderChangesPreferencesOnly() {
    var model = opened(isReadOnly: true)
    #expect(press("gjjjjjj<enter>r", &model).isEmpty)
    #expect(model.settings.edit == nil && model.notice?.text.contains("read-only") == true)
    press("G", &model)
    var wanted = model.preferences
    wanted.reducesMotion = true
    #expect(press("<space>", &model) == [.feature(PreferencesEffect.store(wanted))])
    #expect(model.preferences.reducesMotion)
  }

  @Test func theThemeIsAPreference() {
    var model = opened()
    press("Gkkk", &model)
    #expect(model.selectedSetting?.key == "theme")
    var wanted = model.preferences
    wanted.theme = "night"
    #expect(press("l", &model) == [.feature(PreferencesEffect.store(wanted))])
    #expect(model.theme.name == "night")
    wanted.theme = "paper"
    _ = update(&model, .preferences(wanted))
    #expect(model.theme.name == "paper")
    press("T", &model)
    #expect(model.preferences.theme == model.theme.name)
  }

  @Test func searchingAndFiltering() {
    var model = opened()
    press("/learning rate<enter>", &model)
    #expect(
      model.listedSettings.map(\.key) == ["learningRate", "annealLearningRate", "learningRate", "annealLearningRate"])
    press("nnnn", &model)
    #expect(model.selectedSetting?.group == "base training", "round once")
    press("N", &model)
    #expect(model.selectedSetting?.id == model.listedSettings.last?.id)
    press("<esc>f", &model)
    #expect(model.listedSettings.map(\.key) == ["steps", "annealLearningRate", "learningRate"])
  }

  @Test(arguments: ScreenLaws.sizes + [(200, 60)])
  func golden(width: Int, height: Int) {
    func check(_ name: String, _ model: AppModel) {
      GoldenCase(name: name, keys: "", width: width, height: height).check(model, "Settings")
    }
    var model = opened(width: width, height: height)
    press("gjjjjjj", &model)
    check("settings-changed", model)
    act("<enter>7", &model)
    check("settings-typing", model)
    press("<esc>/guidance", &model)
    check("settings-search", model)
  }

  @Test func asciiGolden() {
    var model = opened(width: 120, height: 40, glyphs: .ascii)
    press("jj", &model)
    GoldenCase(name: "settings-ascii", keys: "", width: 120, height: 40, glyphs: .ascii).check(model, "Settings")
  }
}

@Suite("Searching in a list")
struct ListSearchTests {
  private func search(_ text: String) -> ListSearch {
    var search = ListSearch()
    search.begin()
    for character in text { search.type(.character(character)) }
    return search
  }

  @Test func wordsMayStandAnywhere() {
    #expect(search("PONG one").finds(["one two", "Pong"]))
    #expect(!search("pong three").finds(["one two", "Pong"]))
    #expect(search("").finds([]))
  }

  @Test func matchesGoRound() {
    let search = search("x")
    let rows = ["ax", "b", "cx", "d"]
    func next(_ start: Int, _ direction: Int) -> Int? {
      search.next(after: start, direction, of: rows.count) { search.finds([rows[$0]]) }
    }
    #expect(next(0, 1) == 2 && next(2, 1) == 0 && next(0, -1) == 2 && next(3, -1) == 2)
    #expect(search.next(after: 0, 1, of: 4) { _ in false } == nil)
    #expect(search.next(after: 0, 1, of: 0) { _ in true } == nil)
    #expect(ListSearch().next(after: 0, 1, of: 4) { _ in true } == nil)
  }

  @Test func givingUpTypingBringsBackWhatWasSearchedFor() {
    var search = search("one")
    search.keep()
    search.begin()
    search.type(.character("x"))
    #expect(search.text == "onex")
    search.cancel()
    #expect(search.text == "one" && search.field == nil)
    search.end()
    #expect(!search.isOn)
  }

  @Test func whatIsFoundIsMarked() {
    var grid = Grid(width: 12, height: 1)
    grid.write("東京 Pong po", x: 0, y: 0)
    search("po 京").mark(on: &grid, y: 0)
    let marks = String((0..<12).map { grid[$0, 0].style == .mark ? "M" : "." })
    #expect(marks == "..MM.MM...MM")
  }
}
