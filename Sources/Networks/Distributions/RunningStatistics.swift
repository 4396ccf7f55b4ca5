/// Mean and variance of a stream, merged in batches (Chan et al., 1983); used to normalise observations and rewards.
public struct RunningStatistics: Sendable, Equatable, Codable {
  /// Mean per component.
  public private(set) var mean: [Double]
  /// Population variance per component.
  public private(set) var variance: [Double]
  /// Samples seen; starts at a small number so that the first variance is 1, as in Gymnasium's wrappers.
  public private(set) var count: Double = 1e-4

  /// Statistics of `width` components.
  public init(width: Int) {
    mean = [Double](repeating: 0, count: width)
    variance = [Double](repeating: 1, count: width)
  }

  /// Statistics as a file holds them; nil where these are of different widths.
  public init?(mean: [Double], variance: [Double], count: Double) {
    guard mean.count == variance.count else { return nil }
    (self.mean, self.variance, self.count) = (mean, variance, count)
  }

  /// Merges the mean, variance and count of a batch.
  public mutating func merge(mean batchMean: [Double], variance batchVariance: [Double], count batchCount: Double) {
    let total = count + batchCount
    for index in mean.indices {
      let delta = batchMean[index] - mean[index]
      let squares =
        variance[index] * count + batchVariance[index] * batchCount + delta * delta * count * batchCount / total
      mean[index] += delta * batchCount / total
      variance[index] = squares / total
    }
    count = total
  }
}
