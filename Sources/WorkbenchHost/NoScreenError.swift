import CursesBackend

/// There is no terminal that a screen could be opened on: what is wrong with it, and what the command does without one.
package struct NoScreenError: Error, CustomStringConvertible {
  let problem: TerminalError
  /// What to do where no terminal is to be had, such as `use --headless`.
  let instead: String

  init(_ problem: TerminalError, instead: String) {
    self.problem = problem
    self.instead = instead
  }

  package var description: String { "\(problem), or \(instead)" }

  /// Opens a screen.
  static func opening(_ options: TerminalOptions, instead: String) throws(NoScreenError) -> CursesTerminal {
    do { return try CursesTerminal(options: options) } catch { throw NoScreenError(error, instead: instead) }
  }
}
