import Canvas

/// The form over the planning screen.
enum PlanFormView {
  static func draw(_ model: AppModel, on grid: inout Grid) {
    guard let form = model.plan.form else { return }
    let glyphs = model.glyphs
    if form.isByHand { return drawTake(form, model, on: &grid) }
    let title = form.replaced == nil ? "Add a proposal" : "Edit the proposal"
    grid.dialog(width: 58, height: 9, title: title, glyphs: glyphs) { part in
      let room = part.width - 2
      let instead = form.replaced.map { "instead of: " + sanitised($0) } ?? "at the selected state"
      part.write(truncated(instead, to: room, ellipsis: glyphs.ellipsis), x: 1, y: 0, style: .muted)
      label("Action", isFocused: form.focus == .action, glyphs, y: 1, on: &part)
      form.actionField.draw(on: &part, x: 16, y: 1, width: part.width - 17, isFocused: form.focus == .action)
      label("Probability", isFocused: form.focus == .probability, glyphs, y: 2, on: &part)
      form.probabilityField.draw(on: &part, x: 16, y: 2, width: 10, isFocused: form.focus == .probability)
      let blank = form.replaced == nil ? "empty: 0.5" : "empty: that of the proposal"
      part.write(blank, x: 28, y: 2, style: .muted)
      part.write(truncated(choices(form), to: room, ellipsis: glyphs.ellipsis), x: 1, y: 4, style: .muted)
      if let problem = form.problem {
        part.write(truncated("! " + problem, to: room, ellipsis: glyphs.ellipsis), x: 1, y: 6, style: .critical)
      } else {
        part.write("kept on record; r plans again with it", x: 1, y: 6, style: .muted)
      }
    }
  }

  /// The form for an action that is carried out at once.
  private static func drawTake(_ form: PlanForm, _ model: AppModel, on grid: inout Grid) {
    let glyphs = model.glyphs
    grid.dialog(width: 72, height: 8, title: "Take an action by hand", glyphs: glyphs) { part in
      let room = part.width - 2
      part.write("carried out at node \(form.node + 1)", x: 1, y: 0, style: .muted)
      label("Action", isFocused: true, glyphs, y: 1, on: &part)
      form.actionField.draw(on: &part, x: 10, y: 1, width: part.width - 11, isFocused: !form.isWaiting)
      part.write(truncated(choices(form), to: room, ellipsis: glyphs.ellipsis), x: 1, y: 3, style: .muted)
      if let problem = form.problem {
        part.write(truncated("! " + problem, to: room, ellipsis: glyphs.ellipsis), x: 1, y: 5, style: .critical)
      } else if form.isWaiting {
        part.write("it is being carried out" + glyphs.pick("…", "..."), x: 1, y: 5, style: .pending)
      } else {
        part.write(
          truncated("written, or chosen with Up and Down; kept on record", to: room, ellipsis: glyphs.ellipsis), x: 1,
          y: 5, style: .muted)
      }
    }
  }

  /// What the environment and the prior say of the action in the field.
  private static func choices(_ form: PlanForm) -> String {
    guard !form.choices.isEmpty else { return "the legal actions are not known" }
    let text = form.actionField.text
    guard let place = form.choices.firstIndex(where: { $0.action == text }) else {
      return "\(form.choices.count) legal actions: Up and Down show them"
    }
    let share = form.choices[place].probability.map { "P_LLM \(fixed($0, 3))" } ?? "not tried in this search"
    return "legal action \(place + 1)/\(form.choices.count), \(share)"
  }

  private static func label(_ text: String, isFocused: Bool, _ glyphs: GlyphSet, y: Int, on grid: inout Grid) {
    grid.write((isFocused ? glyphs.pointer : " ") + " " + text, x: 1, y: y, style: isFocused ? .focus : .muted)
  }
}
