package import RLCore

/// What measuring found: what `verify` prints.
package struct VerifyReport: Printable {
  /// The session as it was named.
  package let session: String
  /// Suggestions with evidence.
  package let measured: Int
  /// Those whose evidence is positive with its whole interval.
  package let positive: Int
  /// The mean difference in return.
  @OrNull package private(set) var meanDifference: Double?
  /// Steps that measuring took, over all calls.
  package let environmentSteps: Int

  package static var keys: String { "session, measured, positive, meanDifference, environmentSteps" }

  /// The report of all evidence that a session holds.
  package init(session: String, evidence: [Evidence]) {
    self.session = session
    measured = evidence.count
    positive = evidence.count { $0.isPositive }
    environmentSteps = evidence.reduce(0) { $0 + $1.environmentSteps }
    meanDifference = evidence.reduce(0) { $0 + $1.difference } / Double(max(1, evidence.count))
  }

  package var lines: [String] {
    [
      "\(measured) measured, \(positive) verified (interval above 0), mean difference "
        + Numerals.fixed(meanDifference ?? .nan, 3)
    ]
  }
}
