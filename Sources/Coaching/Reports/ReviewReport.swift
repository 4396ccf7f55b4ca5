/// What deciding by a policy did: what `review --accept` prints.
package struct ReviewReport: Printable {
  /// The session as it was named.
  package let session: String
  /// The policy.
  package let policy: String
  /// Suggestions that it accepted.
  package let accepted: Int
  /// Suggestions that it rejected.
  package let rejected: Int

  package static var keys: String { "session, policy, accepted, rejected" }

  /// The report of what `policy` decided.
  package init(session: String, policy: AcceptancePolicy, decided: (accepted: Int, rejected: Int)) {
    self.session = session
    self.policy = policy.name
    (accepted, rejected) = decided
  }

  package var lines: [String] { ["\(accepted) accepted, \(rejected) rejected by '\(policy)'"] }
}
