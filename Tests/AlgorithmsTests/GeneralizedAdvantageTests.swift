import Algorithms
import Numerics
import Testing

/// Advantages worked by hand from equations 11 and 16 of Schulman et al., 2016.
@Suite struct GeneralizedAdvantageTests {
  private func advantages(
    steps: Int, environments: Int = 1, rewards: [Float], values: [Float], last: [Float], terminated: [UInt8] = [],
    truncated: [UInt8] = [], bootstrap: [Float] = [], discount: Float, lambda: Float
  ) -> [Float] {
    let count = steps * environments
    var result = [Float](repeating: .nan, count: count)
    let none = [UInt8](repeating: 0, count: count)
    generalizedAdvantage(
      steps: steps, environments: environments, rewards: rewards, values: values, lastValues: last,
      terminated: terminated.isEmpty ? none : terminated, truncated: truncated.isEmpty ? none : truncated,
      bootstrap: bootstrap.isEmpty ? [Float](repeating: .nan, count: count) : bootstrap, discount: discount,
      lambda: lambda, advantages: &result)
    return result
  }

  private func expectClose(_ found: [Float], _ expected: [Double]) {
    #expect(found.count == expected.count)
    for (value, wanted) in zip(found, expected) {
      #expect(Double(value).isApproximatelyEqual(to: wanted, absoluteTolerance: 1e-5))
    }
  }

  @Test func aConstantValueLeavesDiscountedSums() {
    // V = 2 everywhere, γ = 0.9, λ = 0.8, r = 1: each δ is 1 + 1.8 - 2 = 0.8, and A sums 0.72^k of them.
    let found = advantages(
      steps: 3, rewards: [1, 1, 1], values: [2, 2, 2], last: [2], discount: 0.9, lambda: 0.8)
    expectClose(found, [0.8 * (1 + 0.72 + 0.72 * 0.72), 0.8 * 1.72, 0.8])
  }

  @Test func lambdaZeroIsTheTemporalDifference() {
    let found = advantages(
      steps: 3, rewards: [1, 2, 3], values: [5, 7, 11], last: [13], discount: 0.5, lambda: 0)
    expectClose(found, [1 + 3.5 - 5, 2 + 5.5 - 7, 3 + 6.5 - 11])
  }

  @Test func lambdaOneIsTheReturnMinusTheValue() {
    let found = advantages(
      steps: 3, rewards: [1, 2, 3], values: [5, 7, 11], last: [13], discount: 0.5, lambda: 1)
    let last = 3 + 6.5
    let middle = 2 + 0.5 * last
    expectClose(found, [1 + 0.5 * middle - 5, middle - 7, last - 11])
  }

  @Test func aTerminatedStepHasNoFutureAndATruncatedOneTheBootstrap() {
    let (rewards, values): ([Float], [Float]) = ([1, 2, 3], [5, 7, 11])
    let terminated = advantages(
      steps: 3, rewards: rewards, values: values, last: [13], terminated: [0, 1, 0], discount: 0.5, lambda: 0.5)
    expectClose(terminated, [(1 + 3.5 - 5) + 0.25 * (2 - 7), 2 - 7, 3 + 6.5 - 11])
    let truncated = advantages(
      steps: 3, rewards: rewards, values: values, last: [13], truncated: [0, 1, 0], bootstrap: [.nan, 20, .nan],
      discount: 0.5, lambda: 0.5)
    expectClose(truncated, [(1 + 3.5 - 5) + 0.25 * (2 + 10 - 7), 2 + 10 - 7, 3 + 6.5 - 11])
  }

  @Test func anEndAtTheLastStepHidesTheValueThatFollows() {
    let over = advantages(
      steps: 1, rewards: [1], values: [2], last: [1_000], terminated: [1], discount: 0.9, lambda: 0.9)
    expectClose(over, [-1])
    let cut = advantages(
      steps: 1, rewards: [1], values: [2], last: [1_000], truncated: [1], bootstrap: [10], discount: 0.9, lambda: 0.9)
    expectClose(cut, [8])
  }

  @Test func environmentsDoNotMix() {
    let found = advantages(
      steps: 2, environments: 2, rewards: [1, 10, 2, 20], values: [0, 0, 0, 0], last: [4, 40],
      terminated: [0, 1, 0, 0], discount: 0.5, lambda: 1)
    expectClose(found, [1 + 0.5 * (2 + 2), 10, 2 + 2, 20 + 20])
  }

  @Test func nothingReachesOverWhatSomebodyElseDid() {
    let (rewards, values): ([Float], [Float]) = ([1, 2, 3, 4], [5, 7, 11, 6])
    var found = [Float](repeating: .nan, count: 4)
    generalizedAdvantage(
      steps: 4, environments: 1, rewards: rewards, values: values, lastValues: [13], terminated: [0, 0, 0, 0],
      truncated: [0, 0, 0, 0], bootstrap: [0, 0, 0, 0], isApart: [0, 0, 1, 0], discount: 0.5, lambda: 0.5,
      advantages: &found)
    // δ: 1 + 3.5 - 5, 2 + 5.5 - 7, 3 + 3 - 11, 4 + 6.5 - 6. Step 1 ends in the value of step 2.
    expectClose(found, [-0.5 + 0.25 * 0.5, 0.5, -5 + 0.25 * 4.5, 4.5])
  }
}
