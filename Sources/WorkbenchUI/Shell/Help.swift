import Canvas

/// The help: every key of the screen in view, of what is everywhere and of the forms, and every command.
///
/// It is written from the tables that dispatch keys, so it cannot say anything else.
enum HelpOverlay {
  /// The help's lines for the screen in view.
  static func lines(_ model: AppModel) -> [[TableCell]] {
    let contexts = model.current.contexts + model.sharedContexts
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
    for command in model.commands {
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
    let title = "Help: \(model.current.title)  \(place)"
    grid.dialog(width: width, height: grid.height, title: title, glyphs: model.glyphs) { part in
      for (row, line) in lines.dropFirst(first).prefix(part.height).enumerated() {
        part.write(line, x: 1, y: row)
      }
    }
  }
}

extension Layer {
  /// The help.
  static let help = Layer(
    name: "help", summary: "Lists every key and command of the screen in view.", contexts: [.help],
    context: { $0.helpScroll == nil ? nil : .help }, draw: { HelpOverlay.draw($0, on: &$1) })
}

extension BindingContext {
  fileprivate static let help = BindingContext(
    "Help", isModal: true,
    [
      .move([.escape, .character("?"), .character("q")], hint: "close", "close the help") { $0.helpScroll = nil },
      .move([.character("j"), .down], hint: "down", "scroll down") { scrollHelp(by: 1, &$0) },
      .move([.character("k"), .up], hint: "up", "scroll up") { scrollHelp(by: -1, &$0) },
      .move([.pageDown, .character(" ")], hint: "page", "a page down") { scrollHelp(by: $0.height - 8, &$0) },
      .move([.pageUp], "a page up") { scrollHelp(by: 8 - $0.height, &$0) },
      .move([.character("g"), .home], "to the beginning") { $0.helpScroll = 0 },
      .move([.character("G"), .end], "to the end") { scrollHelp(by: 10_000, &$0) },
    ])
}

private func scrollHelp(by amount: Int, _ model: inout AppModel) {
  let last = max(0, HelpOverlay.lines(model).count - HelpOverlay.pageHeight(model))
  model.helpScroll = min(last, max(0, (model.helpScroll ?? 0) + amount))
}
