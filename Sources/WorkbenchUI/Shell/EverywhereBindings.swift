import Canvas
import RLCore

extension BindingContext {
  /// What no form and no question may swallow.
  static let always = BindingContext(
    "Always",
    [
      Binding([.control("c")], "leave; asks first while training, twice leaves at once") { model, _ in
        model.confirmation?.consequence == .quit ? leave(&model) : askToLeave(&model)
      },
      Binding([.control("z")], "suspend, as shells do; fg comes back") { _, _ in [.suspend] },
      .move([.control("l")], "draw the screen anew") { _ in },
    ])

  /// What holds on every screen.
  static let everywhere = BindingContext(
    "Everywhere",
    [
      .move([.character("?"), .function(1)], hint: "help", "open this help") { $0.helpScroll = 0 },
      Binding(
        [.character("P")], hint: "pause", "pause or resume training", needsWrite: true, when: { $0.engine.isBusy }
      ) { model, _ in togglePause(&model) },
      Binding(
        [.character("+"), .character("=")], hint: "more alpha", "raise alpha by 0.05", needsWrite: true,
        when: { $0.engine.isBusy }
      ) { model, _ in turnAlpha(by: 0.05, &model) },
      Binding(
        [.character("-")], hint: "less alpha", "lower alpha by 0.05", needsWrite: true, when: { $0.engine.isBusy }
      ) { model, _ in turnAlpha(by: -0.05, &model) },
      Binding([.character("q")], hint: "quit", "leave; asks first while training") { model, _ in
        askToLeave(&model)
      },
      Binding([.character("i")], hint: "advisor", "ask an advisor beside whatever goes on; or stop asking") {
        model, _ in openAdvisorMenu(&model)
      },
      .move([.character(":")], hint: "command", "type a command") { $0.commandLine = CommandLine() },
      Binding(ScreenCatalog.numberKeys, hint: "screens", "go to a screen by its number") { model, key in
        guard let index = ScreenCatalog.numberKeys.firstIndex(of: key) else { return [] }
        return show(ScreenCatalog.screens[index].id, &model)
      },
      Binding([.tab], "go to the next screen") { model, _ in turn(1, &model) },
      Binding([.backTab], "go to the previous screen") { model, _ in turn(-1, &model) },
      Binding([.character("C")], "write a checkpoint now", needsWrite: true) { model, _ in checkpoint(&model) },
      .move([.character("T")], "next theme") { model in
        model.themeIndex = (model.themeIndex + 1) % model.themes.count
        model.say("theme: \(model.theme.name)")
      },
    ])
}

/// Goes to a screen.
func show(_ id: String, _ model: inout AppModel) -> [Effect] {
  model.screen = id
  switch id {
  case Screen.review.id: return model.review.requestDetail()
  case Screen.prompts.id: return enterPrompts(&model)
  default: return []
  }
}

private func turn(_ amount: Int, _ model: inout AppModel) -> [Effect] {
  let screens = ScreenCatalog.screens
  let index = screens.firstIndex { $0.id == model.screen } ?? 0
  return show(screens[(index + amount + screens.count) % screens.count].id, &model)
}

/// Leaves, or asks whether to where training would be interrupted.
func askToLeave(_ model: inout AppModel) -> [Effect] {
  guard model.engine.isBusy, !model.isReadOnly else { return leave(&model) }
  let what = model.engine.activeRun.map { "The run \($0)" } ?? "A stage"
  model.confirmation = Confirmation(
    title: "Leave?",
    lines: [
      "\(sanitised(what)) is under way.",
      "It is checkpointed when you leave and can be taken up again by opening this session.",
    ],
    consequence: .quit)
  return []
}

/// Leaves now; a run under way writes its checkpoint first.
func leave(_ model: inout AppModel) -> [Effect] {
  model.confirmation = nil
  model.isRunning = false
  return model.engine.isBusy && !model.isReadOnly ? [.send(.stop), .quit] : [.quit]
}

/// A run has to be under way for what steers it.
private func requireRun(_ model: inout AppModel) -> Bool {
  if model.engine.isBusy { return true }
  model.complain("no run is under way")
  return false
}

func togglePause(_ model: inout AppModel) -> [Effect] {
  guard requireRun(&model) else { return [] }
  let pause = !(model.engine.askedPause ?? model.engine.isPaused)
  model.engine.askedPause = pause
  model.say(pause ? "pausing at the next update" : "resuming")
  return [.send(pause ? .pause : .resume)]
}

func checkpoint(_ model: inout AppModel) -> [Effect] {
  guard requireRun(&model) else { return [] }
  model.say("writing a checkpoint at the next update")
  return [.send(.checkpoint)]
}

private func turnAlpha(by amount: Double, _ model: inout AppModel) -> [Effect] {
  let now = model.engine.pendingAlpha ?? model.engine.snapshot?.alpha ?? 0
  return setAlpha(((now + amount) * 100).rounded() / 100, &model)
}

/// Asks for an α in [0, 10]; it is pending until the engine says that it holds.
func setAlpha(_ value: Double, _ model: inout AppModel) -> [Effect] {
  guard requireRun(&model) else { return [] }
  let bounded = min(10, max(0, value))
  model.engine.askedAlpha = bounded
  model.say("\(model.glyphs.alpha) \(fixed(bounded, 2)) from the next update on")
  return [.send(.setAlpha(bounded))]
}
