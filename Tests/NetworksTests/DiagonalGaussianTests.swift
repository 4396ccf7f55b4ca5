import Glibc
import Networks
import RLCore
import Numerics
import Testing

@Suite struct DiagonalGaussianTests {
  @Test func theStandardNormalHasItsClosedForm() {
    // log φ(0) = -½ log 2π, and each unit away costs half its square.
    let expected = -0.5 * logf(2 * .pi)
    for distance in [Float(0), 0.5, -2, 10] {
      let found = DiagonalGaussian.logProbability([distance], means: [0], logDeviations: [0], 1)
      #expect(found.isApproximatelyEqual(to: expected - distance * distance / 2, absoluteTolerance: 1e-5))
    }
  }

  @Test func componentsAreIndependent() {
    let (action, means, logs): ([Float], [Float], [Float]) = ([1, -2, 0.3], [0.5, -1, 0.3], [-1, 0.4, -3])
    var total: Float = 0
    for index in 0..<3 {
      let deviation = expf(logs[index])
      let scaled = (action[index] - means[index]) / deviation
      let density = expf(-0.5 * scaled * scaled) / (deviation * (2 * Float.pi).squareRoot())
      total += logf(density)
    }
    #expect(
      DiagonalGaussian.logProbability(action, means: means, logDeviations: logs, 3).isApproximatelyEqual(
        to: total, absoluteTolerance: 1e-5))
  }

  @Test func theDensityIntegratesToOne() {
    var mass = 0.0
    for step in -4_000...4_000 {
      let log = DiagonalGaussian.logProbability(
        [Float(step) * 0.002 + 1.5], means: [1.5], logDeviations: [-0.5], 1)
      mass += Double(expf(log)) * 0.002
    }
    #expect(mass.isApproximatelyEqual(to: 1, absoluteTolerance: 1e-4))
  }

  @Test func theEntropyIsTheMeanSurprise() {
    let logs: [Float] = [-0.5, 0.25]
    let means: [Float] = [1, -1]
    var generator = SeededGenerator(seed: 4)
    var action: [Float] = [0, 0]
    var total = 0.0
    let draws = 200_000
    for _ in 0..<draws {
      DiagonalGaussian.sample(means: means, logDeviations: logs, 2, &generator, into: &action)
      total -= Double(DiagonalGaussian.logProbability(action, means: means, logDeviations: logs, 2))
    }
    let entropy = DiagonalGaussian.entropy(logDeviations: logs, 2)
    // Twice ½ (1 + log 2π) plus the log deviations; the mean surprise has a standard error near 0.002.
    #expect(entropy.isApproximatelyEqual(to: (1 + logf(2 * .pi) - 0.25), absoluteTolerance: 1e-5))
    #expect((total / Double(draws)).isApproximatelyEqual(to: Double(entropy), absoluteTolerance: 0.01))
  }

  @Test func drawsHaveTheirMeanAndDeviation() {
    var generator = SeededGenerator(seed: 9)
    var action: [Float] = [0]
    var (sum, squares) = (0.0, 0.0)
    let draws = 100_000
    for _ in 0..<draws {
      DiagonalGaussian.sample(means: [3], logDeviations: [logf(0.5)], 1, &generator, into: &action)
      sum += Double(action[0])
      squares += (Double(action[0]) - 3) * (Double(action[0]) - 3)
    }
    #expect((sum / Double(draws)).isApproximatelyEqual(to: 3, absoluteTolerance: 0.01))
    #expect(((squares / Double(draws)).squareRoot()).isApproximatelyEqual(to: 0.5, absoluteTolerance: 0.01))
  }
}
