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
    let unstored = model.unstored
    // What is on its way for a moment only is no news; the screens mark it where it stands.
    if unstored.isHeldUp {
      badges.append(TableCell("[\(unstored.entries.count) NOT STORED]", .critical))
    } else if unstored.trainingProblem != nil {
      badges.append(TableCell("[NOT STORED]", .critical))
    }
    if model.engine.isPaused { badges.append(TableCell("[PAUSED]", .pending)) }
    if model.isReadOnly { badges.append(TableCell("[READ-ONLY]", .critical)) }
    func total() -> Int { badges.reduce(0) { $0 + ($1.text.isEmpty ? 0 : columnWidth(of: $1.text) + 2) } }
    // The run's name gives way first: what is paused, pending or refused matters more.
    if total() > model.width - 12, model.engine.snapshot != nil { badges.removeFirst() }
    // Then what α was before the one that is asked for.
    if total() > model.width - 12, let pending = model.engine.pendingAlpha, !badges.isEmpty {
      badges[0] = TableCell("\(glyphs.alpha) \(fixed(pending, 2)) pending", .pending)
    }
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
    let screens = model.screens
    var column = 0
    for (index, title) in tabTitles(model, width: grid.width).enumerated() {
      let name = title.isEmpty ? "\(index + 1)" : "\(index + 1) \(title)"
      let isCurrent = model.isInView(screens[index])
      column = grid.write(
        isCurrent ? "[\(name)]" : " \(name) ", x: column, y: y, style: isCurrent ? .title : .muted)
    }
  }

  /// The names on the tabs: whole where all of them fit, else the short ones, else that of the current one alone.
  static func tabTitles(_ model: AppModel, width: Int) -> [String] {
    let screens = model.screens
    let forms = [screens.map(\.title), screens.map { $0.shortTitle ?? $0.title }]
    for titles in forms where titles.reduce(0, { $0 + columnWidth(of: $1) + 4 }) <= width { return titles }
    return screens.map { model.isInView($0) ? $0.shortTitle ?? $0.title : "" }
  }

  /// A line being typed, the mode of a form, the latest notice, or what layers and screen have to say.
  static func drawStatus(_ model: AppModel, y: Int, on grid: inout Grid) {
    let context = model.current.context(model)
    if let line = (model.openLayers + [context]).lazy.compactMap({ $0.line(model) }).first {
      let start = grid.write(line.mark, x: 0, y: y, style: .key)
      line.field.draw(on: &grid, x: start, y: y, width: grid.width - start, isFocused: true)
      return
    }
    var column = 0
    if context.isForm, model.confirmation == nil {
      column = grid.write("-- EDIT --", x: 0, y: y, style: .pending) + 1
    }
    guard let notice = model.notice else {
      let pieces = column == 0 ? layerStatus(model, isShort: false) : []
      return drawWhole(
        pieces.isEmpty ? [model.current.status(model)].compactMap(\.self) : pieces, model, y: y, on: &grid)
    }
    let end = drawAtEnd(layerStatus(model, isShort: true), y: y, on: &grid)
    let mark = notice.isError ? "! " : ""
    let text = truncated(mark + notice.text, to: end - column, ellipsis: model.glyphs.ellipsis)
    grid.write(text, x: column, y: y, style: notice.isError ? .critical : .text)
  }

  private static func layerStatus(_ model: AppModel, isShort: Bool) -> [TableCell] {
    model.parts.layers.entries.lazy.map { $0.status(model, isShort) }.first { !$0.isEmpty } ?? []
  }

  /// Draws pieces over the whole row, cut where there is no room.
  private static func drawWhole(_ pieces: [TableCell], _ model: AppModel, y: Int, on grid: inout Grid) {
    var column = 0
    for piece in pieces where column < grid.width {
      let text = truncated(piece.text, to: grid.width - column, ellipsis: model.glyphs.ellipsis)
      column = grid.write(text, x: column, y: y, style: piece.style) + 2
    }
  }

  /// Draws pieces at the row's end; returns the columns that are left before them.
  private static func drawAtEnd(_ pieces: [TableCell], y: Int, on grid: inout Grid) -> Int {
    guard !pieces.isEmpty else { return grid.width }
    let width = pieces.reduce(0) { $0 + columnWidth(of: $1.text) + 2 }
    let start = max(0, grid.width - width + 2)
    grid.write(pieces, x: start, y: y, gap: 2)
    return max(0, start - 2)
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
    var hints = model.activeContexts.flatMap(\.bindings)
      .filter { !$0.hint.isEmpty && $0.isUseful(model) && !(model.isReadOnly && $0.needsWrite) }
      .map { KeyHint(key: $0.shortLabel, text: $0.hint) }
    if let help = hints.firstIndex(where: { $0.text == "help" }) {
      hints.insert(hints.remove(at: help), at: 0)
    }
    return hints
  }
}
