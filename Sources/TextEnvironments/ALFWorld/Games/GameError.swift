import RLCore

/// Why a game's text could not be read, with what to do next. Whoever reads a file puts its name in front.
public enum GameError: Error, CustomStringConvertible, Sendable {
  /// It is no JSON object of strings, or a key is missing.
  case file(String)
  /// A mistake in the rules or the problem, which are PDDL.
  case pddl(part: String, PDDLError)
  /// Rules and problem do not fit together, or are larger than what is supported.
  case rules(String)
  /// A mistake in the grammar, from line 1.
  case texts(line: Int, String)
  /// A production of the grammar that cannot be read.
  case text(String)

  /// A sentence on one line; what the file holds in it does nothing to a terminal.
  public var description: String { sentence.plainLine }

  private var sentence: String {
    switch self {
    case .file(let reason): reason
    case .pddl(let part, let error): "\(part):\(error)"
    case .rules(let reason): "pddl_domain and pddl_problem: \(reason)"
    case .texts(let line, let reason): "grammar:\(line): \(reason)"
    case .text(let reason): "grammar: \(reason)"
    }
  }
}
