import Canvas
import RLCore

/// What surrounds every screen beside its header: tabs, what goes on, and keys.
enum Chrome {
  static func drawTabs(_ model: AppModel, y: Int, on grid: inout Grid) {
    let tabs = tabs(model)
    for tab in tabs {
      let isCurrent = model.isInView(tab.screen)
      let style: StyleToken = isCurrent ? .title : .muted
      var column = grid.write((isCurrent ? "[" : " ") + tab.name, x: tab.columns.lowerBound, y: y, style: style)
      if let badge = tab.badge { column = grid.write(" " + badge.text, x: column, y: y, style: badge.style) }
      grid.write(isCurrent ? "]" : " ", x: column, y: y, style: style)
    }
    let count = alertCount(model)
    let end = grid.width - columnWidth(of: count)
    if (tabs.last?.columns.upperBound ?? 0) <= end { grid.write(count, x: end, y: y, style: .critical) }
  }

  /// A tab as it is drawn: its number and name, what it bears, and its columns with the space around it.
  struct Tab {
    var screen: Screen
    var name: String
    var badge: TableCell?
    var columns: Range<Int>
  }

  /// The tabs with their places.
  static func tabs(_ model: AppModel) -> [Tab] {
    var column = 0
    return zip(model.screens, tabTitles(model)).enumerated().map { index, tab in
      let name = tab.1.isEmpty ? "\(index + 1)" : "\(index + 1) \(tab.1)"
      let badge = tab.0.badge(model)
      let start = column
      column += columnWidth(of: name) + 2 + (badge.map { columnWidth(of: $0.text) + 1 } ?? 0)
      return Tab(screen: tab.0, name: name, badge: badge, columns: start..<column)
    }
  }

  /// How many alerts wait to be dismissed, at the end of the tabs.
  private static func alertCount(_ model: AppModel) -> String {
    let count = model.alerts.open.count
    return count > 0 ? "\(model.glyphs.pick("⚠", "!")) \(count)" : ""
  }

  /// The names on the tabs: whole where all of them fit, else the short ones, else that of the current one alone.
  static func tabTitles(_ model: AppModel) -> [String] {
    let screens = model.screens
    let width = model.width - columnWidth(of: alertCount(model))
    let badges = screens.reduce(0) { $0 + ($1.badge(model).map { columnWidth(of: $0.text) + 1 } ?? 0) }
    let forms = [screens.map(\.title), screens.map { $0.shortTitle ?? $0.title }]
    for titles in forms where titles.reduce(badges, { $0 + columnWidth(of: $1) + 4 }) <= width { return titles }
    return screens.map { model.isInView($0) ? $0.shortTitle ?? $0.title : "" }
  }

  /// A line being typed, the mode of a form, the latest notice, what layers and screen have to say, or what goes on.
  static func drawStatus(_ model: AppModel, y: Int, on grid: inout Grid) {
    let context = model.current.context(model)
    if let line = (model.openLayers + [context]).lazy.compactMap({ $0.line(model) }).first {
      let start = grid.write(line.mark, x: 0, y: y, style: .key)
      // What is wrong with it stands beside it.
      let problem = model.notice.flatMap { $0.isError ? "! " + $0.text : nil } ?? ""
      let isLong = columnWidth(of: problem) > grid.width / 2
      if isLong {
        grid.fill(Rect(x: 0, y: y - 1, width: grid.width, height: 1))
        drawAbove(problem, .critical, model, x: 0, width: grid.width, last: y - 1, on: &grid)
      }
      let words = isLong ? "" : problem
      let end = grid.width - columnWidth(of: words)
      grid.write(words, x: end, y: y, style: .critical)
      line.field.draw(on: &grid, x: start, y: y, width: end - start - (words.isEmpty ? 0 : 1), isFocused: true)
      return
    }
    var column = 0
    if context.isForm, model.confirmation == nil {
      column = grid.write("-- EDIT --", x: 0, y: y, style: .pending) + 1
    }
    guard let notice = model.notice else {
      let pieces = column == 0 ? layerStatus(model, isShort: false) : []
      let own = pieces.isEmpty && column == 0 ? [model.current.status(model)].compactMap(\.self) : pieces
      return drawWhole(own.isEmpty && column == 0 ? Situation.words(model) : own, model, y: y, on: &grid)
    }
    let end = drawAtEnd(layerStatus(model, isShort: true), y: y, on: &grid)
    let text = (notice.isError ? "! " : "") + notice.text
    drawAbove(
      text, notice.isError ? .critical : .text, model, x: column, width: end - column, last: y, on: &grid)
  }

  /// Rows that a notice has at most.
  private static let noticeRows = 3

  /// Writes a text that ends on row `last` and has as many rows above that as it needs, within reason: what it lies over is
  /// there again with the next key.
  private static func drawAbove(
    _ text: String, _ style: StyleToken, _ model: AppModel, x: Int, width: Int, last: Int, on grid: inout Grid
  ) {
    // Where little is left beside other words there is no use in many short rows.
    let most = width >= 40 ? noticeRows : 1
    let all = columnWidth(of: text) > width ? wrapped(text, to: max(1, width)) : [text]
    let rows = min(most, all.count)
    if rows > 1 { grid.fill(Rect(x: 0, y: last - rows + 1, width: grid.width, height: rows - 1)) }
    for (index, line) in all.prefix(rows).enumerated() {
      let isCut = index == rows - 1 && rows < all.count
      let shown = isCut ? (rows == 1 ? text : line + " " + model.glyphs.ellipsis) : line
      grid.write(
        truncated(shown, to: width, ellipsis: model.glyphs.ellipsis), x: x, y: last - rows + 1 + index, style: style)
    }
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

  /// What can be pressed now: help first, so that it is never crowded out, what everything waits for, then the nearest
  /// context.
  static func hints(_ model: AppModel) -> [KeyHint] { hintedBindings(model).map(\.hint) }

  /// The same, with what each is bound to.
  static func hintedBindings(_ model: AppModel) -> [(binding: Binding, hint: KeyHint)] {
    var hints = model.activeContexts.flatMap(\.bindings)
      .filter {
        !$0.hint.isEmpty && $0.isUseful(model) && !model.refuses(needsWrite: $0.needsWrite, steers: $0.steers)
      }
      .map { (binding: $0, hint: KeyHint(key: $0.shortLabel, text: $0.hint)) }
    // What everything waits for comes next.
    if model.isReviewAwaited, let goOn = hints.firstIndex(where: { $0.hint.text == "go on" }) {
      hints.insert(hints.remove(at: goOn), at: 0)
    }
    if let help = hints.firstIndex(where: { $0.hint.text == "help" }) {
      hints.insert(hints.remove(at: help), at: 0)
    }
    return hints
  }
}
