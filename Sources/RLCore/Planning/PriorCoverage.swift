/// How much of a prior's probability speaks of actions that may be taken at all, in words.
public enum PriorCoverage {
  /// The share below which a plan rests on little more than its search.
  public static let least = 0.5

  /// Whether a prior says too little to be called one; one that is not measured does not.
  public static func isLow(_ coverage: Double?) -> Bool { coverage.map { $0 < least } ?? false }

  /// The share as a percentage: below the half it is never shown as one, nor as none where there is some.
  public static func share(_ coverage: Double) -> String {
    let percent = coverage * 100
    guard percent > 0, percent < 1 || (percent >= 49.5 && coverage < least) else {
      return Numerals.fixed(percent, 0) + " %"
    }
    return Numerals.fixed(percent, 1) + " %"
  }

  /// A sentence for a person about a prior that says too little.
  public static func warning(_ coverage: Double) -> String {
    "only \(share(coverage)) of the prior's probability is on legal answers, so that the plan rests on little more than its "
      + "search; a model that thinks first needs more maximumTokens, or its thinking turned off with a member of extra"
  }
}
