public import RLCore

/// Names the steps whose |advantage| was largest, A by GAE over the recorded episode (arXiv:1506.02438).
///
/// Both what went much better and what went much worse than expected: where |A| is small, it did not matter what was
/// done. It needs no environment steps.
public struct AdvantageIdentifier: ScoringIdentifier {
  /// `advantage`.
  public static let catalogName = "advantage"
  /// One sentence about it.
  public static let catalogSummary =
    "Steps that turned out furthest from what the policy expected, better or worse: the largest advantages in size."
  /// `advantage`.
  public let name = catalogName
  /// One sentence about it.
  public let summary = catalogSummary

  private let values: RecordedValues

  /// Reads recorded values as `values` says.
  public init(values: RecordedValues) { self.values = values }

  /// |A| of every step.
  public func scores(of episode: Episode) -> [Double] { values.advantages(of: episode).map(abs) }

  /// The size in numbers.
  public func reason(for score: Double) -> String { "an advantage of size \(Numerals.fixed(score, 3))" }
}
