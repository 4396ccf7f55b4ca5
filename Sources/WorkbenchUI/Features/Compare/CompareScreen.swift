import Canvas

extension Screen {
  /// The methods side by side, guidance off, environment return only: curves, differences, and what they mean.
  static let compare = Screen(
    name: "compare", title: "Compare",
    summary: "The methods side by side: environment return, guidance off.", contexts: [compareContext],
    context: { _ in compareContext }, handle: { take($1, &$0) },
    draw: { model, grid in CompareView(model: model).draw(on: &grid) })

  private static let hasRows: @Sendable (AppModel) -> Bool = { !$0.compare.rows.isEmpty }

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
    ])
}

private func take(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  // What guided the methods is known as soon as the review queue is.
  if case .feature(let message as ReviewMessage) = message, case .items = message {
    model.compare.remember(model.guidingVerdicts)
  }
  guard case .feature(let message as CompareMessage) = message else { return [] }
  switch message {
  case .rows(let rows, let advice, let isOutdated):
    model.compare.replace(rows, advice: advice, isOutdated: isOutdated)
    if !model.review.items.isEmpty { model.compare.remember(model.guidingVerdicts) }
    return []
  case .stagesDone:
    let place = model.number(of: .compare)
    return update(&model, .notice("all stages done: \(place) shows the comparison", isError: false))
  }
}
