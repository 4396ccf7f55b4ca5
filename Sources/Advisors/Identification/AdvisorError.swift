/// What can go wrong between a question and its answer, with what to do next.
public enum AdvisorError: Error, Equatable, CustomStringConvertible, Sendable {
  /// Several calls in a row failed; the last reason.
  case unreachable(advisor: String, failures: Int, reason: String)

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .unreachable(let advisor, let failures, let reason):
      "advisor '\(advisor)' failed \(failures) times in a row (\(reason)); check it with 'sidecoach doctor', raise "
        + "failures in config.toml, or use the offline advisor"
    }
  }
}
