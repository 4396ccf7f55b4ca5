import Canvas

extension Screen {
  /// The methods side by side, guidance off, environment return only: curves, differences, and what they mean.
  static let compare = Screen(
    name: "compare", title: "Compare",
    summary: "The methods side by side: environment return, guidance off; of this session, or of an experiment.",
    contexts: [compareContext, .experimentMenu, searchContext],
    context: { model in
      if model.compare.menu != nil { return .experimentMenu }
      return model.compare.search.field == nil ? compareContext : searchContext
    }, handle: { take($1, &$0) },
    move: { model, rows in
      model.compare.move(rows)
      return []
    },
    commands: [
      Command("experiment", argument: "NAME", "compare the methods of an experiment, by its name or folder") {
        model, words in
        let name = words.joined(separator: " ")
        return [.feature(name.isEmpty ? CompareEffect.listExperiments : .openExperiment(name))]
      }
    ],
    draw: { model, grid in
      CompareView(model: model).draw(on: &grid)
      model.compare.menu?.draw(on: &grid, glyphs: model.glyphs)
    })

  private static let hasRows: @Sendable (AppModel) -> Bool = { !$0.compare.shown.isEmpty }
  private static let hasTasks: @Sendable (AppModel) -> Bool = { $0.compare.experiment?.tasks.count ?? 0 > 1 }

  private static let compareContext = BindingContext(
    "Compare",
    [
      .move([.character("j"), .down], hint: "down", "next method", when: hasRows) { $0.compare.move(1) },
      .move([.character("k"), .up], hint: "up", "previous method", when: hasRows) { $0.compare.move(-1) },
      .move([.character("g"), .home], "first method") { $0.compare.move(-10_000) },
      .move([.character("G"), .end], "last method") { $0.compare.move(10_000) },
      .move([.character("z")], hint: "zoom", "curves alone, methods alone, or both", when: hasRows) {
        $0.compare.turnZoom()
      },
      Binding([.character("e")], hint: "experiments", "list the experiments, and compare the methods of one") { _, _ in
        [.feature(CompareEffect.listExperiments)]
      },
      .move([.character("]")], hint: "next task", "the next task of the experiment", when: hasTasks) {
        $0.compare.turnTask(1)
      },
      .move([.character("[")], "the task of the experiment before", when: hasTasks) { $0.compare.turnTask(-1) },
    ] + Binding.search(\.compare.search, "search methods, what guided them and how they stand")
      + Binding.matches(\.compare.search) { model, direction in
        if !model.compare.step(direction) { model.say("no method holds these words") }
      })

  private static let searchContext = BindingContext.typingSearch("Search methods", \.compare.search) { model in
    if !model.compare.settle() { model.complain("no method holds these words") }
  }
}

private func take(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  // What guided the methods is known as soon as the review queue is.
  if case .feature(let message as ReviewMessage) = message, case .items = message {
    model.compare.remember(model.guidingVerdicts)
  }
  guard case .feature(let message as CompareMessage) = message else { return [] }
  switch message {
  case .rows(let rows, let advice, let isOutdated):
    model.runColours.add(rows.map { sanitised($0.method) })
    model.compare.replace(rows, advice: advice, isOutdated: isOutdated)
    if !model.review.items.isEmpty { model.compare.remember(model.guidingVerdicts) }
    return []
  case .experiments(let items):
    var menu = ExperimentMenu(items: items)
    if let name = model.compare.experiment?.name, let place = items.firstIndex(where: { $0.name == name }) {
      menu.selected = place + 1
    }
    model.compare.menu = menu
    return show("compare", &model)
  case .experiment(let experiment):
    model.runColours.add(experiment.tasks.flatMap { $0.rows.map { sanitised($0.method) } })
    model.compare.show(experiment)
    return show("compare", &model)
  case .stagesDone:
    let place = model.number(of: .compare)
    return update(&model, .notice("all stages done: \(place) shows the comparison", isError: false))
  }
}
