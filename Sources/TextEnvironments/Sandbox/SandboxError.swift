/// Why nothing can be run in a sandbox here, with what to do next.
///
/// Nothing is ever run without one instead.
public enum SandboxError: Error, Equatable, CustomStringConvertible, Sendable {
  /// There is no bubblewrap.
  case notInstalled
  /// Bubblewrap is there and cannot make a sandbox; what it said.
  case notAllowed(String)
  /// A sandbox that was made and broke off; what was said last.
  case broken(String)
  /// A tree that cannot be put into a sandbox.
  case unfit(String)

  /// A sentence.
  public var description: String {
    switch self {
    case .notInstalled:
      "no bubblewrap on this machine, so that nothing can be run in a sandbox, and nothing is run without one; install it, "
        + "for instance with: apt-get install bubblewrap"
    case .notAllowed(let said):
      "bubblewrap cannot make a sandbox here: \(said). User namespaces must be allowed: see the settings "
        + "user.max_user_namespaces (above 0), kernel.unprivileged_userns_clone (1) and "
        + "kernel.apparmor_restrict_unprivileged_userns (0) of sysctl, and in a container its security profile"
    case .broken(let said):
      "the sandbox broke off: \(said). Look whether the machine has memory, processes and open files to spare, and try again"
    case .unfit(let text): text
    }
  }
}
