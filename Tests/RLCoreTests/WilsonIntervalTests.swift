import RLCore
import Numerics
import Testing

/// Wilson's score interval against values worked out by hand and its own defining equation.
@Suite struct WilsonIntervalTests {
  @Test func knownValues() {
    // 2 n p̂ + z² ± z sqrt(z² + 4 n p̂ (1 - p̂)) over 2 (n + z²), with z² = 3.841459.
    let half = wilsonInterval(5, of: 10)
    #expect(
      half.low.isApproximatelyEqual(to: 0.236593, absoluteTolerance: 1e-5)
        && half.high.isApproximatelyEqual(to: 0.763407, absoluteTolerance: 1e-5))
    let all = wilsonInterval(10, of: 10)
    #expect(all.low.isApproximatelyEqual(to: 10 / 13.841459, absoluteTolerance: 1e-5) && all.high == 1)
    let none = wilsonInterval(0, of: 10)
    #expect(none.low == 0 && none.high.isApproximatelyEqual(to: 3.841459 / 13.841459, absoluteTolerance: 1e-5))
  }

  /// The bounds are the p with |p̂ - p| = z sqrt(p (1 - p) / n).
  @Test(arguments: [(1, 7), (3, 20), (50, 100), (199, 200)])
  func boundsSolveTheEquation(successes: Int, count: Int) {
    let (low, high) = wilsonInterval(successes, of: count)
    let share = Double(successes) / Double(count)
    #expect(low < share && share < high)
    for bound in [low, high] {
      let distance = 1.959964 * (bound * (1 - bound) / Double(count)).squareRoot()
      #expect(abs(share - bound).isApproximatelyEqual(to: distance, absoluteTolerance: 1e-9))
    }
  }

  @Test func withoutTrialsNothingIsKnown() {
    let (low, high) = wilsonInterval(0, of: 0)
    #expect(low == 0 && high == 1)
  }
}
