import Experiments
import Testing

@Suite struct ProbabilityOfImprovementTests {
  private let x = ReferenceScores.x
  private let y = ReferenceScores.y

  /// rliable 1.2.0: metrics.probability_of_improvement(X, Y) and (Y, X).
  @Test func probabilitiesAreThoseOfTheReference() {
    #expect(x.probabilityOfImprovement(over: y).isNear(0.6536458333333334))
    #expect(y.probabilityOfImprovement(over: x).isNear(0.3463541666666667))
  }

  /// rliable 1.2.0: library.get_interval_estimates({"X,Y": (X, Y)}, …, reps=5000), the mean of three random states:
  /// 0.4905 and 0.8030, which spread by 0.005; a quantile of 5,000 resamples has a standard error near 0.004.
  @Test func theIntervalIsThatOfTheReference() {
    let found = Estimate.probabilityOfImprovement(of: x, over: y, by: StratifiedBootstrap(resamples: 5_000))
    #expect(found.value.isNear(0.6536458333333334))
    #expect(found.low.isNear(0.4905, 0.015) && found.high.isNear(0.8030, 0.015), "\(found)")
  }

  /// rliable 1.2.0: metrics.probability_of_improvement([1, 2, 2, 3], [2, 2, 1, 0]) = 0.71875. By hand: 9 of 16 pairs are
  /// above (1, 2, 2 and 4 below each) and 5 equal.
  @Test func tiesCountHalf() {
    let (first, second) = (RunMatrix([[1, 2, 2, 3]]), RunMatrix([[2, 2, 1, 0]]))
    #expect(first.probabilityOfImprovement(over: second) == 0.71875)
    let (above, equal) = first.chances(against: second)
    #expect(above == 9.0 / 16 && equal == 5.0 / 16)
    #expect(first.probabilityOfImprovement(over: first) == 0.5)
  }

  @Test func theChancesOfAllOutcomesAddUpToOne() {
    for seed in 0..<20 as Range<UInt64> {
      // Rounding makes ties.
      let columns = (0..<3).map { task in
        ReferenceScores.normal(4 + task, deviation: 2, seed: seed * 10 + UInt64(task)).map { $0.rounded() }
      }
      let others = (0..<3).map { task in
        ReferenceScores.normal(9 - task, deviation: 2, seed: seed * 10 + 5 + UInt64(task)).map { $0.rounded() }
      }
      let (first, second) = (RunMatrix(columns), RunMatrix(others))
      let (forth, back) = (first.chances(against: second), second.chances(against: first))
      #expect(forth.equal.isNear(back.equal))
      #expect((forth.above + back.above + forth.equal).isNear(1))
      let sum = first.probabilityOfImprovement(over: second) + second.probabilityOfImprovement(over: first)
      #expect(sum.isNear(1))
    }
  }

  /// scipy 1.17.1: stats.mannwhitneyu([3, 1, 4, 1, 5], [9, 2, 6], alternative="greater").statistic / 15 = 0.2.
  @Test func numbersOfRunsMayDiffer() {
    #expect(RunMatrix([[3, 1, 4, 1, 5]]).probabilityOfImprovement(over: RunMatrix([[9, 2, 6]])).isNear(0.2))
  }

  @Test func noOrderAndNoGrowingScaleMatters() {
    let columns = ReferenceScores.columns(x).map { Array($0.reversed()) }
    #expect(RunMatrix(columns).probabilityOfImprovement(over: y) == x.probabilityOfImprovement(over: y))
    func cubed(_ matrix: RunMatrix) -> RunMatrix {
      RunMatrix(ReferenceScores.columns(matrix).map { $0.map { $0 * $0 * $0 } })
    }
    #expect(cubed(x).probabilityOfImprovement(over: cubed(y)) == x.probabilityOfImprovement(over: y))
  }

  @Test func withoutACommonTaskNothingIsKnown() {
    let one = RunMatrix([[1, 2]])
    #expect(one.probabilityOfImprovement(over: RunMatrix([])).isNaN)
    #expect(RunMatrix([[1], []]).probabilityOfImprovement(over: RunMatrix([[], [1]])).isNaN)
    let found = Estimate.probabilityOfImprovement(of: one, over: RunMatrix([[]]))
    #expect(found.value == nil && found.count == 0)
    // Tasks that one of the two lacks are left out.
    #expect(RunMatrix([[1], [5]]).probabilityOfImprovement(over: RunMatrix([[], [1]])) == 1)
  }
}
