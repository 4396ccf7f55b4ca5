/// The mean of the middle half of `values`: a quarter, rounded down, is left out at each end.
///
/// Source: Agarwal et al., 2021, arXiv:2108.13264, who advise it for a few runs with outliers.
public func interquartileMean(_ values: [Double]) -> Double {
  guard !values.isEmpty else { return .nan }
  let sorted = values.sorted()
  let cut = sorted.count / 4
  let middle = sorted[cut..<(sorted.count - cut)]
  return middle.reduce(0, +) / Double(middle.count)
}

/// A 95 % interval for a statistic of `values` by the percentile bootstrap: the statistic of `resamples` samples with
/// replacement, between its 2.5 % and 97.5 % quantiles.
public func bootstrapInterval(
  _ values: [Double], resamples: Int = 10_000, generator: inout SeededGenerator, _ statistic: ([Double]) -> Double
) -> (low: Double, high: Double) {
  guard !values.isEmpty else { return (.nan, .nan) }
  var sample = values
  let results = (0..<max(1, resamples)).map { _ in
    for index in sample.indices { sample[index] = values[generator.below(values.count)] }
    return statistic(sample)
  }.sorted()
  func quantile(_ share: Double) -> Double { results[Int((Double(results.count - 1) * share).rounded())] }
  return (quantile(0.025), quantile(0.975))
}
