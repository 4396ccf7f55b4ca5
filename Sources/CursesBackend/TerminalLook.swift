internal import Canvas

/// How a style token is painted on a terminal: its colours by their numbers, -1 for the terminal's own, and the rest.
struct TerminalLook: Hashable {
  var foreground: Int32
  var background: Int32
  var bold: Bool
  var dim: Bool
  var underline: Bool
  var reverse: Bool
}

extension ColorMapping {
  /// How `token` of a theme is painted with as many colours as there are.
  func look(of token: StyleToken, in theme: Theme) -> TerminalLook {
    let (appearance, plain) = (theme.painted(token), theme.painted(.text))
    let own = indices(foreground: appearance.foreground, background: appearance.background)
    // A background that cannot be shown still sets its cells apart from plain text.
    let ground = indices(foreground: plain.foreground, background: plain.background).background
    let standsOut = appearance.background != plain.background && own.background == ground
    return TerminalLook(
      foreground: own.foreground, background: own.background, bold: appearance.bold, dim: appearance.dim,
      underline: appearance.underline, reverse: appearance.reverse || standsOut)
  }
}
