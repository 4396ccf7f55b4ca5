import Experiments
import Foundation
import Testing

@Suite struct PairedComparisonTests {
  private let bootstrap = StratifiedBootstrap(resamples: 2_000)

  private func comparison(_ own: [Double], _ theirs: [Double]) -> PairedComparison {
    PairedComparison(
      of: "ultra-ra", with: "ppo", in: ReferenceScores.scores(["ppo": theirs, "ultra-ra": own]), by: bootstrap)
  }

  /// scipy 1.17.1: ttest_rel of all 24 pairs gives p = 0.0066977. rliable 1.2.0: aggregate_iqm(X - Y) = 0.125, its interval
  /// of 20,000 resamples, the mean of five random states, 0.035 to 0.21671; the lattice is 0.1 / 12.
  @Test func differencesAreThoseOfTheReference() {
    let found = PairedComparison(
      of: "x", with: "y", in: ReferenceScores.scores, by: StratifiedBootstrap(resamples: 20_000))
    #expect(found.tasks == 3 && found.pairs == 24)
    #expect(found.pValue.isNear(0.006697712102696028, 1e-11))
    #expect(found.difference.value.isNear(0.7458333333333335 - 0.5875) && found.baselineMean.isNear(0.5875))
    #expect(found.interquartileMean.value.isNear(0.125))
    #expect(found.interquartileMean.low.isNear(0.035, 0.1 / 12 + 1e-3), "\(found.interquartileMean)")
    #expect(found.interquartileMean.high.isNear(0.21671, 0.1 / 12 + 1e-3), "\(found.interquartileMean)")
    #expect(found.verdict == .ahead)
    #expect(
      found.sentence == "x is ahead of y by 0.158 [0.048, 0.268] over 24 paired seeds on 3 tasks (p = 0.007)")
  }

  /// scipy 1.17.1: ttest_rel(X, Y) gives p = 0.000423659, its confidence interval 0.551788 to 1.223212; numpy's deviation
  /// with ddof=1 is 0.40155946.
  @Test func oneTaskIsThatOfTheReference() {
    let found = comparison([2.1, 1.9, 3.0, 2.7, 1.2, 2.2, 2.9, 1.4], [1.0, 1.1, 2.0, 1.2, 0.9, 1.8, 1.7, 0.6])
    #expect(found.pValue.isNear(0.0004236591164557546, 1e-12) && found.deviation.isNear(0.4015594601052253))
    // The interval's quantile has three decimals.
    #expect(found.difference.low.isNear(0.5517878900737004, 1e-4))
    #expect(found.difference.high.isNear(1.2232121099262998, 1e-4))
    #expect(found.margin.isNear(0.12875))
    #expect(found.sentence == "ultra-ra is ahead of ppo by 0.89 [0.55, 1.22] over 8 paired seeds (p < 0.001)")
  }

  @Test(
    arguments: [
      (1, 3, 0, .ahead), (0, 3, 1, .notWorse), (-1, 3, 1, .notResolved), (-0.5, 3, 1, .notWorse),
      (-0.5, -0.1, 1, .notWorse), (-3, -0.1, 1, .worse), (-3, 0, 1, .notResolved), (-3, -0.1, nil, .worse),
      (-0.5, 3, nil, .notResolved),
    ] as [(Double, Double, Double?, PairedComparison.Verdict)])
  func verdictsGoByTheIntervalAndTheMargin(
    low: Double, high: Double, margin: Double?, expected: PairedComparison.Verdict
  ) {
    let estimate = Estimate(value: (low + high) / 2, low: low, high: high, count: 9)
    #expect(PairedComparison.verdict(estimate, margin: margin) == expected)
  }

  @Test func oneMeasurementResolvesNothing() {
    #expect(PairedComparison.verdict(Estimate(value: 5, low: 5, high: 5, count: 1), margin: 1) == .notResolved)
    #expect(PairedComparison.verdict(.mean(of: []), margin: 1) == .notResolved)
  }

  /// The margin is a share of the mean's size, also where returns are negative.
  @Test func marginsOfNegativeMeansArePositive() {
    let found = comparison([-5, -5.2, -4.9, -5.1], [-5, -5.1, -5, -5])
    #expect(found.margin.isNear(0.5025) && found.verdict == .notWorse)
  }

  @Test func swappingTheMethodsSwapsTheSign() {
    let scores = ReferenceScores.scores
    let forth = PairedComparison(of: "x", with: "y", in: scores, by: bootstrap)
    let back = PairedComparison(of: "y", with: "x", in: scores, by: bootstrap)
    #expect((forth.difference.value ?? 0) == -(back.difference.value ?? 0) && forth.pValue == back.pValue)
    #expect(forth.verdict == .ahead && back.verdict == .worse)
  }

  @Test func unknownScoresLeaveTheirPairOut() {
    let found = comparison([1, .nan, 3, 4], [1, 2, .infinity, 5, 6])
    #expect(found.pairs == 2 && found.unpaired == 3 && found.difference.value == -0.5)
    #expect(
      found.sentence.hasPrefix(
        "not resolved: ultra-ra differs from ppo by -0.50 [-6.85, 5.85] over 2 paired seeds, 3 without a pair left out")
    )
  }

  @Test func withoutPairsEverythingIsNull() throws {
    let found = PairedComparison(of: "a", with: "b", in: Scores([]))
    #expect(found.pairs == 0 && found.verdict == .notResolved && found.pairsForMargin == nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let unknown = #"{"count":0,"high":null,"low":null,"value":null}"#
    #expect(
      String(decoding: try encoder.encode(found), as: UTF8.self)
        == #"{"baseline":"b","baselineMean":null,"deviation":null,"difference":\#(unknown),"interquartileMean":"#
        + #"\#(unknown),"margin":null,"method":"a","pValue":null,"pairing":"seeds","pairs":0,"tasks":0,"unpaired":0,"verdict":"not resolved"}"#
    )
  }

  /// Against itself a method differs by nothing, and that is known.
  @Test func aMethodIsNotWorseThanItself() {
    let found = PairedComparison(of: "x", with: "x", in: ReferenceScores.scores, by: bootstrap)
    #expect(found.difference == Estimate(value: 0, low: 0, high: 0, count: 24))
    #expect(found.pValue == 1 && found.verdict == .notWorse && found.pairsForMargin == nil)
  }
}
