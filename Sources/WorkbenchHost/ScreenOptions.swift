import Canvas
import Coaching
package import CursesBackend
import RLCore

/// What a person may choose about the screen.
package struct ScreenOptions: Sendable {
  /// Colours.
  package var color: ColorMode
  /// Draw with ASCII only.
  package var ascii: Bool
  /// The theme by name; nil: the one that comes first.
  package var theme: String?

  /// Makes options.
  package init(color: ColorMode = .auto, ascii: Bool = false, theme: String? = nil) {
    (self.color, self.ascii, self.theme) = (color, ascii, theme)
  }
}

extension ScreenOptions {
  /// Every theme, and a line for each that could not be read. Throws `UnknownNameError` where the one that was named is not
  /// there.
  func loadThemes() throws -> (themes: [Theme], problems: [String]) {
    let loaded = ThemeFiles.load(shipped: Workbench.themes)
    if let theme, !loaded.themes.contains(where: { $0.name == theme }) {
      throw UnknownNameError(kind: "theme", name: theme, valid: loaded.themes.map(\.name))
    }
    return loaded
  }

  /// What the terminal is opened with; what is written to standard error meanwhile goes to `logPath`, where one is given.
  func terminal(logPath: String? = nil) -> TerminalOptions {
    TerminalOptions(color: color, asciiOnly: ascii, logPath: logPath)
  }
}
