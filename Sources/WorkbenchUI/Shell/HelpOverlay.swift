import Canvas

/// The help: every key of the screen in view, of what is everywhere and of the forms, and every command.
///
/// It is written from the tables that dispatch keys, so it cannot say anything else.
enum HelpOverlay {
  /// The help's lines for the screen in view.
  static func lines(_ model: AppModel) -> [[TableCell]] {
    let contexts = ScreenCatalog.current(model).contexts + BindingContext.shared
    var lines: [[TableCell]] = []
    for context in contexts {
      if !lines.isEmpty { lines.append([]) }
      lines.append([TableCell(context.title, .title)])
      for binding in context.bindings {
        let refused = model.isReadOnly && binding.needsWrite
        lines += entry(
          binding.label, binding.description + (refused ? " (not in read-only)" : ""), refused ? .muted : .text, model)
      }
    }
    lines.append([])
    lines.append([TableCell("Commands", .title)])
    for command in Command.all {
      lines += entry(":\(command.name) \(command.argument)", command.description, .text, model)
    }
    return lines
  }

  /// One key or command with its sentence, on as many lines as that takes.
  private static func entry(
    _ key: String, _ description: String, _ style: StyleToken, _ model: AppModel
  ) -> [[TableCell]] {
    let rest = wrapped(description, to: min(width, model.width) - 19)
    return rest.enumerated().map { row, text in
      [TableCell("  " + padded(row == 0 ? key : "", to: 13), .key), TableCell(text, style)]
    }
  }

  private static let width = 76

  /// Lines in view at once.
  static func pageHeight(_ model: AppModel) -> Int { max(1, model.height - 6) }

  static func draw(_ model: AppModel, on grid: inout Grid) {
    guard let scroll = model.helpScroll else { return }
    let lines = lines(model)
    let page = pageHeight(model)
    let first = max(0, min(scroll, lines.count - page))
    let place = "\(min(lines.count, first + page))/\(lines.count)"
    let title = "Help: \(ScreenCatalog.current(model).title)  \(place)"
    grid.dialog(width: width, height: grid.height, title: title, glyphs: model.glyphs) { part in
      for (row, line) in lines.dropFirst(first).prefix(part.height).enumerated() {
        part.write(line, x: 1, y: row)
      }
    }
  }

}

/// An open question.
enum QuestionView {
  static func draw(_ model: AppModel, on grid: inout Grid) {
    guard let question = model.confirmation else { return }
    let width = min(56, grid.width)
    let lines = question.lines.flatMap { wrapped($0, to: width - 4) }
    grid.dialog(width: width, height: lines.count + 4, title: question.title, glyphs: model.glyphs) { part in
      for (row, line) in lines.enumerated() { part.write(line, x: 1, y: row) }
      let hints = BindingContext.confirmation.bindings.map { KeyHint(key: " " + $0.shortLabel, text: $0.hint) }
      part.keyHints(hints, y: part.height - 1)
    }
  }
}
