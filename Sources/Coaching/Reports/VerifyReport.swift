package import RLCore
package import SessionStore

/// What measuring found: what `verify` prints.
package struct VerifyReport: Printable {
  /// The session as it was named.
  package let session: String
  /// Suggestions with evidence.
  package let measured: Int
  /// Those whose evidence is positive with its whole interval.
  package let positive: Int
  /// Edits in force with evidence of their own.
  package private(set) var measuredEdits = 0
  /// Those whose evidence is positive with its whole interval.
  package private(set) var positiveEdits = 0
  /// The mean difference in return over the suggestions.
  @OrNull package private(set) var meanDifference: Double?
  /// Steps that measuring took, over all calls.
  package private(set) var environmentSteps: Int

  package static var keys: String {
    "session, measured, positive, measuredEdits, positiveEdits, meanDifference, environmentSteps"
  }

  /// The report of all evidence that the session in `store` holds.
  package init(session: String, store: SessionStore) throws {
    self.init(session: session, evidence: Array(try store.evidence().values))
    let measured = try store.measuredActions()
    let edits = try store.currentVerdicts().compactMap { suggestion, verdict -> Evidence? in
      if case .edited(let action, _) = verdict { measured[suggestion]?[action] } else { nil }
    }
    measuredEdits = edits.count
    positiveEdits = edits.count { $0.isPositive }
    environmentSteps = measured.values.flatMap(\.values).reduce(0) { $0 + $1.environmentSteps }
  }

  /// The report of what was measured about suggestions.
  package init(session: String, evidence: [Evidence]) {
    self.session = session
    measured = evidence.count
    positive = evidence.count { $0.isPositive }
    environmentSteps = evidence.reduce(0) { $0 + $1.environmentSteps }
    meanDifference = evidence.reduce(0) { $0 + $1.difference } / Double(max(1, evidence.count))
  }

  package var lines: [String] {
    let edits = measuredEdits == 0 ? [] : ["of edits: \(measuredEdits) measured, \(positiveEdits) verified"]
    return [
      "\(measured) measured, \(positive) verified (interval above 0), mean difference "
        + Numerals.fixed(meanDifference ?? .nan, 3)
    ] + edits
  }
}
