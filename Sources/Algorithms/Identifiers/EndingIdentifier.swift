public import RLCore

/// Names the last steps before an episode that ended by its own rules: nearness of termination.
///
/// The simplest rule that knows of falls and lost games. An episode that was cut by its limit came to no end: its scores
/// are equal, and none of its steps is named. It needs no environment steps.
public struct EndingIdentifier: ScoringIdentifier {
  /// `ending`.
  public static let catalogName = "ending"
  /// One sentence about it.
  public static let catalogSummary =
    "The last steps before an episode ended by its own rules, such as a fall; nothing is asked of the policy."
  /// `ending`.
  public let name = catalogName
  /// One sentence about it.
  public let summary = catalogSummary

  /// A rule without settings.
  public init() {}

  /// The share of the episode that is over after each step; 0 everywhere where it was cut.
  public func scores(of episode: Episode) -> [Double] {
    let count = episode.steps.count
    return (0..<count).map { episode.terminated ? Double($0 + 1) / Double(count) : 0 }
  }

  /// The same for all.
  public func reason(for score: Double) -> String { "near the end that the episode came to" }
}
