import Networks
import RLCore
import Testing

@Suite struct InitialisationTests {
  /// The Gram matrix of the rows or the columns, whichever are fewer.
  private func gram(_ matrix: [Float], rows: Int, columns: Int) -> [[Double]] {
    let count = min(rows, columns)
    func element(_ vector: Int, _ place: Int) -> Double {
      Double(rows >= columns ? matrix[place * columns + vector] : matrix[vector * columns + place])
    }
    return (0..<count).map { first in
      (0..<count).map { second in
        (0..<max(rows, columns)).reduce(0) { $0 + element(first, $1) * element(second, $1) }
      }
    }
  }

  @Test(arguments: [(1, 1), (5, 5), (40, 16), (16, 40), (200, 64), (1, 9)])
  func matricesAreOrthogonal(rows: Int, columns: Int) {
    var generator = SeededGenerator(seed: 5)
    let gram = gram(
      orthogonalMatrix(rows: rows, columns: columns, generator: &generator), rows: rows, columns: columns)
    for (first, line) in gram.enumerated() {
      for (second, value) in line.enumerated() { #expect(abs(value - (first == second ? 1 : 0)) < 1e-5) }
    }
  }

  @Test(arguments: [true, false]) func layersHaveTheirGains(isShared: Bool) throws {
    var generator = SeededGenerator(seed: 6)
    let shape = NetworkShape(
      observation: .dense(dimension: 40), hidden: [32, 16], activation: .tanh, isShared: isShared, policyOutputs: 3)
    let network = PolicyNetwork(shape: shape, generator: &generator)
    func columns(_ layer: LayerPlan, _ range: Range<Int>) -> [Float] {
      (0..<layer.inputs).flatMap { row in
        range.map { network.parameters.base[layer.weights + row * layer.stride + $0] }
      }
    }
    func expectGain(_ layer: LayerPlan, _ range: Range<Int>, _ square: Double) {
      let gram = gram(columns(layer, range), rows: layer.inputs, columns: range.count)
      for (first, line) in gram.enumerated() {
        for (second, value) in line.enumerated() {
          #expect(abs(value - (first == second ? square : 0)) < 1e-5 * square)
        }
      }
    }
    for tower in 0..<shape.towers { expectGain(network.input, (tower * 32)..<((tower + 1) * 32), 2) }
    for layers in network.towers { expectGain(try #require(layers.first), 0..<16, 2) }
    let policyHead = try #require(network.towers.first?.last)
    let valueHead = try #require(network.towers.last?.last)
    expectGain(policyHead, 0..<3, 1e-4)
    expectGain(valueHead, isShared ? 3..<4 : 0..<1, 1)
    for layer in network.layers {
      for column in 0..<layer.stride { #expect(network.parameters.base[layer.bias + column] == 0) }
      for value in columns(layer, layer.outputs..<layer.stride) { #expect(value == 0) }
    }
  }

  @Test func blocksStartAtNothing() {
    var generator = SeededGenerator(seed: 6)
    let grid = SparseGrid(planes: 2, height: 5, width: 5)
    var shape = NetworkShape(
      observation: .sparse(dimension: 50, capacity: 9), hidden: [16], activation: .relu, isShared: true,
      policyOutputs: 2, pooling: Pooling(grid: grid, blocks: [2, 3]))
    let pooled = PolicyNetwork(shape: shape, generator: &generator)
    for plan in pooled.blocks {
      for index in 0..<plan.count { #expect(pooled.parameters.base[plan.weights + index] == 0) }
    }
    #expect(pooled.blocks.map(\.inputs) == [2 * 3 * 3, 2 * 2 * 2])
    // So sharing changes nothing of the first policy.
    generator = SeededGenerator(seed: 6)
    shape.pooling = nil
    let plain = PolicyNetwork(shape: shape, generator: &generator)
    #expect(pooled.parameters.array.prefix(pooled.input.count) == plain.parameters.array.prefix(plain.input.count))
  }

  @Test func blockSizesAreReadAndWritten() {
    for (text, width, height) in [("4", 4, 4), ("80x4", 80, 4), ("1x2", 1, 2), ("4096", 4_096, 4_096)] {
      let block = PoolingBlock(text)
      #expect(block == PoolingBlock(width: width, height: height) && block?.text == text)
    }
    for text in ["", "x", "4x", "x4", "0", "1", "1x1", "-2", "4x4x4", "4097", "four", "4.5"] {
      #expect(PoolingBlock(text) == nil, "\(text)")
    }
  }

  @Test func layersFillTheBufferWithoutOverlap() {
    for shape in GradientTests.shapes {
      var generator = SeededGenerator(seed: 1)
      let network = PolicyNetwork(shape: shape, generator: &generator)
      var next = 0
      for layer in network.layers {
        #expect(layer.weights == next && layer.bias == next + layer.inputs * layer.stride)
        #expect(layer.stride % 16 == 0 && layer.stride >= layer.outputs)
        next += layer.count
      }
      #expect(next == network.parameters.count)
    }
  }

  @Test func theSeedDecidesTheNetwork() {
    func parameters(_ seed: UInt64) -> [Float] {
      var generator = SeededGenerator(seed: seed)
      return PolicyNetwork(shape: GradientTests.shapes[0], generator: &generator).parameters.array
    }
    #expect(parameters(1) == parameters(1))
    #expect(parameters(1) != parameters(2))
  }
}
