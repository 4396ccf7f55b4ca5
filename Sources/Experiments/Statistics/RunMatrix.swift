import RLCore

/// Scores of runs on tasks, and what they come to in one number.
///
/// Tasks may have different numbers of runs. The mean and the median weigh tasks alike; what pools the runs (the
/// interquartile mean, the optimality gap, a profile) weighs runs alike. Numbers of no scores are not a number.
/// Source: Agarwal et al., 2021, arXiv:2108.13264, section 4.
public struct RunMatrix: Sendable, Equatable {
  /// The scores, task after task.
  public internal(set) var scores: [Double]
  /// Where the runs of each task lie in the scores.
  public let tasks: [Range<Int>]

  /// A column of runs for each task; scores that are not finite are left out.
  public init(_ columns: [[Double]]) {
    var scores: [Double] = []
    tasks = columns.map { column in
      let start = scores.count
      scores += column.filter(\.isFinite)
      return start..<scores.count
    }
    self.scores = scores
  }

  /// The mean over the tasks of each task's mean.
  public var mean: Double {
    let means = taskMeans
    return means.reduce(0, +) / Double(means.count)
  }

  /// The median over the tasks of each task's mean.
  public var median: Double { taskMeans.sorted().quantile(0.5) }

  /// The mean of the middle half of all runs.
  public var interquartileMean: Double { RLCore.interquartileMean(scores) }

  /// How far the runs stay below `threshold` on average; what lies above it counts as reaching it.
  public func optimalityGap(threshold: Double = 1) -> Double {
    threshold - scores.reduce(0) { $0 + min($1, threshold) } / Double(scores.count)
  }

  /// The mean of each task that has runs.
  private var taskMeans: [Double] {
    tasks.filter { !$0.isEmpty }.map { runs in scores[runs].reduce(0, +) / Double(runs.count) }
  }
}

extension [Double] {
  /// The value below which `share` of ascending values lie, between neighbours in proportion (Hyndman and Fan's type 7).
  func quantile(_ share: Double) -> Double {
    guard !isEmpty else { return .nan }
    let place = Double(count - 1) * Swift.min(Swift.max(share, 0), 1)
    let lower = Int(place)
    let upper = Swift.min(lower + 1, count - 1)
    // Ends that are equal, infinite ones included, need no weighing.
    guard self[lower] != self[upper], place > Double(lower) else { return self[lower] }
    return self[lower] + (place - Double(lower)) * (self[upper] - self[lower])
  }
}
