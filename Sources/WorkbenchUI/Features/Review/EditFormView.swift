import Canvas
import RLCore

/// The form in the place of the card's text, so that the scene stays in view.
struct EditFormView {
  let form: EditForm
  let glyphs: GlyphSet

  func draw(on grid: inout Grid) {
    let names = form.isDiscrete ? ["action"] : form.names
    let nameWidth = min(max(8, grid.width / 4), (names + ["r_LLM"]).map { columnWidth(of: $0) }.max() ?? 8) + 2
    let count = names.count + 1
    // Little room belongs to the fields; what is wrong is said whole.
    let noteRows = form.problem != nil ? max(1, grid.height / 2) : grid.height >= 8 ? 3 : 1
    let whole = wrapped(note.text, to: grid.width - 2)
    var notes = Array(whole.prefix(noteRows))
    if notes.count < whole.count, let last = notes.popLast() {
      notes.append(truncated(last + " " + glyphs.ellipsis, to: grid.width - 2, ellipsis: glyphs.ellipsis))
    }
    let room = max(1, grid.height - notes.count)
    let first = firstVisibleRow(count: count, selected: form.focusIndex, height: room)
    for row in visibleRows(count: count, selected: form.focusIndex, height: room) {
      let isFocused = row == form.focusIndex
      let name = row < names.count ? names[row] : "r_LLM"
      let y = row - first
      let mark = isFocused ? glyphs.pointer : " "
      grid.write(
        mark + padded(name, to: nameWidth - 1, ellipsis: glyphs.ellipsis), x: 0, y: y,
        style: isFocused ? .focus : .muted)
      drawField(row, isAction: row < names.count, isFocused: isFocused, x: nameWidth + 1, y: y, on: &grid)
    }
    for (row, line) in notes.enumerated() {
      grid.write(line, x: 1, y: min(count + (grid.height > count + notes.count ? 1 : 0), room) + row, style: note.style)
    }
  }

  private func drawField(_ row: Int, isAction: Bool, isFocused: Bool, x: Int, y: Int, on grid: inout Grid) {
    if isAction, form.isDiscrete {
      let name = "\(glyphs.previous) \(form.actionName) \(glyphs.next)"
      let end = grid.write(
        truncated(name, to: grid.width - x, ellipsis: glyphs.ellipsis), x: x, y: y,
        style: isFocused ? .selection : .text)
      writeHint("Left and Right choose", x: end + 2, y: y, on: &grid)
      return
    }
    let width = min(14, max(6, grid.width - x - 12))
    let field = isAction ? form.fields[row] : form.rewardField
    field.draw(on: &grid, x: x, y: y, width: width, isFocused: isFocused)
    var hint = "from -1 to 1"
    if isAction {
      hint = form.bounds(row).map { "from \(EditForm.text($0.lowerBound)) to \(EditForm.text($0.upperBound))" } ?? ""
    }
    writeHint(hint, x: x + width + 1, y: y, on: &grid)
  }

  private func writeHint(_ text: String, x: Int, y: Int, on grid: inout Grid) {
    guard grid.width - x >= 6 else { return }
    grid.write(truncated(text, to: grid.width - x, ellipsis: glyphs.ellipsis), x: x, y: y, style: .muted)
  }

  private var note: (text: String, style: StyleToken) {
    if let problem = form.problem { return ("! " + problem, .critical) }
    return ("Enter saves and accepts. The proposal stays; its evidence is not the edit's.", .muted)
  }
}
