import Canvas
import RLCore

/// What a click or the wheel does: tabs, hints, rows and panes are pressed where they are drawn, and the wheel scrolls what
/// is under it.
func point(_ mouse: Mouse, _ model: inout AppModel) -> [Effect] {
  guard model.usesMouse, model.width >= leastWidth, model.height >= leastHeight else { return [] }
  switch mouse.action {
  case .wheelUp: return turnWheel(-1, mouse, &model)
  case .wheelDown: return turnWheel(1, mouse, &model)
  case .press: return click(mouse, &model)
  }
}

private func click(_ mouse: Mouse, _ model: inout AppModel) -> [Effect] {
  if mouse.y == model.height - 1, let key = Chrome.key(at: mouse.x, model) { return update(&model, .key(key)) }
  // Letters are being typed: a click that goes elsewhere would lose them.
  guard !model.isTyping else { return [] }
  if mouse.y == 1, model.openLayers.isEmpty, let screen = Chrome.tab(at: mouse.x, model) {
    return show(screen, &model)
  }
  guard let part = drawn(model).part(x: mouse.x, y: mouse.y) else { return [] }
  model.notice = nil
  switch part.name {
  case "alert": return update(&model, .key(.character("!")))
  case "dialog": return []
  case "list":
    let rows = part.place ?? 0
    if isModal(model) {
      // The rows of a menu; the one that is selected is taken.
      return rows == 0 ? update(&model, .key(.enter)) : press(rows > 0 ? .down : .up, rows.magnitude, &model)
    }
    if rows == 0 { return [] }
    return model.current.move?(&model, rows) ?? press(rows > 0 ? .down : .up, rows.magnitude, &model)
  default: return isModal(model) ? [] : model.current.press(&model, part.name, part.place)
  }
}

/// Rows that a turn of the wheel is.
private let wheelRows = 3

private func turnWheel(_ direction: Int, _ mouse: Mouse, _ model: inout AppModel) -> [Effect] {
  if !isModal(model), !model.isTyping, let part = drawn(model).part(x: mouse.x, y: mouse.y), part.name != "list",
    let effects = model.current.scroll(&model, part.name, direction * wheelRows)
  {
    return effects
  }
  return press(direction > 0 ? .down : .up, UInt(wheelRows), &model)
}

private func press(_ key: Key, _ times: UInt, _ model: inout AppModel) -> [Effect] {
  (0..<times).flatMap { _ in update(&model, .key(key)) }
}

/// Something lies over the screen, or a menu of its own does, and has the keys.
private func isModal(_ model: AppModel) -> Bool {
  !model.openLayers.isEmpty || model.current.context(model).isModal
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
