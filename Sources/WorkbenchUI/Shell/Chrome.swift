import Canvas
import RLCore

/// What surrounds every screen: header, tabs, status and footer.
enum Chrome {
  static func drawHeader(_ model: AppModel, on grid: inout Grid) {
    let glyphs = model.glyphs
    var badges: [TableCell] = []
    if let snapshot = model.engine.snapshot {
      badges.append(TableCell(sanitised(snapshot.run), .text))
      // Work that has no use for alpha does not show one.
      let isUsed = snapshot.alpha != 0 || !snapshot.alphaMarks.isEmpty
      var alpha = isUsed ? "\(glyphs.alpha) \(fixed(snapshot.alpha, 2))" : ""
      if let pending = model.engine.pendingAlpha {
        alpha += "\(glyphs.arrow)\(fixed(pending, 2)) pending"
        badges.append(TableCell(alpha, .pending))
      } else {
        badges.append(TableCell(alpha, .mark))
      }
    }
    if model.engine.isPaused { badges.append(TableCell("[PAUSED]", .pending)) }
    if model.isReadOnly { badges.append(TableCell("[READ-ONLY]", .critical)) }
    func total() -> Int { badges.reduce(0) { $0 + ($1.text.isEmpty ? 0 : columnWidth(of: $1.text) + 2) } }
    // The run's name gives way first: what is paused, pending or refused matters more.
    if total() > model.width - 12, model.engine.snapshot != nil { badges.removeFirst() }
    let width = total()
    let start = max(12, model.width - width)
    let after = grid.write(" Sidecoach", x: 0, y: 0, style: .title)
    let room = start - after - 4
    if room > 3 {
      grid.write(
        " \(glyphs.dot) " + truncated(model.title, to: room, ellipsis: glyphs.ellipsis), x: after, y: 0, style: .muted)
    }
    grid.write(badges, x: start, y: 0, gap: 2)
  }

  static func drawTabs(_ model: AppModel, y: Int, on grid: inout Grid) {
    var column = 0
    for (index, title) in tabTitles(model, width: grid.width).enumerated() {
      let name = title.isEmpty ? "\(index + 1)" : "\(index + 1) \(title)"
      let isCurrent = ScreenCatalog.screens[index].id == model.screen
      column = grid.write(
        isCurrent ? "[\(name)]" : " \(name) ", x: column, y: y, style: isCurrent ? .title : .muted)
    }
  }

  /// The names on the tabs: whole where all of them fit, else the short ones, else that of the current one alone.
  static func tabTitles(_ model: AppModel, width: Int) -> [String] {
    let screens = ScreenCatalog.screens
    let forms = [screens.map(\.title), screens.map { $0.shortTitle ?? $0.title }]
    for titles in forms where titles.reduce(0, { $0 + columnWidth(of: $1) + 4 }) <= width { return titles }
    return screens.map { $0.id == model.screen ? $0.shortTitle ?? $0.title : "" }
  }

  /// The command line, the search, the mode of a form, the latest notice, or the call to an advisor under way.
  static func drawStatus(_ model: AppModel, y: Int, on grid: inout Grid) {
    if let line = model.commandLine {
      grid.write(":", x: 0, y: y, style: .key)
      line.field.draw(on: &grid, x: 1, y: y, width: grid.width - 1, isFocused: true)
      return
    }
    if model.screen == Screen.prompts.id, let field = model.prompts.field {
      grid.write("/", x: 0, y: y, style: .key)
      field.draw(on: &grid, x: 1, y: y, width: grid.width - 1, isFocused: true)
      return
    }
    var column = 0
    if model.isEditing, model.confirmation == nil {
      column = grid.write("-- EDIT --", x: 0, y: y, style: .pending) + 1
    }
    guard let notice = model.notice else {
      guard let progress = model.advisorProgress, column == 0 else { return drawLatestAlert(model, y: y, on: &grid) }
      return AdvisorStatus.draw(progress, model.glyphs, y: y, on: &grid)
    }
    var end = grid.width
    if let progress = model.advisorProgress { end = AdvisorStatus.drawShort(progress, y: y, on: &grid) }
    let mark = notice.isError ? "! " : ""
    let text = truncated(mark + notice.text, to: end - column, ellipsis: model.glyphs.ellipsis)
    grid.write(text, x: column, y: y, style: notice.isError ? .critical : .text)
  }

  /// The dashboard has no room for a log at every size, so its status line keeps the latest alert.
  private static func drawLatestAlert(_ model: AppModel, y: Int, on grid: inout Grid) {
    guard model.screen == Screen.dashboard.id,
      let entry = model.events.entries.last(where: { $0.kind == .alert || $0.kind == .error })
    else { return }
    let text = truncated(entry.line(model.glyphs), to: grid.width, ellipsis: model.glyphs.ellipsis)
    grid.write(text, x: 0, y: y, style: entry.style)
  }

  static func drawFooter(_ model: AppModel, y: Int, on grid: inout Grid) {
    if let line = model.commandLine, line.candidates.count > 1 {
      let pieces = line.candidates.enumerated().map { index, text in
        TableCell(index == line.candidate ? "[\(text)]" : " \(text) ", index == line.candidate ? .key : .muted)
      }
      grid.write(pieces, x: 0, y: y)
      return
    }
    grid.keyHints(hints(model), y: y)
  }

  /// What can be pressed now: help first, so that it is never crowded out, then the nearest context.
  static func hints(_ model: AppModel) -> [KeyHint] {
    let contexts = BindingContext.active(model)
    var hints = contexts.flatMap(\.bindings)
      .filter { !$0.hint.isEmpty && $0.isUseful(model) && !(model.isReadOnly && $0.needsWrite) }
      .map { KeyHint(key: $0.shortLabel, text: $0.hint) }
    if let help = hints.firstIndex(where: { $0.text == "help" }) {
      hints.insert(hints.remove(at: help), at: 0)
    }
    return hints
  }
}
