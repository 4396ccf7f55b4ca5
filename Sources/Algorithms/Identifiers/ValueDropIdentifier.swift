public import RLCore

/// Names the steps at which the policy's value fell most: V(s_t) − [r_t + γ V(s_{t+1})] = −δ_t.
///
/// Where the value falls, something went worse than the policy had expected, by its own action or by chance. It needs no
/// environment steps.
public struct ValueDropIdentifier: ScoringIdentifier {
  /// `value-drop`.
  public static let catalogName = "value-drop"
  /// One sentence about it.
  public static let catalogSummary =
    "Steps after which the policy expects least of what it expected before: the largest falls of its value."
  /// `value-drop`.
  public let name = catalogName
  /// One sentence about it.
  public let summary = catalogSummary

  private let values: RecordedValues

  /// Reads recorded values as `values` says.
  public init(values: RecordedValues) { self.values = values }

  /// −δ of every step.
  public func scores(of episode: Episode) -> [Double] { values.differences(of: episode).map { -$0 } }

  /// The fall in numbers.
  public func reason(for score: Double) -> String {
    score > 0
      ? "the policy's value fell by \(Numerals.fixed(score, 3)) here" : "among the steps at which the value rose least"
  }
}
