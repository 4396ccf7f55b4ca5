import Experiments
import Testing

@Suite struct GamesComparisonTests {
  private func comparison(
    _ own: [Double], _ theirs: [Double], seeds: (UInt64, UInt64) = (7, 7)
  ) -> GamesComparison {
    GamesComparison(
      of: "a", GamesComparison.Games(own, seed: seeds.0), with: "b", GamesComparison.Games(theirs, seed: seeds.1))
  }

  /// By hand: the differences 2, 3, 4 have the mean 3 and the deviation 1; t of two degrees is 4.303, over √3 2.4843.
  @Test func gamesOfOneSeedArePairs() {
    let found = comparison([3, 5, 7], [1, 2, 3])
    #expect(found.isPaired && found.difference.count == 3 && found.standing == .above)
    #expect(found.difference.value.isNear(3))
    #expect(found.difference.low.isNear(3 - 4.303 / 3.0.squareRoot()))
    #expect(found.difference.high.isNear(3 + 4.303 / 3.0.squareRoot()))
    #expect(found.sentence == "a is 3.00 points above b (95 % 0.52 to 5.48, 3 paired games)")
    let other = comparison([1, 2, 3], [3, 5, 7])
    #expect(other.standing == .below)
    #expect(other.sentence == "a is 3.00 points below b (95 % 0.52 to 5.48, 3 paired games)")
  }

  @Test func whatPairsHaveInCommonCancels() throws {
    // The luck of a game is far greater than what the policies differ by.
    let luck: [Double] = [-20, 15, 3, -8, 11, 0, 19, -14]
    let (own, theirs) = (luck.enumerated().map { $1 + 1 + 0.1 * Double($0 % 3) }, luck)
    #expect(comparison(own, theirs).standing == .above)
    #expect(comparison(own, theirs, seeds: (7, 8)).standing == .unresolved)
  }

  /// By hand: 2.5 − 4, with the squared errors 5/12 and 4/3; Satterthwaite's degrees are 3.2347, whose 97.5 % quantile is
  /// 3.0557127 (scipy 1.17.1, `t.ppf`).
  @Test func gamesOfOtherSeedsAreTwoSamples() {
    let found = comparison([1, 2, 3, 4], [2, 4, 6], seeds: (7, 8))
    #expect(!found.isPaired && found.difference.count == 7 && found.standing == .unresolved)
    let half = 3.055712710425896 * 1.75.squareRoot()
    #expect(found.difference.value.isNear(-1.5))
    #expect(found.difference.low.isNear(-1.5 - half, 1e-9) && found.difference.high.isNear(-1.5 + half, 1e-9))
    #expect(
      found.sentence == "a is not told apart from b: -1.50 points (95 % -5.54 to 2.54, 7 games, not paired)")
  }

  @Test func onlyGamesOfBothAndOnlyNumbersCount() {
    let expected = comparison([3, 5, 7], [1, 2, 3]).difference
    #expect(comparison([3, 5, 7, 100, 200], [1, 2, 3]).difference == expected)
    #expect(comparison([3, .nan, 5, 7], [1, 9, 2, 3]).difference == expected)
    let infinite = comparison([1, .infinity, 3, 2, 4], [2, 4, 6, .nan], seeds: (7, 8)).difference
    #expect(infinite == comparison([1, 3, 2, 4], [2, 4, 6], seeds: (7, 8)).difference)
  }

  @Test func tooFewGamesClaimNothing() {
    let one = comparison([4], [1])
    #expect(!one.isPaired && one.difference.value == 3 && one.difference.low == nil && one.standing == .unresolved)
    #expect(one.sentence == "a and b are 3.00 points apart, by too few games for an interval")
    for (own, theirs) in [([], [1, 2]), ([1, 2], []), ([.nan, .nan], [1, 2])] as [([Double], [Double])] {
      let none = comparison(own, theirs)
      #expect(none.difference.value == nil && none.standing == .unresolved)
      #expect(none.sentence == "a and b have no games to be compared by")
    }
  }

  @Test func gamesWithoutLuckAreTakenAtTheirWord() {
    #expect(comparison([2, 3], [1, 2]).sentence == "a is 1.00 points above b (95 % 1.00 to 1.00, 2 paired games)")
    #expect(comparison([2, 2], [1, 1], seeds: (1, 2)).standing == .above)
    #expect(comparison([1, 1], [1, 1]).standing == .unresolved)
  }
}
