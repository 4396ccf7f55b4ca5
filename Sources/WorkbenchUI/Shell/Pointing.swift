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
    let hinted = hintedBindings(model)
    return KeyHint.places(of: hinted.map(\.hint), width: model.width).first { $0.columns.contains(x) }
      .flatMap { hinted[$0.index].binding.keys.first }
  }

  /// The name of the screen whose tab is drawn at a column.
  static func tab(at x: Int, _ model: AppModel) -> String? {
    tabs(model).first { $0.columns.contains(x) }?.screen.name
  }
}
