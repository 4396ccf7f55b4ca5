import Canvas
import RLCore

/// What a click or the wheel does: tabs and hints are pressed where they are drawn, and the wheel is three arrows.
func point(_ mouse: Mouse, _ model: inout AppModel) -> [Effect] {
  guard model.width >= leastWidth, model.height >= leastHeight else { return [] }
  switch mouse.action {
  case .wheelUp: return (0..<3).flatMap { _ in update(&model, .key(.up)) }
  case .wheelDown: return (0..<3).flatMap { _ in update(&model, .key(.down)) }
  case .press: break
  }
  if mouse.y == model.height - 1, let key = Chrome.key(at: mouse.x, model) { return update(&model, .key(key)) }
  guard mouse.y == 1, model.openLayers.isEmpty, !model.isTyping,
    let screen = Chrome.tab(at: mouse.x, model)
  else { return [] }
  return show(screen, &model)
}

extension Chrome {
  /// The key of the hint that is drawn at a column of the footer.
  static func key(at x: Int, _ model: AppModel) -> Key? {
    var column = 0
    for (binding, hint) in hintedBindings(model) {
      let width = columnWidth(of: hint.key) + 1 + columnWidth(of: hint.text)
      guard column + width <= model.width else { continue }
      if (column..<column + width).contains(x) { return binding.keys.first }
      column += width + 2
    }
    return nil
  }

  /// The name of the screen whose tab is drawn at a column.
  static func tab(at x: Int, _ model: AppModel) -> String? {
    var column = 0
    for (index, title) in tabTitles(model).enumerated() {
      let badge = model.screens[index].badge(model).map { columnWidth(of: $0.text) + 1 } ?? 0
      let width = columnWidth(of: title.isEmpty ? "\(index + 1)" : "\(index + 1) \(title)") + 2 + badge
      if (column..<column + width).contains(x) { return model.screens[index].name }
      column += width
    }
    return nil
  }
}
