import RLCore
import Numerics
import Testing

/// Reference values are scipy 1.17's `scipy.stats.t.ppf(0.975, n)` and `scipy.stats.t.interval(0.95, …)`.
@Suite struct MeanIntervalTests {
  @Test(arguments: [
    (1, 12.706204736), (2, 4.302652730), (5, 2.570581836), (10, 2.228138852), (29, 2.045229642), (30, 2.042272456),
    (31, 2.039513446), (40, 2.021075390), (60, 2.000297822), (100, 1.983971519), (1_000, 1.962339081),
  ])
  func quantilesOfStudent(degrees: Int, expected: Double) {
    #expect(abs(studentQuantile(degrees: degrees) - expected) < (degrees <= 30 ? 6e-4 : 1e-4))
  }

  @Test func quantilesFallTowardsTheNormalOne() {
    let quantiles = (1...500).map { studentQuantile(degrees: $0) }
    #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(studentQuantile(degrees: 10_000_000).isApproximatelyEqual(to: 1.959964, absoluteTolerance: 1e-5))
    #expect(studentQuantile(degrees: 0) == .infinity)
  }

  @Test func intervalOfAFewValues() {
    let interval = meanInterval([1, 2, 3, 4, 10])
    #expect(interval.mean == 4)
    #expect(interval.low.isApproximatelyEqual(to: -0.3899451654, absoluteTolerance: 1e-3))
    #expect(interval.high.isApproximatelyEqual(to: 8.3899451654, absoluteTolerance: 1e-3))
    let pair = meanInterval([-1, 1])
    #expect(
      pair.low.isApproximatelyEqual(to: -12.7062047, absoluteTolerance: 1e-3)
        && pair.high.isApproximatelyEqual(to: 12.7062047, absoluteTolerance: 1e-3))
  }

  @Test func intervalOfFortyValues() {
    let values = [
      0.0, 2.524, 2.728, 0.423, -2.27, -2.877, -0.838, 1.971, 2.968, 1.236, -1.632, -3.0, -1.61, 1.261, 2.972, 1.951,
      -0.864, -2.884, -2.253, 0.45, 2.739, 2.51, -0.027, -2.539, -2.717, -0.397, 2.288, 2.869, 0.813, -1.991, -2.964,
      -1.212, 1.654, 3.0, 1.587, -1.285, -2.975, -1.931, 0.889, 2.891,
    ]
    let interval = meanInterval(values)
    #expect(interval.mean.isApproximatelyEqual(to: 0.08645, absoluteTolerance: 1e-12))
    #expect(interval.low.isApproximatelyEqual(to: -0.5980259603, absoluteTolerance: 1e-4))
    #expect(interval.high.isApproximatelyEqual(to: 0.7709259603, absoluteTolerance: 1e-4))
  }

  @Test func intervalsOfFewerThanTwoValues() {
    #expect(meanInterval([2.5]) == (2.5, 2.5, 2.5))
    #expect(meanInterval([2.5, 2.5, 2.5]) == (2.5, 2.5, 2.5))
    let none = meanInterval([])
    #expect(none.mean.isNaN && none.low.isNaN && none.high.isNaN)
  }
}
