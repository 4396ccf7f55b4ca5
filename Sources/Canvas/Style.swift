/// What a cell means; a theme says how that looks. Screens never name a colour.
public enum StyleToken: String, Sendable, CaseIterable, Codable {
  /// Plain text.
  case text
  /// Secondary text.
  case muted
  /// Titles of panes and screens.
  case title
  /// Frame lines of a pane without focus.
  case border
  /// Frame lines of the pane with focus.
  case focus
  /// The selected row.
  case selection
  /// A key in a hint.
  case key
  /// A critical state, an alert.
  case critical
  /// Accepted, positive, finished.
  case accepted
  /// Rejected, negative, failed.
  case rejected
  /// Edited, waiting, in progress.
  case pending
  /// The environment-return curve.
  case curveEnvironment
  /// The shaped-return curve.
  case curveShaped
  /// The first of several runs beside each other, and those after it.
  case run1
  /// The second run.
  case run2
  /// The third run.
  case run3
  /// The fourth run.
  case run4
  /// The fifth run.
  case run5
  /// The sixth run.
  case run6
  /// Marks on charts, such as a change of α.
  case mark
  /// The policy's paddle or body.
  case agent
  /// What plays against it.
  case opponent
  /// The ball.
  case ball

  /// The tokens of runs beside each other, in their order; further ones begin again, with other marks.
  public static let runs: [StyleToken] = [.run1, .run2, .run3, .run4, .run5, .run6]

  /// One letter for the style plane of goldens; distinct for every token.
  public var letter: Character {
    switch self {
    case .text: "."
    case .muted: "m"
    case .title: "T"
    case .border: "b"
    case .focus: "F"
    case .selection: "S"
    case .key: "k"
    case .critical: "!"
    case .accepted: "a"
    case .rejected: "x"
    case .pending: "p"
    case .curveEnvironment: "e"
    case .curveShaped: "s"
    case .run1: "1"
    case .run2: "2"
    case .run3: "3"
    case .run4: "4"
    case .run5: "5"
    case .run6: "6"
    case .mark: "M"
    case .agent: "A"
    case .opponent: "O"
    case .ball: "B"
    }
  }
}

/// A colour as 24-bit RGB, or the terminal's own default.
public enum Color: Sendable, Equatable, Hashable {
  /// The terminal's default.
  case terminal
  /// Red, green and blue, 0...255.
  case rgb(UInt8, UInt8, UInt8)
}

/// How one style token looks.
public struct Appearance: Sendable, Equatable, Hashable {
  /// Foreground.
  public var foreground: Color
  /// Background.
  public var background: Color
  /// Bold.
  public var bold: Bool
  /// Reverse video.
  public var reverse: Bool
  /// Underlined.
  public var underline: Bool
  /// Dim.
  public var dim: Bool

  /// Makes an appearance.
  public init(
    foreground: Color = .terminal, background: Color = .terminal, bold: Bool = false, reverse: Bool = false,
    underline: Bool = false, dim: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    self.bold = bold
    self.reverse = reverse
    self.underline = underline
    self.dim = dim
  }
}

/// A named look for every style token.
public struct Theme: Sendable, Equatable {
  /// The theme's name, that of its file.
  public var name: String
  /// One appearance per token.
  public var appearances: [StyleToken: Appearance]
  /// What lies behind everything that has no background of its own; the terminal's own where the theme does not say.
  public var background: Color

  /// Makes a theme.
  public init(name: String, appearances: [StyleToken: Appearance], background: Color = .terminal) {
    self.name = name
    self.appearances = appearances
    self.background = background
  }

  /// How `token` is painted: as it looks, on the theme's background.
  public func painted(_ token: StyleToken) -> Appearance {
    var look = self[token]
    if look.background == .terminal { look.background = background }
    return look
  }

  /// How `token` looks; plain where the theme says nothing.
  public subscript(token: StyleToken) -> Appearance {
    appearances[token] ?? Appearance()
  }

  /// The built-in look: the terminal's own colours, bold, dim and reverse only, so that it reads on any background.
  public static let monochrome = Theme(
    name: "monochrome",
    appearances: [
      .title: Appearance(bold: true), .focus: Appearance(bold: true), .selection: Appearance(reverse: true),
      .key: Appearance(bold: true), .critical: Appearance(bold: true, underline: true),
      .accepted: Appearance(bold: true), .muted: Appearance(dim: true), .mark: Appearance(bold: true),
    ])
}
