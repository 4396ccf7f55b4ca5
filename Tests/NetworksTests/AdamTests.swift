import Glibc
import Networks
import RLCore
import Numerics
import Testing
import Threads

/// The optimiser against its formula in the paper, worked in double precision with explicit bias corrections.
@Suite struct AdamTests {
  private func network() -> PolicyNetwork {
    var generator = SeededGenerator(seed: 2)
    return PolicyNetwork(
      shape: NetworkShape(
        observation: .dense(dimension: 5), hidden: [16], activation: .tanh, isShared: true, policyOutputs: 2),
      generator: &generator)
  }

  private func norm(_ gradient: [Double]) -> Double { gradient.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  @Test(arguments: [0.0, 0.5, 1e9]) func followsTheFormula(maximumNorm: Double) {
    let network = network()
    let pool = WorkerPool(threads: 1)
    var optimiser = Adam()
    var generator = SeededGenerator(seed: 3)
    let count = network.parameters.count
    var expected = network.parameters.array.map { Double($0) }
    var (first, second) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
    for step in 1...20 {
      var gradient = (0..<count).map { _ in Double(Float(generator.normal() * 0.3)) }
      for index in 0..<count { network.gradients.base[index] = Float(gradient[index]) }
      let norm = norm(gradient)
      if maximumNorm > 0, norm > maximumNorm { gradient = gradient.map { $0 * maximumNorm / (norm + 1e-6) } }
      let rate = 0.01 / Double(step)
      let reported = optimiser.step(network, rate: rate, maximumNorm: maximumNorm, pool: pool)
      #expect(abs(reported - norm) < 1e-9 * norm, "the norm before clipping is reported")
      for index in 0..<count {
        first[index] = 0.9 * first[index] + 0.1 * gradient[index]
        second[index] = 0.999 * second[index] + 0.001 * gradient[index] * gradient[index]
        let mean = first[index] / (1 - pow(0.9, Double(step)))
        let square = second[index] / (1 - pow(0.999, Double(step)))
        expected[index] -= rate * mean / (square.squareRoot() + 1e-5)
        #expect(
          Double(network.parameters.base[index]).isApproximatelyEqual(to: expected[index], absoluteTolerance: 1e-5))
      }
      #expect(network.gradients.array.allSatisfy { $0 == 0 }, "gradients are cleared")
    }
    #expect(optimiser.steps == 20)
  }

  @Test func theFirstStepMovesByTheRateWhateverTheSizeOfTheGradient() {
    for size in [Float(0.01), 1, 100] {
      let network = network()
      let before = network.parameters.array
      for index in 0..<network.gradients.count { network.gradients.base[index] = index % 2 == 0 ? size : -size }
      var optimiser = Adam()
      _ = optimiser.step(network, rate: 0.001, maximumNorm: 0, pool: WorkerPool(threads: 1))
      for (index, old) in before.enumerated() {
        let moved = network.parameters.base[index] - old
        #expect(moved.isApproximatelyEqual(to: index % 2 == 0 ? -0.001 : 0.001, absoluteTolerance: 3e-6))
      }
    }
  }

  @Test func aZeroGradientMovesNothing() {
    let network = network()
    let before = network.parameters.array
    var optimiser = Adam()
    #expect(optimiser.step(network, rate: 1, maximumNorm: 0.5, pool: WorkerPool(threads: 1)) == 0)
    #expect(network.parameters.array == before)
  }

  @Test func clippingKeepsTheDirection() {
    let (clipped, scaled) = (network(), network())
    var generator = SeededGenerator(seed: 8)
    let gradient = (0..<clipped.gradients.count).map { _ in Float(generator.normal()) }
    let norm = norm(gradient.map { Double($0) })
    for (index, value) in gradient.enumerated() {
      clipped.gradients.base[index] = value
      scaled.gradients.base[index] = Float(Double(value) * 0.25 / norm)
    }
    let pool = WorkerPool(threads: 1)
    var (first, second) = (Adam(), Adam())
    _ = first.step(clipped, rate: 0.01, maximumNorm: 0.25, pool: pool)
    _ = second.step(scaled, rate: 0.01, maximumNorm: 0, pool: pool)
    #expect(
      zip(clipped.parameters.array, scaled.parameters.array).allSatisfy {
        $0.isApproximatelyEqual(to: $1, absoluteTolerance: 1e-6)
      })
  }

  @Test(arguments: [0, 0.25, 1]) func cellsBesideBlocksMoveAtTheirOwnRate(cellRate: Double) {
    var generator = SeededGenerator(seed: 2)
    let grid = SparseGrid(planes: 1, height: 5, width: 5)
    for pooling in [Pooling(grid: grid, blocks: [2]), nil] {
      let network = PolicyNetwork(
        shape: NetworkShape(
          observation: .sparse(dimension: 25, capacity: 9), hidden: [16], activation: .relu, isShared: true,
          policyOutputs: 2, pooling: pooling), generator: &generator)
      let before = network.parameters.array
      for index in 0..<network.gradients.count { network.gradients.base[index] = 1 }
      var optimiser = Adam()
      _ = optimiser.step(
        network, rate: 0.001, cellRate: cellRate, maximumNorm: 0, pool: WorkerPool(threads: 2))
      for (index, old) in before.enumerated() {
        let isCell = pooling != nil && index < network.input.bias
        let expected = -0.001 * Float(isCell ? cellRate : 1)
        #expect((network.parameters.base[index] - old).isApproximatelyEqual(to: expected, absoluteTolerance: 3e-6))
      }
    }
  }

  @Test func oneStepGivesTheSameBitsForAnyNumberOfThreads() {
    let results = (1...3).map { threads -> [Float] in
      let network = network()
      var generator = SeededGenerator(seed: 4)
      for index in 0..<network.gradients.count { network.gradients.base[index] = Float(generator.normal()) }
      var optimiser = Adam()
      _ = optimiser.step(network, rate: 0.01, maximumNorm: 0.5, pool: WorkerPool(threads: threads))
      return network.parameters.array
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }
}
