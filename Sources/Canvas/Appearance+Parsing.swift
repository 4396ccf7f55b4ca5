/// What is wrong with the value of a style in a theme file.
public enum ThemeValueError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A word that is neither an attribute nor a colour.
  case unknownWord(String)
  /// A colour that is not `#` and six hexadecimal digits.
  case badColor(String)
  /// The same thing said twice.
  case repeated(String)

  /// What is wrong and what would be right.
  public var description: String {
    switch self {
    case .unknownWord(let word):
      "unknown style '\(word)'; use fg:#rrggbb, bg:#rrggbb, bold, dim, reverse or underline, separated by spaces"
    case .badColor(let text): "'\(text)' is not a colour; write # and six hexadecimal digits, such as #2e8b57"
    case .repeated(let word): "'\(word)' is given twice; keep one"
    }
  }
}

extension Color {
  /// Reads `#rrggbb`.
  ///
  /// - Throws: `ThemeValueError.badColor`.
  public init(hexadecimal text: String) throws(ThemeValueError) {
    let digits = text.dropFirst()
    // The radix parser alone would take a sign.
    guard text.first == "#", digits.utf8.count == 6, digits.allSatisfy(\.isHexDigit),
      let value = UInt32(digits, radix: 16)
    else { throw .badColor(text) }
    self = .rgb(UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
  }
}

extension Appearance {
  /// Reads the value of a style in a theme file, such as `fg:#2e8b57 bold`. Empty text is the terminal's plain look.
  ///
  /// - Throws: `ThemeValueError`, naming the word that is wrong.
  public init(themeValue: String) throws(ThemeValueError) {
    self.init()
    var seen: Set<String> = []
    for word in themeValue.split(whereSeparator: \.isWhitespace).map(String.init) {
      let name = word.hasPrefix("fg:") || word.hasPrefix("bg:") ? String(word.prefix(3)) : word
      guard seen.insert(name).inserted else { throw .repeated(name) }
      switch name {
      case "fg:": foreground = try Color(hexadecimal: String(word.dropFirst(3)))
      case "bg:": background = try Color(hexadecimal: String(word.dropFirst(3)))
      case "bold": bold = true
      case "dim": dim = true
      case "reverse": reverse = true
      case "underline": underline = true
      default: throw .unknownWord(word)
      }
    }
  }
}
