import Canvas

/// The list of experiments while it is open; before them stands the session's own comparison.
struct ExperimentMenu: Sendable, Equatable {
  let items: [ExperimentItem]
  var selected = 0

  /// The experiment that is selected; nil for the session.
  var choice: ExperimentItem? { selected > 0 && selected <= items.count ? items[selected - 1] : nil }

  mutating func move(_ amount: Int) { selected = min(items.count, max(0, selected + amount)) }

  func draw(on grid: inout Grid, glyphs: GlyphSet) {
    let lines = [("this session", "")] + items.map { ($0.name, $0.changed) }
    let height = max(6, lines.count + 3)
    grid.dialog(width: 58, height: height, title: "Compare", glyphs: glyphs) { part in
      let room = part.height - 1
      for (y, index) in visibleRows(count: lines.count, selected: selected, height: room).enumerated() {
        let (name, note) = lines[index]
        part.mark("list", Rect(x: 0, y: y, width: part.width, height: 1), place: index - selected)
        part.write(index == selected ? glyphs.pointer : " ", x: 0, y: y, style: .focus)
        part.write(truncated(sanitised(name), to: part.width - 17, ellipsis: glyphs.ellipsis), x: 2, y: y)
        part.write(note, x: part.width - 1 - columnWidth(of: note), y: y, style: .muted)
        if index == selected { part.restyle(Rect(x: 0, y: y, width: part.width, height: 1), style: .selection) }
      }
      if items.isEmpty {
        let text = "no experiment here yet: 'sidecoach experiment FILE.toml'"
        part.write(truncated(text, to: part.width - 2, ellipsis: glyphs.ellipsis), x: 2, y: 1, style: .muted)
      }
      part.keyHints(
        BindingContext.experimentMenu.bindings.filter { !$0.hint.isEmpty }.map {
          KeyHint(key: $0.shortLabel, text: $0.hint)
        }, y: part.height - 1)
    }
  }
}

extension BindingContext {
  /// The keys of the list of experiments.
  static let experimentMenu = BindingContext(
    "Experiments", isModal: true,
    [
      Binding([.enter, .character(" ")], hint: "look", "compare the methods of what is selected") { model, _ in
        guard let menu = model.compare.menu else { return [] }
        model.compare.menu = nil
        guard let item = menu.choice else {
          model.compare.show(nil)
          return []
        }
        return [.feature(CompareEffect.openExperiment(item.name))]
      },
      .move([.character("j"), .down], hint: "down", "the next one") { $0.compare.menu?.move(1) },
      .move([.character("k"), .up], hint: "up", "the one before") { $0.compare.menu?.move(-1) },
      .move([.character("g"), .home], "this session") { $0.compare.menu?.move(-10_000) },
      .move([.character("G"), .end], "the last one") { $0.compare.menu?.move(10_000) },
      .move([.escape, .character("q"), .character("e")], hint: "close", "close the list") { $0.compare.menu = nil },
    ])
}
