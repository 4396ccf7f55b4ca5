import Canvas
import RLCore

/// The menu of advisors, and of one endpoint's models.
enum AdvisorMenuView {
  static func draw(_ model: AppModel, on grid: inout Grid) {
    guard let menu = model.advisors.menu else { return }
    if let models = menu.models {
      draw(models, model.glyphs, on: &grid)
    } else {
      draw(menu, model.glyphs, on: &grid)
    }
  }

  private static func draw(_ menu: AdvisorMenu, _ glyphs: GlyphSet, on grid: inout Grid) {
    let rows = menu.offers?.advisors ?? []
    let width = min(84, grid.width)
    // What stands in the way is read whole: the list gives way to it.
    let notes = notes(menu).flatMap { note in
      wrapped(note.text, to: width - 4).map { TableCell($0, note.style) }
    }.prefix(max(1, grid.height - 5))
    let height = min(grid.height, max(1, rows.count) + notes.count + 3)
    grid.dialog(width: width, height: height, title: "Ask an advisor", glyphs: glyphs) { part in
      let room = max(1, part.height - notes.count - 1)
      if rows.isEmpty { part.write(menu.offers == nil ? "looking who there is" : "nobody", x: 1, y: 0, style: .muted) }
      let names = min(24, (rows.map { columnWidth(of: $0.name) }.max() ?? 0) + 1)
      for (y, row) in visibleRows(count: rows.count, selected: menu.selected, height: room).enumerated() {
        part.mark("list", Rect(x: 0, y: y, width: part.width, height: 1), place: row - menu.selected)
        draw(rows[row], isSelected: row == menu.selected, names: names, y: y, glyphs, on: &part)
      }
      for (row, note) in notes.enumerated() {
        part.write(note.text, x: 1, y: part.height - notes.count + row, style: note.style)
      }
    }
  }

  /// One advisor: its name, what it is, and why it cannot be asked, or else what there is to know about it.
  private static func draw(
    _ offer: AdvisorOffer, isSelected: Bool, names: Int, y: Int, _ glyphs: GlyphSet, on part: inout Grid
  ) {
    part.write(isSelected ? glyphs.pointer : " ", x: 0, y: y, style: .focus)
    let style: StyleToken = offer.problem == nil ? .text : .muted
    part.write(truncated(offer.name, to: names, ellipsis: glyphs.ellipsis), x: 2, y: y, style: style)
    part.write(offer.isStandIn ? "stand-in" : "model", x: names + 3, y: y, style: .muted)
    let text = offer.problem.map { "! " + $0 } ?? offer.about
    part.write(
      truncated(text, to: max(0, part.width - names - 14), ellipsis: glyphs.ellipsis), x: names + 13, y: y,
      style: offer.problem == nil ? .muted : .critical)
    if isSelected { part.restyle(Rect(x: 0, y: y, width: part.width, height: 1), style: .selection) }
  }

  /// What there is to say about the choice.
  private static func notes(_ menu: AdvisorMenu) -> [TableCell] {
    guard let offers = menu.offers else { return [] }
    if let choice = menu.choice, let problem = choice.problem {
      return [TableCell("! \(choice.name) cannot be asked now: \(problem)", .critical)]
    }
    if let problem = offers.problem { return [TableCell("! " + problem, .critical)] }
    if offers.episodes == 0 { return [TableCell("! no episodes are recorded yet", .critical)] }
    var notes = menu.choice.map { $0.about.isEmpty ? [] : [TableCell($0.about, .text)] } ?? []
    if menu.choice?.needsModel == true {
      notes.append(TableCell("enter shows its models, to choose one", .muted))
    } else {
      let episodes = offers.episodes == 1 ? "1 episode" : "\(offers.episodes) episodes"
      notes.append(TableCell("\(episodes) recorded; those it was asked about are left out", .muted))
    }
    return notes
  }

  private static func draw(_ models: AdvisorMenu.Models, _ glyphs: GlyphSet, on grid: inout Grid) {
    let shown = models.shown
    let height = min(grid.height, max(6, min(16, (models.offers?.names.count ?? 1) + 5)))
    grid.dialog(width: 60, height: height, title: "Models of \(models.advisor)", glyphs: glyphs) { part in
      let after = part.write("narrow to: ", x: 1, y: 0, style: .muted)
      models.filter.draw(on: &part, x: after, y: 0, width: part.width - after - 1, isFocused: true)
      guard let offers = models.offers else {
        part.write("asking the endpoint", x: 1, y: 2, style: .pending)
        return
      }
      if let problem = offers.problem {
        for (row, line) in wrapped("! " + problem, to: part.width - 2).enumerated() {
          part.write(line, x: 1, y: 2 + row, style: .critical)
        }
        return
      }
      let room = max(1, part.height - 3)
      let first = max(0, min(models.selected - room / 2, shown.count - room))
      for (row, name) in shown.enumerated().dropFirst(first).prefix(room) {
        let y = 1 + row - first
        let isSelected = row == models.selected
        part.write(isSelected ? glyphs.pointer : " ", x: 0, y: y, style: .focus)
        part.write(truncated(name, to: part.width - 3, ellipsis: glyphs.ellipsis), x: 2, y: y, style: .text)
        if isSelected { part.restyle(Rect(x: 0, y: y, width: part.width, height: 1), style: .selection) }
      }
      part.write("\(shown.count) of \(offers.names.count)", x: 1, y: part.height - 1, style: .muted)
    }
  }
}
