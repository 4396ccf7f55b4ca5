import Canvas
import RLCore

/// The form over the player in which a suggestion is written.
enum MarkFormView {
  static func draw(_ model: AppModel, on grid: inout Grid) {
    guard let form = model.episodes.form else { return }
    let glyphs = model.glyphs
    let title = "Mark step \(form.step) of episode \(form.episode) as critical"
    grid.dialog(width: 64, height: 9, title: title, glyphs: glyphs) { part in
      let room = part.width - 13
      func label(_ text: String, _ focus: MarkForm.Focus, y: Int) {
        let isHere = form.focus == focus
        part.write((isHere ? glyphs.pointer : " ") + " " + text, x: 1, y: y, style: isHere ? .focus : .muted)
      }
      label("Should", .action, y: 0)
      if form.isDiscrete {
        let name = "\(glyphs.previous) \(form.actionName) \(glyphs.next)"
        let style: StyleToken = form.focus == .action ? .selection : .text
        part.write(truncated(name, to: room, ellipsis: glyphs.ellipsis), x: 12, y: 0, style: style)
      } else {
        form.actionField.draw(on: &part, x: 12, y: 0, width: room, isFocused: form.focus == .action)
      }
      let hint = "did \(form.recorded)" + (form.isDiscrete ? "; Left and Right choose" : "; \(form.space.bounds)")
      part.write(truncated(hint, to: room, ellipsis: glyphs.ellipsis), x: 12, y: 1, style: .muted)
      label("r_LLM", .reward, y: 2)
      form.rewardField.draw(on: &part, x: 12, y: 2, width: 8, isFocused: form.focus == .reward)
      part.write(
        truncated("from -1 to 1: what that is worth", to: room - 10, ellipsis: glyphs.ellipsis), x: 22, y: 2,
        style: .muted)
      label("Why", .rationale, y: 3)
      form.rationaleField.draw(on: &part, x: 12, y: 3, width: room, isFocused: form.focus == .rationale)
      let text = form.problem.map { "! " + $0 } ?? "it joins the review as a suggestion \(MarkForm.advisor), undecided"
      part.write(
        truncated(text, to: part.width - 2, ellipsis: glyphs.ellipsis), x: 1, y: 5,
        style: form.problem == nil ? .muted : .critical)
    }
  }
}
