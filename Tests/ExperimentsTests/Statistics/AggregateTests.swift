import Experiments
import RLCore
import Testing

@Suite struct AggregateTests {
  /// rliable 1.2.0: metrics.aggregate_iqm, aggregate_mean, aggregate_median, aggregate_optimality_gap (gamma 1 and 0.6).
  @Test func pointEstimatesAreThoseOfTheReference() {
    let (x, y) = (ReferenceScores.x, ReferenceScores.y)
    #expect(x.interquartileMean.isNear(0.6916666666666668) && y.interquartileMean.isNear(0.525))
    #expect(x.mean.isNear(0.7458333333333335) && y.mean.isNear(0.5875))
    #expect(x.median.isNear(0.5375) && y.median.isNear(0.4125))
    #expect(x.optimalityGap().isNear(0.3458333333333333) && y.optimalityGap().isNear(0.45))
    #expect(x.optimalityGap(threshold: 0.6).isNear(0.10833333333333328))
    #expect(y.optimalityGap(threshold: 0.6).isNear(0.15833333333333333))
  }

  /// rliable 1.2.0: library.get_interval_estimates({"X": X}, …, reps=20000), the mean of five random states.
  ///
  /// A 2.5 % quantile of 20,000 resamples has a standard error near 0.001 here; beyond that the statistics lie on a
  /// lattice, as the scores are multiples of 0.1, and the quantile may fall on either of two neighbours: 0.1 / 12 apart for
  /// the interquartile mean, 0.1 / 24 for the mean and the gap, 0.1 / 8 for the median.
  @Test func intervalsAreThoseOfTheReference() {
    let bootstrap = StratifiedBootstrap(resamples: 20_000, seed: 7)
    let found: [(Estimate, low: Double, high: Double, step: Double)] = [
      (.interquartileMean(of: ReferenceScores.x, by: bootstrap), 0.56667, 0.80333, 0.1 / 12),
      (.mean(of: ReferenceScores.x, by: bootstrap), 0.63333, 0.86667, 0.1 / 24),
      (.median(of: ReferenceScores.x, by: bootstrap), 0.4125, 0.7125, 0.1 / 8),
      (.optimalityGap(of: ReferenceScores.x, by: bootstrap), 0.2625, 0.42917, 0.1 / 24),
    ]
    for (estimate, low, high, step) in found {
      #expect(estimate.low.isNear(low, step + 1e-3) && estimate.high.isNear(high, step + 1e-3), "\(estimate)")
      #expect(estimate.count == 24)
    }
  }

  @Test func intervalsDependOnTheSeedAlone() {
    let first = Estimate.interquartileMean(of: ReferenceScores.x, by: StratifiedBootstrap(resamples: 500, seed: 3))
    #expect(
      first == Estimate.interquartileMean(of: ReferenceScores.x, by: StratifiedBootstrap(resamples: 500, seed: 3)))
    // Means of normal scores: an even lattice would hide a seed.
    let matrix = RunMatrix([ReferenceScores.normal(20, seed: 1)])
    #expect(
      Estimate.mean(of: matrix, by: StratifiedBootstrap(resamples: 500, seed: 3))
        != Estimate.mean(of: matrix, by: StratifiedBootstrap(resamples: 500, seed: 4)))
  }

  /// Runs are drawn within their task: two tasks without spread of their own have an interval without width, though
  /// their scores differ.
  @Test func tasksAreStrata() {
    let matrix = RunMatrix([[1, 1, 1, 1], [5, 5, 5, 5]])
    #expect(Estimate.mean(of: matrix) == Estimate(value: 3, low: 3, high: 3, count: 8))
  }

  /// 1.96 · 2 / √400 on either side of the mean.
  @Test func theIntervalOfAMeanIsTheNormalOne() {
    let matrix = RunMatrix([ReferenceScores.normal(400, mean: 10, deviation: 2, seed: 3)])
    let found = Estimate.mean(of: matrix, by: StratifiedBootstrap(resamples: 4_000))
    #expect(found.low.isNear(matrix.mean - 0.196, 0.03) && found.high.isNear(matrix.mean + 0.196, 0.03))
  }

  @Test func symmetricScoresHaveASymmetricInterval() {
    let half = ReferenceScores.normal(15, seed: 9)
    let matrix = RunMatrix([half + half.map { -$0 }, half.map { 2 * $0 } + half.map { -2 * $0 }])
    for found in [Estimate.mean(of: matrix), .interquartileMean(of: matrix), .median(of: matrix)] {
      #expect(found.value.isNear(0))
      let (low, high) = (found.low ?? .nan, found.high ?? .nan)
      #expect(low < 0 && 0 < high)
      #expect((low + high).isNear(0, 0.1 * (high - low)))
    }
  }

  @Test func nothingDependsOnTheOrderOfTasksAndRuns() {
    let columns = ReferenceScores.columns(ReferenceScores.x)
    let other = RunMatrix(columns.reversed().map { $0.reversed() })
    #expect(other.interquartileMean.isNear(ReferenceScores.x.interquartileMean))
    #expect(other.mean.isNear(ReferenceScores.x.mean) && other.median.isNear(ReferenceScores.x.median))
    #expect(other.optimalityGap().isNear(ReferenceScores.x.optimalityGap()))
  }

  /// Tasks weigh alike in the mean, (2 + 10) / 2; runs weigh alike in the interquartile mean, of 1, 2, 3, 10.
  @Test func tasksMayHaveDifferentNumbersOfRuns() {
    let matrix = RunMatrix([[1, 2, 3], [10], []])
    #expect(matrix.mean == 6 && matrix.median == 6)
    #expect(matrix.interquartileMean == 2.5)
    #expect(Estimate.mean(of: matrix, by: StratifiedBootstrap(resamples: 100)).count == 4)
  }

  @Test(arguments: [[], [[]], [[.nan, .infinity], []]] as [[[Double]]])
  func ofNothingNothingIsKnown(columns: [[Double]]) {
    let matrix = RunMatrix(columns)
    #expect(matrix.mean.isNaN && matrix.median.isNaN && matrix.interquartileMean.isNaN)
    #expect(matrix.optimalityGap().isNaN)
    for found in [Estimate.mean(of: matrix), .median(of: matrix), .optimalityGap(of: matrix)] {
      #expect(found.value == nil && found.low == nil && found.high == nil && found.count == 0)
    }
  }

  @Test func oneRunHasNoWidth() {
    #expect(Estimate.interquartileMean(of: RunMatrix([[4]])) == Estimate(value: 4, low: 4, high: 4, count: 1))
    #expect(StratifiedBootstrap(resamples: -3).resamples == 1)
  }

  @Test func aStatisticThatFailsLeavesItsIntervalUnknown() {
    let bootstrap = StratifiedBootstrap(resamples: 50)
    let found = bootstrap.estimate(RunMatrix([[1, 2, 3, 4]])) { $0.scores[0] == 1 ? $0.mean : .nan }
    #expect(found.value == 2.5 && found.low == nil && found.high == nil)
    // Statistics that change their number are cut to the first answer's.
    var calls = 0
    let several = bootstrap.estimates(RunMatrix([[1, 2]])) { matrix in
      calls += 1
      return [Double](repeating: matrix.mean, count: calls)
    }
    #expect(several.count == 1 && several[0].value == 1.5)
  }

  @Test func whatReachesTheThresholdHasNoGap() {
    #expect(RunMatrix([[1, 2, 3]]).optimalityGap() == 0)
    #expect(RunMatrix([[0, 0.5, 3]]).optimalityGap() == 0.5)
    #expect(RunMatrix([[-1, -1]]).optimalityGap() == 2)
  }
}
