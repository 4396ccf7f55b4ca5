import Glibc
import Networks
import RLCore
import Numerics
import Testing

@Suite struct CategoricalTests {
  private func logProbabilities(_ logits: [Float]) -> [Float] {
    var result = [Float](repeating: 0, count: logits.count)
    Categorical.logProbabilities(logits, logits.count, into: &result)
    return result
  }

  @Test func equalLogitsGiveTheUniformDistribution() {
    for count in 1...7 {
      let logs = logProbabilities([Float](repeating: 3.5, count: count))
      #expect(logs.allSatisfy { abs($0 + logf(Float(count))) < 1e-6 })
      #expect(Categorical.entropy(logs, count).isApproximatelyEqual(to: logf(Float(count)), absoluteTolerance: 1e-6))
    }
  }

  @Test func followsTheClosedForm() {
    // Odds of 1 : 2 : 4 : 1.
    let logs = logProbabilities([0, logf(2), logf(4), 0])
    let expected: [Float] = [0.125, 0.25, 0.5, 0.125]
    for (log, probability) in zip(logs, expected) {
      #expect(log.isApproximatelyEqual(to: logf(probability), absoluteTolerance: 1e-6))
    }
    // H = 0.25·3 + 0.25·2 + 0.5·1 bits.
    #expect(Categorical.entropy(logs, 4).isApproximatelyEqual(to: 1.75 * logf(2), absoluteTolerance: 1e-6))
  }

  @Test func aCommonShiftChangesNothing() {
    let logits: [Float] = [0.5, -1, 2]
    for shift in [Float(-1_000), 1_000] {
      let pairs = zip(logProbabilities(logits), logProbabilities(logits.map { $0 + shift }))
      #expect(pairs.allSatisfy { $0.isApproximatelyEqual(to: $1, absoluteTolerance: 1e-4) })
    }
  }

  @Test func extremeLogitsStayFinite() {
    let logs = logProbabilities([1_000, 0, -1_000])
    #expect(logs == [0, -1_000, -2_000])
    #expect(Categorical.entropy(logs, 3) == 0)
  }

  @Test func drawsWithTheGivenFrequencies() {
    let expected = [0.125, 0.25, 0.5, 0.125]
    let logs = logProbabilities(expected.map { logf(Float($0)) })
    var generator = SeededGenerator(seed: 12)
    var counts = [Double](repeating: 0, count: 4)
    let draws = 100_000
    for _ in 0..<draws { counts[Categorical.sample(logs, 4, &generator)] += 1 }
    let square = zip(counts, expected).reduce(0.0) { sum, pair in
      let mean = pair.1 * Double(draws)
      return sum + (pair.0 - mean) * (pair.0 - mean) / mean
    }
    // χ² with 3 degrees of freedom exceeds 16.3 once in a thousand.
    #expect(square < 16.3)
  }

  @Test func drawsOneNumberEachTimeAndNeverAnImpossibleAction() {
    let logs = logProbabilities([-1_000, 0, -1_000])
    var (drawn, counted) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
    for _ in 0..<1_000 {
      #expect(Categorical.sample(logs, 3, &drawn) == 1)
      _ = counted.uniformFloat()
    }
    #expect(drawn == counted)
  }

  @Test func theModeIsTheFirstOfTheMostProbable() {
    #expect(Categorical.mode([-1, -0.5, -0.5], 3) == 1)
    #expect(Categorical.mode([-0.1, -0.5], 2) == 0)
    #expect(Categorical.mode([0], 1) == 0)
  }
}
