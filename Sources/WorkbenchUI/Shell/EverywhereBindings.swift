import Canvas
import RLCore

extension BindingContext {
  /// What no form and no question may swallow.
  static let always = BindingContext(
    "Always",
    [
      Binding([.control("c")], "leave; asks first while training, twice leaves at once") { model, _ in
        model.confirmation?.consequence is Leaving ? leave(&model) : askToLeave(&model)
      },
      Binding([.control("z")], "suspend, as shells do; fg comes back") { _, _ in [.suspend] },
      .move([.control("l")], "draw the screen anew") { _ in },
    ])

  /// What holds on every screen of a workbench.
  static func everywhere(_ model: AppModel) -> BindingContext {
    everywhere(tabs: model.screens.count, of: model.parts)
  }

  /// What holds on every screen where `tabs` of the screens have one.
  static func everywhere(tabs: Int, of parts: WorkbenchParts) -> BindingContext {
    let numbers = (1...max(1, min(10, tabs))).map { Key.character(Character("\($0 % 10)")) }
    return BindingContext(
      "Everywhere",
      steering + parts.layers.entries.flatMap(\.bindings) + [
        Binding([.character("M")], "take clicks and the wheel, or leave them to the terminal for marking text") {
          model, _ in
          model.settings.preferences.usesMouse.toggle()
          model.say(model.usesMouse ? "the mouse is taken here; Shift marks text" : "the mouse is the terminal's")
          return [.feature(PreferencesEffect.store(model.preferences))]
        },
        .move([.character(":")], hint: "command", "type a command") { $0.commandLine = CommandLine() },
        Binding(numbers, hint: "screens", "go to a screen by its number", when: { $0.screens.count > 1 }) {
          model, key in
          guard let index = numbers.firstIndex(of: key), model.screens.indices.contains(index) else { return [] }
          return show(model.screens[index].name, &model)
        },
        Binding([.tab], "go to the next screen") { model, _ in turn(1, &model) },
        Binding([.backTab], "go to the previous screen") { model, _ in turn(-1, &model) },
        Binding(
          [.character("S")], hint: "single update", "a single update while training is paused", steers: true,
          when: { $0.engine.isPaused }
        ) { model, _ in stepOnce(&model) },
        Binding([.character("C")], "write a checkpoint now", steers: true) { model, _ in checkpoint(&model) },
        Binding(
          [.character("R")], hint: "go on", "go on with the stages of the session, or end the review; asks first",
          needsWrite: true, when: { $0.hasStagesToRun }
        ) { model, _ in askToRunStages(&model) },
      ])
  }

  private static let steering: [Binding] = [
    .move([.character("?"), .function(1)], hint: "help", "open this help") { $0.helpScroll = 0 },
    Binding(
      [.character("P")], hint: "pause", "pause or resume training", steers: true, when: { $0.engine.isBusy }
    ) { model, _ in togglePause(&model) },
    Binding(
      [.character("+"), .character("=")], hint: "more alpha", "raise alpha by 0.05", steers: true,
      when: { $0.engine.isBusy }
    ) { model, _ in turnAlpha(by: 0.05, &model) },
    Binding(
      [.character("-")], hint: "less alpha", "lower alpha by 0.05", steers: true, when: { $0.engine.isBusy }
    ) { model, _ in turnAlpha(by: -0.05, &model) },
    Binding([.character("q")], hint: "quit", "leave; asks first while training") { model, _ in askToLeave(&model) },
  ]
}

/// Goes to a screen; nothing happens where there is none of that name.
func show(_ name: String, _ model: inout AppModel) -> [Effect] {
  guard let screen = model.screens.first(where: { $0.name == name }) else { return [] }
  model.screen = name
  return screen.enter(&model)
}

private func turn(_ amount: Int, _ model: inout AppModel) -> [Effect] {
  let screens = model.screens
  guard !screens.isEmpty else { return [] }
  let index = screens.firstIndex { $0.name == model.screen } ?? 0
  return show(screens[(index + amount + screens.count) % screens.count].name, &model)
}
