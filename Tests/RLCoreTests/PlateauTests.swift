import Numerics
import RLCore
import Testing

/// Returns over windows of further training, with lines that can be fitted by hand.
@Suite struct PlateauTests {
  private func test(_ windows: [[Double]], _ steps: Int = 1_000) throws -> PlateauTest {
    try #require(PlateauTest(windows: windows, steps: steps))
  }

  /// Means 2, 4 and 6 in the middles 500, 1500 and 2500; errors of 1, so that s² = 6 / 4, and Σ (x − x̄)² = 4e6.
  @Test func theLineIsThatOfLeastSquares() throws {
    let found = try test([[1, 3], [3, 5], [5, 7]])
    #expect(found.gainPerThousandSteps.isApproximatelyEqual(to: 2, absoluteTolerance: 1e-9))
    let half = 2.776 * 1_000 * (1.5 / 4e6).squareRoot()
    #expect(found.low.isApproximatelyEqual(to: 2 - half, absoluteTolerance: 1e-9))
    #expect(found.high.isApproximatelyEqual(to: 2 + half, absoluteTolerance: 1e-9))
    #expect(found.gain.isApproximatelyEqual(to: 6, absoluteTolerance: 1e-9))
    #expect(found.meanReturn == 4 && found.episodes == 6 && !found.isStuck)
    #expect(found.words == "not stuck: still gains 2.00 per 1000 steps [0.30, 3.70]")
  }

  /// x̄ = 110, Σ (x − x̄)² = 12,000, s² = 2 / 3.
  @Test func windowsMayHoldDifferentNumbersOfEpisodes() throws {
    let found = try test([[2, 4], [6, 6, 6]], 100)
    #expect(found.gainPerThousandSteps.isApproximatelyEqual(to: 30, absoluteTolerance: 1e-9))
    #expect(found.low.isApproximatelyEqual(to: 6.283, absoluteTolerance: 1e-3))
    #expect(found.high.isApproximatelyEqual(to: 53.717, absoluteTolerance: 1e-3))
    #expect(found.gain.isApproximatelyEqual(to: 6, absoluteTolerance: 1e-9) && found.meanReturn == 4.8)
  }

  /// What is gained over three windows, of a mean of about a hundred.
  @Test(
    arguments: [
      ([[100, 100], [101, 101], [102, 102]], true),  // 3
      ([[100, 100], [103, 103], [106, 106]], false),  // 9
      ([[-106, -106], [-103, -103], [-100, -100]], false),
      ([[106, 106], [103, 103], [100, 100]], true),
      ([[100, 100], [100, 100], [100, 100]], true),
      ([[0, 0], [0, 0], [0, 0]], true),
      ([[-1, -1], [0, 0], [1, 1]], false),
      ([[0, 100], [10, 110], [20, 120]], true),  // 30, and nobody knows
    ] as [([[Double]], Bool)])
  func aGainHasToBeLargeAndSure(windows: [[Double]], isStuck: Bool) throws {
    let found = try test(windows)
    #expect(found.isStuck == isStuck, "\(found)")
    #expect(found.words.hasPrefix(isStuck ? "stuck: gains " : PlateauTest.notStuck))
  }

  @Test(
    arguments: [[], [[1, 2]], [[1], [2, 3]], [[1, 2], []], [[1, 2], [.nan, 3]], [[1, 2], [.infinity, 3]]]
      as [[[Double]]])
  func tooLittleTellsNothing(windows: [[Double]]) {
    #expect(PlateauTest(windows: windows, steps: 100) == nil)
    #expect(PlateauTest(windows: [[1, 2], [3, 4]], steps: 0) == nil)
  }
}
