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
  /// Edits in force that have no evidence of their own; no policy touches them.
  package let unmeasuredEdits: Int

  package static var keys: String { "session, policy, accepted, rejected, unmeasuredEdits" }

  /// The report of what `policy` decided.
  package init(
    session: String, policy: AcceptancePolicy, decided: (accepted: Int, rejected: Int), unmeasuredEdits: Int = 0
  ) {
    self.session = session
    self.policy = policy.name
    self.unmeasuredEdits = unmeasuredEdits
    (accepted, rejected) = decided
  }

  package var lines: [String] {
    let edits =
      unmeasuredEdits == 1
      ? "1 edit has no evidence of its own and stays as it is"
      : "\(unmeasuredEdits) edits have no evidence of their own and stay as they are"
    return ["\(accepted) accepted, \(rejected) rejected by '\(policy)'"]
      + (unmeasuredEdits == 0 ? [] : [edits + "; 'sidecoach verify \(session)' measures"])
  }
}
