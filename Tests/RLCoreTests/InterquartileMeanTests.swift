import RLCore
import Numerics
import Testing

@Suite struct InterquartileMeanTests {
  @Test func leavesOutAQuarterAtEachEnd() {
    #expect(interquartileMean([5]) == 5)
    #expect(interquartileMean([1, 2, 3]) == 2)
    // Of five values one at each end goes, however far out it lies.
    #expect(interquartileMean([1_000, 2, 3, 4, -1_000]) == 3)
    #expect(interquartileMean([8, 1, 2, 3, 4, 5, 6, 7]) == 4.5)
    #expect(interquartileMean([]).isNaN)
  }

  @Test func theIntervalOfAMeanAgreesWithTheNormalOne() {
    var generator = SeededGenerator(seed: 3)
    let values = (0..<400).map { _ in 10 + 2 * generator.normal() }
    let mean = values.reduce(0, +) / 400
    let interval = bootstrapInterval(values, resamples: 4_000, generator: &generator) {
      $0.reduce(0, +) / Double($0.count)
    }
    // 1.96 · 2 / √400 on either side.
    #expect(interval.low.isApproximatelyEqual(to: mean - 0.196, absoluteTolerance: 0.03))
    #expect(interval.high.isApproximatelyEqual(to: mean + 0.196, absoluteTolerance: 0.03))
  }

  @Test func oneValueHasNoWidthAndNoneHasNoInterval() {
    var generator = SeededGenerator(seed: 1)
    let interval = bootstrapInterval([4], generator: &generator, interquartileMean)
    #expect(interval.low == 4 && interval.high == 4)
    #expect(bootstrapInterval([], generator: &generator, interquartileMean).low.isNaN)
  }
}
