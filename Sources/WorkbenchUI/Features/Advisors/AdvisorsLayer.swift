import Canvas

extension Layer {
  /// The menu of advisors, the key and the command that ask, and the call under way.
  static let advisors = Layer(
    name: "advisors", summary: "Asks advisors beside whatever else goes on.",
    contexts: [.advisorMenu, .modelMenu],
    context: { model in
      model.advisors.menu.map { $0.models == nil ? BindingContext.advisorMenu : .modelMenu }
    },
    bindings: [
      Binding([.character("i")], hint: "advisor", "ask an advisor beside whatever goes on; or stop asking") {
        model, _ in openAdvisorMenu(&model)
      }
    ],
    commands: [askCommand], handle: { takeAdvice($1, &$0) },
    status: { model, isShort in
      model.advisors.progress.map { AdvisorStatus.pieces($0, isShort: isShort) } ?? []
    },
    draw: { AdvisorMenuView.draw($0, on: &$1) })

  private static let askCommand = Command(
    "ask", argument: "NAME", "ask an advisor about the recorded episodes; :ask off ends it", needsWrite: true,
    choices: { $0.advisors.names + ["off"] }
  ) { model, words in
    guard let name = words.first, words.count == 1 else {
      model.complain("write :ask and an advisor's name, for instance :ask openai:gpt-4o-mini; i shows who there is")
      return []
    }
    return name == "off" ? stopAsking(&model) : ask(name, &model)
  }
}

extension BindingContext {
  /// The menu of advisors.
  fileprivate static let advisorMenu = BindingContext(
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
        when: { $0.advisors.progress != nil }
      ) { model, _ in stopAsking(&model) },
      .move([.character("j"), .down], hint: "down", "next advisor") { $0.advisors.menu?.move(1) },
      .move([.character("k"), .up], hint: "up", "previous advisor") { $0.advisors.menu?.move(-1) },
      .move([.escape, .character("i"), .character("q")], hint: "close", "close the menu") { $0.advisors.menu = nil },
    ])

  /// The models of one endpoint.
  fileprivate static let modelMenu = BindingContext(
    "Models", isModal: true, typing: { model, key in model.advisors.menu?.models?.type(key) },
    [
      Binding([.enter], hint: "ask", "ask this model about the recorded episodes", needsWrite: true) { model, _ in
        askSelected(&model)
      },
      .move([.down], hint: "down", "next model; letters narrow the list") { $0.advisors.menu?.models?.move(1) },
      .move([.up], hint: "up", "previous model") { $0.advisors.menu?.models?.move(-1) },
      .move([.pageDown], "a page down") { $0.advisors.menu?.models?.move(10) },
      .move([.pageUp], "a page up") { $0.advisors.menu?.models?.move(-10) },
      .move([.escape], hint: "back", "back to the advisors") { $0.advisors.menu?.models = nil },
    ])
}
