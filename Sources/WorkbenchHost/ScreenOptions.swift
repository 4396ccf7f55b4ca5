package import CursesBackend

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
