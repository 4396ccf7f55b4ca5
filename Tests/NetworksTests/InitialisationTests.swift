import Networks
import RLCore
import Numerics
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
      for (second, value) in line.enumerated() {
        #expect(value.isApproximatelyEqual(to: first == second ? 1 : 0, absoluteTolerance: 1e-5))
      }
    }
  }

  @Test(arguments: [true, false]) func layersHaveTheirGains(isShared: Bool) throws {
    var generator = SeededGenerator(seed: 6)
    let shape = NetworkShape(
      observation: .dense(dimension: 40), hidden: [32, 16], activation: .tanh, isShared: isShared, policyOutputs: 3)
    let network = PolicyNetwork(shape: shape, generator: &generator)
    func columns(_ layer: LayerLayout, _ range: Range<Int>) -> [Float] {
      (0..<layer.inputs).flatMap { row in
        range.map { network.parameters.base[layer.weights + row * layer.stride + $0] }
      }
    }
    func expectGain(_ layer: LayerLayout, _ range: Range<Int>, _ square: Double) {
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
    for layer in pooled.blocks {
      for index in 0..<layer.count { #expect(pooled.parameters.base[layer.weights + index] == 0) }
    }
    #expect(pooled.blocks.map(\.inputs) == [2 * 3 * 3, 2 * 2 * 2])
    // So sharing changes nothing of the first policy.
    generator = SeededGenerator(seed: 6)
    shape.pooling = nil
    let plain = PolicyNetwork(shape: shape, generator: &generator)
    #expect(pooled.parameters.array.prefix(pooled.input.count) == plain.parameters.array.prefix(plain.input.count))
  }

  @Test func aSumOverADifferenceTellsAMovementWithinASpan() {
    // A thing of two by two cells that moves down by one, as the difference of two frames shows it.
    let grid = SparseGrid(planes: 1, height: 32, width: 32)
    func response(_ block: PoolingBlock, top: Int) -> Float {
      let pooling = Pooling(grid: grid, blocks: [block], sharesAll: true)
      let rows = pooling.rows()
      // Weights that grow with the height of a knot, or of a block's middle.
      let taps = pooling.ownsRows ? nil : pooling.taps(0)
      let weights = (0..<pooling.places).map { row -> Float in
        guard let taps else { return Float(row / (32 / block.width) * block.height) + Float(block.height) / 2 }
        let columns = 32 / block.width + 1
        return (0..<4).map {
          taps.shares[row * 4 + $0] * Float(Int(taps.blocks[row * 4 + $0]) / columns * block.height)
        }
        .reduce(0, +)
      }
      func weight(_ y: Int) -> Float { (9...10).map { weights[Int(rows[y * 32 + $0])] }.reduce(0, +) }
      return weight(top + 2) - weight(top)
    }
    let knots = PoolingBlock(width: 8, height: 8, isSmooth: true)
    for top in 0..<30 {
      #expect(response(knots, top: top).isApproximatelyEqual(to: 4, absoluteTolerance: 1e-4), "\(top)")
    }
    // Blocks of the same size see it at their borders only.
    #expect((0..<30).map { response(8, top: $0) }.filter { $0 == 0 }.count == 24)
  }

  @Test func knotsShareAllAndStartSmall() {
    var generator = SeededGenerator(seed: 9)
    let grid = SparseGrid(planes: 2, height: 16, width: 24)
    let network = PolicyNetwork(
      shape: NetworkShape(
        observation: .sparse(dimension: 768, capacity: 9), hidden: [16], activation: .relu, isShared: true,
        policyOutputs: 2,
        pooling: Pooling(grid: grid, blocks: [PoolingBlock(width: 8, height: 8, isSmooth: true)], sharesAll: true)),
      generator: &generator)
    #expect(network.input.inputs == 0 && network.blocks.map(\.inputs) == [2 * 3 * 4])
    #expect(network.shape.inputRows == 2 * 8 * 12)
    let knots = network.blocks[0]
    let size = (0..<(knots.inputs * 16)).map { network.parameters.base[knots.weights + $0] }.map { $0 * $0 }.reduce(
      0, +)
    #expect(size.isApproximatelyEqual(to: 16 * 2 * 0.04, absoluteTolerance: 1e-4))
  }

  @Test func blockSizesAreReadAndWritten() {
    for (text, width, height) in [("4", 4, 4), ("80x4", 80, 4), ("1x2", 1, 2), ("4096", 4_096, 4_096)] {
      let block = PoolingBlock(text)
      #expect(block == PoolingBlock(width: width, height: height) && block?.text == text)
      let knots = PoolingBlock(text + "~")
      #expect(knots == PoolingBlock(width: width, height: height, isSmooth: true) && knots?.text == text + "~")
    }
    for text in ["", "~", "4~~", "~4", "1~", "x", "4x", "x4", "0", "1", "1x1", "-2", "4x4x4", "4097", "four", "4.5"] {
      #expect(PoolingBlock(text) == nil, "\(text)")
    }
  }

  @Test func layersFillTheBufferWithoutOverlap() {
    for shape in GradientTests.shapes {
      var generator = SeededGenerator(seed: 1)
      let network = PolicyNetwork(shape: shape, generator: &generator)
      var next = 0
      for layer in network.layers {
        #expect(layer.weights == next && layer.bias == next + layer.rows * layer.stride)
        #expect(layer.rows >= layer.inputs && layer.rows - layer.inputs < 16)
        #expect(layer.stride % 16 == 0 && layer.column(layer.outputs - 1) < layer.stride)
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
