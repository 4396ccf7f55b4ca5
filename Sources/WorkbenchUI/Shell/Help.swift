import Canvas

/// The help: every key of the screen in view, of what is everywhere and of the forms, and every command.
///
/// It is written from the tables that dispatch keys, so it cannot say anything else.
enum HelpOverlay {
  /// The help's lines for the screen in view.
  static func lines(_ model: AppModel) -> [[TableCell]] {
    var lines: [[TableCell]] = []
    for section in sections(model) {
      let found = section.entries.filter { $0.holds(model.helpSearch?.field.text ?? "") }
      guard !found.isEmpty else { continue }
      if !lines.isEmpty { lines.append([]) }
      lines.append([TableCell(section.title, .title)])
      for entry in found { lines += written(entry, model) }
    }
    return lines.isEmpty ? [[TableCell("nothing here has that in it; Esc shows all", .muted)]] : lines
  }

  /// A key, a command or a word, with its sentence.
  private struct Entry {
    var key: String
    var text: String
    var style = StyleToken.text

    /// Whether what is searched for is in it; nothing is in everything.
    func holds(_ search: String) -> Bool {
      search.isEmpty || key.lowercased().contains(search.lowercased())
        || text.lowercased().contains(search.lowercased())
    }
  }

  private static func sections(_ model: AppModel) -> [(title: String, entries: [Entry])] {
    let contexts = model.current.contexts.map(model.keymap.applied) + model.sharedContexts
    var sections = contexts.filter { !$0.bindings.isEmpty }.map { context in
      let entries = context.bindings.map { binding in
        let refused = model.refuses(needsWrite: binding.needsWrite, steers: binding.steers)
        let text = binding.description + (refused ? " (not in read-only)" : "")
        return Entry(key: binding.label, text: text, style: refused ? .muted : .text)
      }
      return (title: context.title, entries: entries)
    }
    let commands = model.commands.map { Entry(key: ":\($0.name) \($0.argument)", text: $0.description) }
    sections.append((title: "Commands", entries: commands))
    sections.append((title: "Words", entries: Words.all.map { Entry(key: $0.word, text: $0.meaning) }))
    return sections
  }

  /// One entry on as many lines as its sentence takes; a key that is longer than its column has a line of its own.
  private static func written(_ entry: Entry, _ model: AppModel) -> [[TableCell]] {
    let keyWidth = 13
    let rest = wrapped(entry.text, to: min(width, model.width) - keyWidth - 6)
    let isLong = columnWidth(of: entry.key) >= keyWidth
    let rows = rest.enumerated().map { row, text in
      let key = row == 0 && !isLong ? entry.key : ""
      return [TableCell("  " + padded(key, to: keyWidth), .key), TableCell(text, entry.style)]
    }
    return isLong ? [[TableCell("  " + entry.key, .key)]] + rows : rows
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
    let search = model.helpSearch.map { ", with '\($0.field.text)'" } ?? ""
    let title = "Help: \(model.current.title)\(search)  \(place)"
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
    name: "help", summary: "Lists every key and command of the screen in view, and explains words.",
    contexts: [.help, .helpSearch],
    context: { $0.helpScroll == nil ? nil : $0.helpSearch?.isTyped == true ? .helpSearch : .help },
    draw: { HelpOverlay.draw($0, on: &$1) })
}

/// What the help is searched for.
struct HelpSearch: Sendable, Equatable {
  var field = TextField()
  /// It is being typed.
  var isTyped = true
}

extension BindingContext {
  fileprivate static let help = BindingContext(
    "Help", isModal: true,
    [
      .move([.escape, .character("?"), .character("q")], hint: "close", "close the help, or show all of it again") {
        model in
        if model.helpSearch == nil { model.helpScroll = nil } else { model.helpScroll = 0 }
        model.helpSearch = nil
      },
      .move([.character("/")], hint: "search", "show only what has a text in it") { model in
        model.helpSearch = HelpSearch()
        model.helpScroll = 0
      },
      .move([.character("j"), .down], hint: "down", "scroll down") { scrollHelp(by: 1, &$0) },
      .move([.character("k"), .up], hint: "up", "scroll up") { scrollHelp(by: -1, &$0) },
      .move([.pageDown, .character(" ")], hint: "page", "a page down") { scrollHelp(by: $0.height - 8, &$0) },
      .move([.pageUp], "a page up") { scrollHelp(by: 8 - $0.height, &$0) },
      .move([.character("g"), .home], "to the beginning") { $0.helpScroll = 0 },
      .move([.character("G"), .end], "to the end") { scrollHelp(by: 10_000, &$0) },
    ])
}

extension BindingContext {
  fileprivate static let helpSearch = BindingContext(
    "Help, search", isModal: true,
    line: { $0.helpSearch.map { TypedLine(mark: "/", field: $0.field) } },
    typing: { model, key in
      _ = model.helpSearch?.field.handle(key)
      model.helpScroll = 0
    },
    [
      .move([.enter], hint: "search", "look at what was found") { model in
        if model.helpSearch?.field.text.isEmpty == true { model.helpSearch = nil }
        model.helpSearch?.isTyped = false
      },
      .move([.escape], hint: "all", "show all of it again") { $0.helpSearch = nil },
    ])
}

private func scrollHelp(by amount: Int, _ model: inout AppModel) {
  let last = max(0, HelpOverlay.lines(model).count - HelpOverlay.pageHeight(model))
  model.helpScroll = min(last, max(0, (model.helpScroll ?? 0) + amount))
}
