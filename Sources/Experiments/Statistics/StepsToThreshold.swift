public import RLCore

/// How soon the runs of a method reach a score, those that never do included.
///
/// A mean over the runs that reached it would praise a method of which one lucky run did. The median takes a run that
/// never did as later than any other, and is unknown where it falls among those.
public struct StepsToThreshold: Sendable, Encodable {
  /// The score to reach; null where that is not a finite number.
  @OrNull public private(set) var threshold: Double?
  /// Runs with a curve.
  public let runs: Int
  /// Runs that reached it within the limit.
  public let reached: Int
  /// The share of the runs that reached it, with Wilson's interval.
  public let share: Estimate
  /// The median step; null where half of the runs or more never reached it.
  @OrNull public private(set) var median: Double?
  /// The earliest step; null where none reached it.
  @OrNull public private(set) var first: Double?
  /// Steps that every run was given; later crossings do not count. Null without a run.
  @OrNull public private(set) var limit: Double?

  /// What `curves` need to `threshold`, within `limit` steps or, without one, within the steps that all runs have.
  ///
  /// Curves without a point are left out: of those nothing is known. One that ends before the limit and below the threshold
  /// counts as not reaching it.
  public init(_ curves: [LearningCurve], threshold: Double, limit: Double? = nil) {
    let known = curves.filter { !$0.points.isEmpty }
    let last = limit ?? known.compactMap { $0.range?.upperBound }.min()
    let steps = known.map { curve in
      curve.steps(to: threshold).flatMap { step in last.map { step <= $0 } == true ? step : nil } ?? .infinity
    }.sorted()
    self.threshold = threshold
    self.limit = last
    runs = known.count
    reached = steps.filter(\.isFinite).count
    share = known.isEmpty ? .mean(of: []) : .share(reached, of: runs)
    let middle = steps.quantile(0.5)
    median = middle.isFinite ? middle : nil
    first = steps.first.flatMap { $0.isFinite ? $0 : nil }
  }

  /// The median and how many it stands on: `41000 (5 of 7)`, `not reached by half (2 of 7)`.
  public var text: String {
    if runs == 0 { return "unknown" }
    if reached == 0 { return "never reached (0 of \(runs))" }
    return (median.map { Numerals.fixed($0, 0) } ?? "not reached by half") + " (\(reached) of \(runs))"
  }
}
