import Canvas

/// The list of themes while it is open: each is put in force as it is passed, so that it is seen before it is taken.
struct ThemeMenu: FeatureState {
  /// The theme that was in force when the list was opened; nil while it is closed.
  var before: Int?
}

extension AppModel {
  var themeMenu: ThemeMenu {
    get { self[ThemeMenu.self] }
    _modify { yield &self[ThemeMenu.self] }
  }
}

extension Layer {
  /// The list of themes.
  static let themes = Layer(
    name: "themes", summary: "Lists the themes and shows each.", contexts: [.themes],
    context: { $0.themeMenu.before == nil ? nil : .themes },
    bindings: [
      .move([.character("T")], "choose a theme") { $0.themeMenu.before = $0.themeIndex }
    ],
    draw: { draw($0, on: &$1) })

  private static func draw(_ model: AppModel, on grid: inout Grid) {
    guard model.themeMenu.before != nil else { return }
    let width = min(grid.width, 46)
    grid.dialog(width: width, height: model.themes.count + 4, title: "Themes", glyphs: model.glyphs) { part in
      for (row, theme) in model.themes.enumerated() {
        let isCurrent = row == model.themeIndex
        part.mark("list", Rect(x: 0, y: row, width: part.width, height: 1), place: row - model.themeIndex)
        let mark = isCurrent ? model.glyphs.pointer : " "
        part.write(
          padded("\(mark) \(theme.name)", to: part.width - 18), x: 1, y: row, style: isCurrent ? .selection : .text)
        // What matters most to tell apart, in this theme.
        guard isCurrent else { continue }
        var column = part.width - 16
        for (text, style) in [("acc", StyleToken.accepted), ("rej", .rejected), ("key", .key), ("ball", .ball)] {
          column = part.write(text, x: column, y: row, style: style) + 1
        }
      }
      part.keyHints(
        BindingContext.themes.bindings.filter { !$0.hint.isEmpty }.map { KeyHint(key: $0.shortLabel, text: $0.hint) },
        y: part.height - 1)
    }
  }
}

extension BindingContext {
  fileprivate static let themes = BindingContext(
    "Themes", isModal: true,
    [
      .move([.character("j"), .down, .character("T")], hint: "next", "the next theme, seen at once") {
        $0.themeIndex = ($0.themeIndex + 1) % $0.themes.count
      },
      .move([.character("k"), .up], "the theme before") {
        $0.themeIndex = ($0.themeIndex + $0.themes.count - 1) % $0.themes.count
      },
      Binding([.enter], hint: "keep", "keep it, also the next time") { model, _ in
        model.themeMenu.before = nil
        model.say("theme: \(model.theme.name)")
        return [.feature(PreferencesEffect.store(model.preferences))]
      },
      .move([.escape, .character("q")], hint: "back", "go back to the theme before") { model in
        model.themeIndex = model.themeMenu.before ?? model.themeIndex
        model.themeMenu.before = nil
      },
    ])
}
