/// Why no screen could be opened, and what to do about it; what a command does without one is its own to say. The terminal
/// has not been touched when one is thrown.
public enum TerminalError: Error, CustomStringConvertible, Sendable, Equatable {
  /// Standard input or output is a file or a pipe.
  case notATerminal
  /// `TERM` is not set.
  case noTerm
  /// The terminal cannot move its cursor.
  case dumb(String)
  /// There is no terminfo entry of that name.
  case unknown(String)
  /// ncurses refused the terminal.
  case refused(String)
  /// A screen is open already; ncurses has one per process.
  case alreadyOpen
  /// The system had no pipe left.
  case noPipe(code: Int32)

  /// What is wrong and what to do next.
  public var description: String {
    switch self {
    case .notATerminal:
      "standard input and output are not both a terminal; run this in a terminal"
    case .noTerm:
      "TERM is not set; try TERM=xterm-256color"
    case .dumb(let term):
      "the terminal '\(term)' cannot move its cursor; use another terminal"
    case .unknown(let term):
      "the terminal '\(term)' is not known here (no terminfo entry); try TERM=xterm-256color, or install "
        + "ncurses-term"
    case .refused(let term):
      "ncurses cannot use the terminal '\(term)'; try TERM=xterm-256color"
    case .alreadyOpen:
      "a screen is already open in this process; close it first"
    case .noPipe(let code):
      "no pipe could be made for waking the screen (error \(code)); close other programs or raise `ulimit -n`"
    }
  }
}
