import LanguageModels
import Numerics
import Testing

/// Letters that are favoured for themselves, and what is left of that after the options have been moved on.
@Suite struct RotatedEstimateTests {
  /// A model with an opinion and a liking for letters, mixed: share · opinion + (1 − share) · liking.
  private func model(
    _ opinion: [Double], liking: [Double], share: Double
  ) -> (_ order: [Int]) async throws -> PriorEstimate {
    { order in
      PriorEstimate(
        probabilities: order.enumerated().map { share * opinion[$1] + (1 - share) * liking[$0] }, source: .logprobs,
        coverage: 0.9)
    }
  }

  @Test func whatALetterAddsIsTheSameForAllOptions() async throws {
    let opinion = [0.2, 0.5, 0.3]
    let found = try await RotatedEstimate(
      of: 3, rotations: 3, ask: model(opinion, liking: [0.8, 0.1, 0.1], share: 0.5))
    // By hand: half of the opinion and half of 1/3 each.
    for (share, wanted) in zip(found.estimate.probabilities, opinion) {
      #expect(share.isApproximatelyEqual(to: wanted / 2 + 1 / 6, absoluteTolerance: 1e-12))
    }
    // The letters' shares are half of the liking and half of 1/3 each: ½ (|0.5667 − ⅓| + 2 |0.2167 − ⅓|).
    let bias = try #require(found.letterBias)
    #expect(bias.isApproximatelyEqual(to: 0.2333, absoluteTolerance: 1e-4))
    #expect(found.letterShares[0].isApproximatelyEqual(to: 0.4 + 1 / 6, absoluteTolerance: 1e-12))
    #expect(found.questions == 3 && found.estimate.coverage.isApproximatelyEqual(to: 0.9, absoluteTolerance: 1e-12))
    #expect((found.remainingBias ?? 0) > 0.05, "halves of an odd number of rotations differ")
  }

  @Test func withoutALikingNothingRemains() async throws {
    let opinion = [0.1, 0.2, 0.3, 0.4]
    let even = [0.25, 0.25, 0.25, 0.25]
    let found = try await RotatedEstimate(of: 4, rotations: 4, ask: model(opinion, liking: even, share: 1))
    #expect((found.letterBias ?? 1) < 1e-12 && (found.remainingBias ?? 1) < 1e-12)
    #expect(
      zip(found.estimate.probabilities, opinion).allSatisfy {
        $0.isApproximatelyEqual(to: $1, absoluteTolerance: 1e-12)
      })
  }

  @Test func oneOrderAloneCannotTellLettersFromOptions() async throws {
    let found = try await RotatedEstimate(
      of: 2, rotations: 1, ask: model([0.5, 0.5], liking: [1, 0], share: 0))
    #expect(found.estimate.probabilities == [1, 0] && found.letterBias == nil)
    #expect(found.remainingBias == nil && found.questions == 1)
  }

  @Test func fewerRotationsThanOptionsAreSpreadEvenly() async throws {
    var orders: [[Int]] = []
    _ = try await RotatedEstimate(of: 6, rotations: 2) { order in
      orders.append(order)
      return PriorEstimate(probabilities: [Double](repeating: 1 / 6, count: 6), source: .samples(5), coverage: 1)
    }
    #expect(orders == [[0, 1, 2, 3, 4, 5], [3, 4, 5, 0, 1, 2]])
  }
}
