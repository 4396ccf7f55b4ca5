import Numerics
import RLCore
import Testing

/// Measurements of one action put together come to what all their pairs come to at once.
@Suite struct EvidencePoolingTests {
  private let values = [0.5, -1.25, 2, 0.75, 3.5, -0.5, 1, 1.25, -2, 0.25, 4]

  private func evidence(_ values: some Sequence<Double>, horizon: Int = 40, hold: Int = 2) -> Evidence {
    let values = Array(values)
    let interval = meanInterval(values)
    return Evidence(
      difference: interval.mean, low: interval.low, high: interval.high, rollouts: values.count, horizon: horizon,
      hold: hold, environmentSteps: values.count * 10)
  }

  @Test(arguments: [1, 2, 5, 9, 10])
  func partsComeToTheWhole(first: Int) throws {
    let pooled = try #require(evidence(values.prefix(first)).pooled(with: evidence(values.dropFirst(first))))
    let whole = evidence(values)
    #expect(pooled.rollouts == whole.rollouts)
    #expect(pooled.environmentSteps == (values.count - first) * 10, "those of the first are on record")
    #expect(pooled.difference.isApproximatelyEqual(to: whole.difference, absoluteTolerance: 1e-12))
    #expect(pooled.low.isApproximatelyEqual(to: whole.low, absoluteTolerance: 1e-9))
    #expect(pooled.high.isApproximatelyEqual(to: whole.high, absoluteTolerance: 1e-9))
  }

  @Test func manyMeasurementsComeToTheWhole() throws {
    let parts = [values[..<3], values[3..<4], values[4...]].map { evidence($0) }
    let pooled = try #require(parts[0].pooled(with: parts[1])?.pooled(with: parts[2]))
    #expect(pooled.low.isApproximatelyEqual(to: evidence(values).low, absoluteTolerance: 1e-9))
  }

  /// Two values 1 and 3 have the mean 2 and the variance 2.
  @Test func twoSinglePairsHaveAnInterval() throws {
    var first = evidence([1])
    let pooled = try #require(first.pooled(with: evidence([3])))
    #expect(pooled.difference == 2)
    #expect(pooled.high.isApproximatelyEqual(to: 2 + 12.706, absoluteTolerance: 1e-9))
    (first.low, first.high) = (-.infinity, .infinity)
    #expect(first.pooled(with: evidence([3])) == pooled, "one pair says the same without an interval")
  }

  @Test func noWidthPlusNoWidthHasNone() throws {
    let pooled = try #require(evidence([2, 2, 2]).pooled(with: evidence([2, 2])))
    #expect(pooled.difference == 2 && pooled.low == 2 && pooled.high == 2)
  }

  @Test func whatDoesNotBelongTogetherStaysApart() {
    let first = evidence(values)
    #expect(first.pooled(with: evidence(values, horizon: 41)) == nil)
    #expect(first.pooled(with: evidence(values, hold: 1)) == nil)
    let damages: [(inout Evidence) -> Void] = [
      { $0.rollouts = 0 }, { $0.rollouts = .max }, { $0.difference = .nan }, { $0.low = -.infinity },
      { $0.high = .greatestFiniteMagnitude },
    ]
    for damage in damages {
      var damaged = first
      damage(&damaged)
      #expect(first.pooled(with: damaged) == nil && damaged.pooled(with: first) == nil)
    }
  }

  @Test func whatItIsWorthOverThePolicyIsWeighed() {
    var (first, second) = (evidence(values.prefix(3)), evidence(values.prefix(1)))
    first.overPolicy = 1
    #expect(first.pooled(with: second)?.overPolicy == 1)
    second.overPolicy = 5
    #expect(first.pooled(with: second)?.overPolicy == 2)
  }
}
