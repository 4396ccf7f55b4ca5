import Canvas
import RLCore

/// The form over the review.
enum EditFormView {
  static func draw(_ model: AppModel, on grid: inout Grid) {
    guard let form = model.review.form else { return }
    let glyphs = model.glyphs
    let title = "Edit suggestion \(form.suggestion)"
    grid.dialog(width: 58, height: 8, title: title, glyphs: glyphs) { part in
      label("Action", isFocused: form.focus == .action, glyphs, y: 0, on: &part)
      if form.isDiscrete {
        let name = "\(glyphs.previous) \(form.actionName) \(glyphs.next)"
        let style = form.focus == .action ? StyleToken.selection : .text
        part.write(truncated(name, to: part.width - 11), x: 11, y: 0, style: style)
      } else {
        form.actionField.draw(on: &part, x: 11, y: 0, width: part.width - 12, isFocused: form.focus == .action)
      }
      let hint = form.isDiscrete ? "Left and Right choose" : form.space.bounds
      part.write(truncated(hint, to: part.width - 12, ellipsis: glyphs.ellipsis), x: 11, y: 1, style: .muted)
      label("Reward", isFocused: form.focus == .reward, glyphs, y: 2, on: &part)
      form.rewardField.draw(on: &part, x: 11, y: 2, width: 24, isFocused: form.focus == .reward)
      part.write("r_LLM, from -1 to 1", x: 36, y: 2, style: .muted)
      let text = form.problem.map { "! " + $0 } ?? "the proposal stays; its evidence is not the edit's"
      let style = form.problem == nil ? StyleToken.muted : .critical
      for (row, line) in wrapped(text, to: part.width - 2).prefix(2).enumerated() {
        part.write(line, x: 1, y: 4 + row, style: style)
      }
    }
  }

  private static func label(_ text: String, isFocused: Bool, _ glyphs: GlyphSet, y: Int, on grid: inout Grid) {
    grid.write((isFocused ? glyphs.pointer : " ") + " " + text, x: 1, y: y, style: isFocused ? .focus : .muted)
  }
}
