import RLCore

/// Why a policy of another program is not taken, with what to do next.
public enum PolicyImportError: Error, Equatable, CustomStringConvertible, Sendable {
  /// A file is not what it should be, or ends too early: which, why.
  case malformed(String, String)
  /// A pickle asks for something that no policy needs: which pickle, what.
  case unexpected(String, String)
  /// The policy is of a kind that cannot be represented: the reason.
  case unsupported(String)
  /// The policy does not fit the environment: the reason.
  case misfit(String)

  /// A sentence, with nothing in it that a terminal obeys.
  public var description: String {
    switch self {
    case .malformed(let what, let reason):
      "\(what) cannot be read (\(reason)); save or copy it again".plainLine
    case .unexpected(let what, let found):
      "\(what) is refused: it holds \(found), which no policy of a kind that is taken needs; nothing of it was run"
        .plainLine
    case .unsupported(let reason): reason.plainLine
    case .misfit(let reason): reason.plainLine
    }
  }
}
