/// How many colours to use.
public enum ColorMode: String, Sendable, CaseIterable {
  /// What the terminal can show; none where `NO_COLOR` is set.
  case auto
  /// At most the sixteen colours of the terminal's own palette.
  case sixteen = "16"
  /// At most the 256 colours of xterm.
  case twoHundredFiftySix = "256"
  /// None; bold, reverse and underline stay.
  case never
}

/// What a person may choose about the terminal.
public struct TerminalOptions: Sendable {
  /// Colours; an explicit choice wins over `NO_COLOR`.
  public var color: ColorMode
  /// Draws with ASCII only, whatever the locale says.
  public var asciiOnly: Bool
  /// Where standard error goes while the screen is shown; nil: nowhere if it is a terminal, else where it went.
  public var logPath: String?

  /// Makes options; the defaults follow the terminal.
  public init(color: ColorMode = .auto, asciiOnly: Bool = false, logPath: String? = nil) {
    self.color = color
    self.asciiOnly = asciiOnly
    self.logPath = logPath
  }
}
