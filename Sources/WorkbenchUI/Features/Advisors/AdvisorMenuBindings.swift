import Canvas

extension BindingContext {
  /// The menu of advisors.
  static let advisorMenu = BindingContext(
    "Advisors", isModal: true,
    [
      Binding([.enter], hint: "ask", "ask the advisor about the recorded episodes", needsWrite: true) { model, _ in
        askSelected(&model)
      },
      Binding([.character("m")], hint: "models", "choose among the models that the endpoint offers") { model, _ in
        showModels(&model)
      },
      Binding(
        [.character("x")], hint: "stop asking", "end the asking under way; what was answered stays", needsWrite: true,
        when: { $0.advisorProgress != nil }
      ) { model, _ in stopAsking(&model) },
      .move([.character("j"), .down], hint: "down", "next advisor") { $0.advisorMenu?.move(1) },
      .move([.character("k"), .up], hint: "up", "previous advisor") { $0.advisorMenu?.move(-1) },
      .move([.escape, .character("i"), .character("q")], hint: "close", "close the menu") { $0.advisorMenu = nil },
    ])

  /// The models of one endpoint.
  static let modelMenu = BindingContext(
    "Models", isModal: true, typing: { model, key in model.advisorMenu?.models?.type(key) },
    [
      Binding([.enter], hint: "ask", "ask this model about the recorded episodes", needsWrite: true) { model, _ in
        askSelected(&model)
      },
      .move([.down], hint: "down", "next model; letters narrow the list") { $0.advisorMenu?.models?.move(1) },
      .move([.up], hint: "up", "previous model") { $0.advisorMenu?.models?.move(-1) },
      .move([.pageDown], "a page down") { $0.advisorMenu?.models?.move(10) },
      .move([.pageUp], "a page up") { $0.advisorMenu?.models?.move(-10) },
      .move([.escape], hint: "back", "back to the advisors") { $0.advisorMenu?.models = nil },
    ])
}
