import Networks
import RLCore
import Numerics
import Testing

@Suite struct RunningStatisticsTests {
  private func moments(_ rows: [[Double]]) -> (mean: [Double], variance: [Double]) {
    let count = Double(rows.count)
    let mean = rows[0].indices.map { place in rows.reduce(0) { $0 + $1[place] } / count }
    let variance = rows[0].indices.map { place in
      rows.reduce(0) { $0 + ($1[place] - mean[place]) * ($1[place] - mean[place]) } / count
    }
    return (mean, variance)
  }

  @Test func batchesOfAnySizeGiveTheMomentsOfTheWhole() {
    var generator = SeededGenerator(seed: 5)
    let rows = (0..<1_000).map { index in [generator.normal() * 3 + 2, generator.uniform(), Double(index)] }
    var statistics = RunningStatistics(width: 3)
    var start = 0
    for size in [1, 2, 497, 100, 400] {
      let part = Array(rows[start..<(start + size)])
      let moments = moments(part)
      statistics.merge(mean: moments.mean, variance: moments.variance, count: Double(size))
      start += size
    }
    #expect(statistics.count.isApproximatelyEqual(to: 1_000, absoluteTolerance: 1e-3))
    let expected = moments(rows)
    for place in 0..<3 {
      // The start of 1e-4 samples with mean 0 and variance 1 leaves a trace of 1e-7.
      let size = 1e-6 * (1 + abs(expected.mean[place]) + expected.variance[place])
      #expect(abs(statistics.mean[place] - expected.mean[place]) < size)
      #expect(abs(statistics.variance[place] - expected.variance[place]) < size)
    }
  }

  @Test func startsWithMeanZeroAndVarianceOne() {
    let statistics = RunningStatistics(width: 2)
    #expect(statistics.mean == [0, 0] && statistics.variance == [1, 1] && statistics.count == 1e-4)
  }

  @Test func aConstantHasNoVariance() {
    var statistics = RunningStatistics(width: 1)
    for _ in 0..<50 { statistics.merge(mean: [4], variance: [0], count: 10) }
    #expect(statistics.mean[0].isApproximatelyEqual(to: 4, absoluteTolerance: 1e-5))
    #expect(statistics.variance[0] >= 0 && statistics.variance[0] < 1e-4)
  }
}
