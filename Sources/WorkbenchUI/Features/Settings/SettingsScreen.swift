import Canvas
import RLCore

extension Screen {
  /// Every setting of the session, and what the person prefers of the workbench.
  static let settings = Screen(
    name: "settings", title: "Settings", shortTitle: "Set",
    summary: "Every setting with its value, its default and what it does; those of the next run can be changed.",
    contexts: [listContext, searchContext, editContext],
    context: { model in
      if model.settings.edit != nil { return editContext }
      return model.settings.search.field == nil ? listContext : searchContext
    },
    enter: { enterSettings(&$0) }, handle: { takeSettings($1, &$0) },
    move: { model, rows in
      moveSetting(rows, &model)
      return []
    },
    draw: { model, grid in SettingsView(model).draw(on: &grid) })

  private static let isChangeable: @Sendable (AppModel) -> Bool = {
    $0.selectedSetting.map { $0.locked == nil } ?? false
  }
  private static let hasChoices: @Sendable (AppModel) -> Bool = {
    $0.selectedSetting.map { $0.locked == nil && !$0.choices.isEmpty } ?? false
  }

  private static let listContext = BindingContext(
    "Settings",
    [
      .move([.enter], hint: "change", "type another value", when: isChangeable) { beginSetting(&$0) },
      Binding(
        [.character("l"), .right, .character(" ")], hint: "next value", "the next of few values", when: hasChoices
      ) {
        model, _ in turnSetting(1, &model)
      },
      Binding([.character("h"), .left], "the value before, where there are few") { model, _ in turnSetting(-1, &model)
      },
      Binding(
        [.character("r")], hint: "default", "back to the value that it has where nobody sets it",
        when: { isChangeable($0) && $0.selectedSetting?.isChanged == true }
      ) { model, _ in resetSetting(&model) },
      .move([.character("f")], hint: "filter", "all settings, or only those that somebody set") {
        $0.settings.showsChangedOnly.toggle()
      },
    ] + Binding.search(\.settings.search, "list only what holds the words: keys, groups and what they do")
      + Binding.matches(\.settings.search) { moveSetting($1, goesRound: true, &$0) } + [
        .move([.character("j"), .down], hint: "down", "next setting") { moveSetting(1, &$0) },
        .move([.character("k"), .up], hint: "up", "previous setting") { moveSetting(-1, &$0) },
        .move([.pageDown], "a page down") { moveSetting($0.height / 2, &$0) },
        .move([.pageUp], "a page up") { moveSetting(-$0.height / 2, &$0) },
        .move([.character("g"), .home], "the first setting") { moveSetting(-1_000_000, &$0) },
        .move([.character("G"), .end], "the last setting") { moveSetting(1_000_000, &$0) },
      ])

  private static let searchContext = BindingContext.typingSearch("Search settings", \.settings.search)

  private static let editContext = BindingContext(
    "Value", isModal: true,
    line: { model in model.settings.edit.map { TypedLine(mark: "\($0.id.key) = ", field: $0.field) } },
    typing: { model, key in _ = model.settings.edit?.field.handle(key) },
    [
      Binding([.enter], hint: "set", "take the value, where it is valid") { model, _ in finishSetting(&model) },
      .move([.escape], hint: "cancel", "leave the value as it was") { $0.settings.edit = nil },
    ])
}
