import RLCore

/// The stratified percentile bootstrap: runs are drawn anew, with replacement, within each task alone.
///
/// An interval lies between the 2.5 % and 97.5 % quantiles of a statistic over the resamples. Of a single run a task it
/// has no width, as nothing was seen to vary. Equal scores, seeds and counts give equal intervals.
/// Source: Agarwal et al., 2021, arXiv:2108.13264, section 4.1. Cost: resamples x (runs + the statistic's own).
public struct StratifiedBootstrap: Sendable, Equatable {
  /// Resamples, at least one.
  public let resamples: Int
  /// What the draws depend on.
  public let seed: UInt64

  /// A bootstrap of so many resamples.
  public init(resamples: Int = 10_000, seed: UInt64 = 1) {
    self.resamples = max(1, resamples)
    self.seed = seed
  }

  /// A statistic of `matrix` and its interval.
  public func estimate(_ matrix: RunMatrix, _ statistic: (RunMatrix) -> Double) -> Estimate {
    guard !matrix.scores.isEmpty else { return .mean(of: []) }
    var sample = matrix
    var generator = SeededGenerator(seed: seed)
    let results = (0..<resamples).map { _ in
      sample.draw(from: matrix, &generator)
      return statistic(sample)
    }
    return estimate(statistic(matrix), results, count: matrix.scores.count)
  }

  /// A statistic of two matrices, drawn independently of each other, and its interval; the count is that of the first.
  public func estimate(
    _ first: RunMatrix, _ second: RunMatrix, _ statistic: (RunMatrix, RunMatrix) -> Double
  ) -> Estimate {
    guard !first.scores.isEmpty, !second.scores.isEmpty else { return .mean(of: []) }
    var samples = (first, second)
    var generator = SeededGenerator(seed: seed)
    let results = (0..<resamples).map { _ in
      samples.0.draw(from: first, &generator)
      samples.1.draw(from: second, &generator)
      return statistic(samples.0, samples.1)
    }
    return estimate(statistic(first, second), results, count: first.scores.count)
  }

  /// Several statistics of `matrix` at once, each with its own interval; always as many in the same order.
  public func estimates(_ matrix: RunMatrix, _ statistics: (RunMatrix) -> [Double]) -> [Estimate] {
    let values = statistics(matrix)
    guard !matrix.scores.isEmpty else { return values.map { _ in .mean(of: []) } }
    var sample = matrix
    var generator = SeededGenerator(seed: seed)
    var results = [[Double]](repeating: [], count: values.count)
    for _ in 0..<resamples {
      sample.draw(from: matrix, &generator)
      for (place, value) in zip(results.indices, statistics(sample)) { results[place].append(value) }
    }
    return zip(values, results).map { estimate($0, $1, count: matrix.scores.count) }
  }

  private func estimate(_ value: Double, _ results: [Double], count: Int) -> Estimate {
    // Resamples of which nothing is known leave the interval unknown; they have no place in an order.
    let sorted = results.contains(where: \.isNaN) ? [] : results.sorted()
    return Estimate(value: value, low: sorted.quantile(0.025), high: sorted.quantile(0.975), count: count)
  }
}

extension RunMatrix {
  /// Fills this matrix, of the same form, with runs of `other`.
  fileprivate mutating func draw(from other: RunMatrix, _ generator: inout SeededGenerator) {
    for runs in tasks {
      for place in runs { scores[place] = other.scores[runs.lowerBound + generator.below(runs.count)] }
    }
  }
}

extension Estimate {
  /// The interquartile mean of all runs, with the stratified bootstrap.
  public static func interquartileMean(
    of matrix: RunMatrix, by bootstrap: StratifiedBootstrap = StratifiedBootstrap()
  ) -> Estimate {
    bootstrap.estimate(matrix) { $0.interquartileMean }
  }

  /// The mean over tasks, with the stratified bootstrap.
  public static func mean(
    of matrix: RunMatrix, by bootstrap: StratifiedBootstrap = StratifiedBootstrap()
  ) -> Estimate {
    bootstrap.estimate(matrix) { $0.mean }
  }

  /// The median over tasks, with the stratified bootstrap.
  public static func median(
    of matrix: RunMatrix, by bootstrap: StratifiedBootstrap = StratifiedBootstrap()
  ) -> Estimate {
    bootstrap.estimate(matrix) { $0.median }
  }

  /// The optimality gap below `threshold`, with the stratified bootstrap.
  public static func optimalityGap(
    of matrix: RunMatrix, threshold: Double = 1, by bootstrap: StratifiedBootstrap = StratifiedBootstrap()
  ) -> Estimate {
    bootstrap.estimate(matrix) { $0.optimalityGap(threshold: threshold) }
  }
}
