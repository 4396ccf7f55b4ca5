/// Which characters a screen may use: all of Unicode, or ASCII alone where the locale or the font has no more.
public enum GlyphSet: String, Sendable, CaseIterable, Codable {
  /// Box lines, braille, block elements.
  case unicode
  /// Printable ASCII only.
  case ascii

  /// The first where Unicode may be used, otherwise the second.
  public func pick(_ unicode: String, _ ascii: String) -> String {
    self == .unicode ? unicode : ascii
  }

  /// Says that something was left out.
  public var ellipsis: String { pick("…", "~") }
  /// Accepted, done.
  public var check: String { pick("✓", "+") }
  /// Rejected, failed.
  public var cross: String { pick("✗", "x") }
  /// Edited.
  public var pencil: String { pick("✎", "e") }
  /// Behind what a person's hand was in.
  public var byHand: String { pick("✎", "@") }
  /// Skipped.
  public var skip: String { pick("»", "s") }
  /// Not begun, not decided.
  public var dot: String { pick("·", ".") }
  /// Under way.
  public var play: String { pick("▶", ">") }
  /// Standing still.
  public var pause: String { pick("‖", "=") }
  /// From one value to another.
  public var arrow: String { pick("→", "->") }
  /// The selected row of a list.
  public var pointer: String { pick("▸", ">") }
  /// Smaller, in a field that cycles.
  public var previous: String { pick("◂", "<") }
  /// Larger, in a field that cycles.
  public var next: String { pick("▸", ">") }
  /// The weight of r_LLM.
  public var alpha: String { pick("α", "alpha") }
  /// A filled part of a bar.
  public var barFull: String { pick("█", "#") }
  /// The rest of a bar.
  public var barEmpty: String { pick("░", ".") }
  /// A vertical mark in a chart.
  public var markLine: String { pick("┊", ":") }
}

extension GlyphSet {
  /// Marks of curves beside each other, in their order: what tells them apart without colour.
  public var curveMarks: [String] {
    self == .unicode ? ["●", "○", "◆", "◇", "▲", "△", "■", "□"] : ["*", "o", "#", "+", "^", "v", "x", "%"]
  }
}

/// The lines of a box in one glyph set.
struct BoxLines {
  var horizontal: String
  var vertical: String
  var topLeft: String
  var topRight: String
  var bottomLeft: String
  var bottomRight: String

  /// Focus shows as a double line, or in ASCII as `=` and `#`: never by colour alone.
  static func lines(_ glyphs: GlyphSet, focused: Bool) -> BoxLines {
    switch (glyphs, focused) {
    case (.unicode, false): BoxLines("─", "│", "┌", "┐", "└", "┘")
    case (.unicode, true): BoxLines("═", "║", "╔", "╗", "╚", "╝")
    case (.ascii, false): BoxLines("-", "|", "+", "+", "+", "+")
    case (.ascii, true): BoxLines("=", "|", "#", "#", "#", "#")
    }
  }

  private init(
    _ horizontal: String, _ vertical: String, _ topLeft: String, _ topRight: String, _ bottomLeft: String,
    _ bottomRight: String
  ) {
    self.horizontal = horizontal
    self.vertical = vertical
    self.topLeft = topLeft
    self.topRight = topRight
    self.bottomLeft = bottomLeft
    self.bottomRight = bottomRight
  }
}
