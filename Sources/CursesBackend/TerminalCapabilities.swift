internal import CNcurses
internal import Glibc

/// What is known about the terminal without entering a screen, for `sidecoach doctor`.
public struct TerminalCapabilities: Sendable {
  /// `TERM`, empty where it is not set.
  public var term: String
  /// Whether standard input and output are both a terminal.
  public var isInteractive: Bool
  /// Colours that terminfo promises; 0 where there are none.
  public var colors: Int
  /// The locale's codeset, such as "UTF-8".
  public var codeset: String
  /// Whether the codeset is UTF-8.
  public var isUTF8: Bool
  /// Whether box and braille characters are drawn; otherwise ASCII is.
  public var supportsUnicode: Bool
  /// Whether `NO_COLOR` is set to anything.
  public var noColor: Bool
  /// Why a screen cannot be opened; nil where it can.
  public var problem: TerminalError?

  /// Looks at the environment, terminfo and the locale. Sets LC_CTYPE of the process, and nothing else.
  public static func probe() -> TerminalCapabilities {
    let term = environmentValue("TERM") ?? ""
    let isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    let codeset = prepareCharacters()
    let isUTF8 = codeset.uppercased() == "UTF-8" || codeset.uppercased() == "UTF8"
    let description = term.isEmpty ? CNcurses_Description() : CNcurses_describe(term)
    var problem: TerminalError?
    if !isInteractive {
      problem = .notATerminal
    } else if term.isEmpty {
      problem = .noTerm
    } else if !description.known {
      problem = .unknown(term)
    } else if !description.addressable {
      problem = .dumb(term)
    }
    return TerminalCapabilities(
      term: term, isInteractive: isInteractive, colors: Int(description.colors), codeset: codeset, isUTF8: isUTF8,
      // The kernel's console has at most 512 glyphs, and none of them is braille.
      supportsUnicode: isUTF8 && term != "linux", noColor: environmentValue("NO_COLOR") != nil, problem: problem)
  }

  /// The value of an environment variable; nil where it is unset or empty.
  static func environmentValue(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Sets LC_CTYPE and gives the codeset.
  ///
  /// A locale that asks for UTF-8 but is not installed, and no locale at all (the usual container), get C.UTF-8: the
  /// terminal speaks UTF-8 all the same. A locale that names something else, such as `LC_ALL=C`, is taken at its word.
  private static func prepareCharacters() -> String {
    let name = environmentValue("LC_ALL") ?? environmentValue("LC_CTYPE") ?? environmentValue("LANG")
    if let name {
      let wantsUTF8 = name.lowercased().contains("utf-8") || name.lowercased().contains("utf8")
      if !CNcurses_setCharacterLocale(""), wantsUTF8 {
        _ = CNcurses_setCharacterLocale("C.UTF-8")
      }
    } else {
      _ = CNcurses_setCharacterLocale("C.UTF-8")
    }
    return CNcurses_codeset().map { String(cString: $0) } ?? ""
  }
}
