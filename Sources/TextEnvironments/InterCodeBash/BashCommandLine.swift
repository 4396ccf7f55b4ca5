import Foundation

/// How InterCode hands a command to a shell: wrapped in double quotes, and split into words as Python's `shlex` does.
///
/// A command that holds double quotes of its own is therefore taken apart: `find . -name "*.c"` reaches Bash without them,
/// and of `echo "a b"` the shell runs `echo a`. Rewards on record were given that way, so it is kept.
enum BashCommandLine {
  /// The words that are run for `command`; nil where its quotes do not close, which InterCode calls malformed.
  static func words(for command: String) -> [String]? { split("/bin/bash -c \"\(stripped(command))\"") }

  /// Without white space at both ends.
  static func stripped(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  /// The words of a line by the rules of `shlex.split` in its POSIX mode, without comments.
  ///
  /// - Returns: nil where a quotation is not closed or nothing follows a backslash.
  static func split(_ line: String) -> [String]? {
    enum Mode { case between, word, single, double, escaped, escapedInDouble }
    var mode = Mode.between
    var words: [String] = []
    var word = String.UnicodeScalarView()
    let spaces: Set<Unicode.Scalar> = [" ", "\t", "\r", "\n"]
    for scalar in line.unicodeScalars {
      switch mode {
      case .between, .word:
        if spaces.contains(scalar) {
          if mode == .word { words.append(String(word)) }
          word = String.UnicodeScalarView()
          mode = .between
        } else if scalar == "\"" {
          mode = .double
        } else if scalar == "'" {
          mode = .single
        } else if scalar == "\\" {
          mode = .escaped
        } else {
          word.append(scalar)
          mode = .word
        }
      case .single:
        if scalar == "'" { mode = .word } else { word.append(scalar) }
      case .double:
        if scalar == "\"" {
          mode = .word
        } else if scalar == "\\" {
          mode = .escapedInDouble
        } else {
          word.append(scalar)
        }
      case .escaped:
        word.append(scalar)
        mode = .word
      case .escapedInDouble:
        // Within double quotes a backslash stays before what it need not protect.
        if scalar != "\"", scalar != "\\" { word.append("\\") }
        word.append(scalar)
        mode = .double
      }
    }
    switch mode {
    case .between: return words
    case .word: return words + [String(word)]
    case .single, .double, .escaped, .escapedInDouble: return nil
    }
  }

  /// What a command that begins with `cd` means to InterCode: the directory that later commands run in, where it succeeds,
  /// worked out as text from all that follows. Nil for other commands.
  static func destination(of command: String, from directory: String) -> String? {
    guard command.hasPrefix("cd"), let start = command.range(of: "cd ") else { return nil }
    let argument = stripped(String(command[start.upperBound...]))
    guard !argument.isEmpty else { return directory }
    let base = argument.hasPrefix("/") ? "" : directory
    var path: [Substring] = []
    for segment in (base + "/" + argument).split(separator: "/") {
      if segment == ".." { _ = path.popLast() } else if segment != "." { path.append(segment) }
    }
    return "/" + path.joined(separator: "/")
  }
}
