@testable import Networks
import RLCore
import Numerics
import Testing
import Threads

/// Outputs and gradients against a plain network in double precision; gradients by central differences there.
@Suite struct GradientTests {
  private static let grid = SparseGrid(planes: 2, height: 6, width: 7)
  private static let sparse = ObservationSpace.sparse(dimension: 84, capacity: 30)

  static let shapes: [NetworkShape] = {
    var shapes: [NetworkShape] = []
    for activation in Activation.allCases {
      let strip = PoolingBlock(width: 7, height: 2)
      let (knots, wide) = (
        PoolingBlock(width: 4, height: 4, isSmooth: true), PoolingBlock(width: 9, height: 3, isSmooth: true)
      )
      let poolings = [
        nil, Pooling(grid: grid, blocks: [2, 4, strip]), Pooling(grid: grid, blocks: [2, 4], sharesAll: true),
        Pooling(grid: grid, blocks: [knots, 3]), Pooling(grid: grid, blocks: [2, knots], sharesAll: true),
        Pooling(grid: grid, blocks: [knots], sharesAll: true), Pooling(grid: grid, blocks: [wide, 2], sharesAll: true),
      ]
      for isShared in [true, false] {
        for blocks in poolings {
          shapes.append(
            NetworkShape(
              observation: sparse, hidden: [16, 32], activation: activation, isShared: isShared, policyOutputs: 3,
              pooling: blocks))
        }
        for blocks in [nil, Pooling(grid: grid, blocks: [knots], sharesAll: true)] {
          shapes.append(
            NetworkShape(
              observation: sparse, hidden: [7, 33], activation: activation, isShared: isShared, policyOutputs: 3,
              pooling: blocks))
        }
        for hidden in [[16], [32, 16], [16, 32, 16], [50], [7, 33], [33, 1, 20]] {
          shapes.append(
            NetworkShape(
              observation: .dense(dimension: 7), hidden: hidden, activation: activation, isShared: isShared,
              policyOutputs: 5))
        }
      }
    }
    return shapes
  }()

  private let count = 5
  private let order: [Int32] = [4, 0, 2, 2, 3]

  /// The places of all parameters that mean something; the others are padding.
  private func places(_ network: PolicyNetwork) -> [Int] {
    network.layers.flatMap { layer in
      (0..<layer.outputs).flatMap { output in
        (0..<layer.inputs).map { layer.weights + $0 * layer.stride + layer.column(output) }
          + [layer.bias + layer.column(output)]
      }
    }
  }

  /// A network whose every parameter is random, so that no mistake hides behind a zero.
  private func network(_ shape: NetworkShape, _ generator: inout SeededGenerator) -> PolicyNetwork {
    let network = PolicyNetwork(shape: shape, generator: &generator)
    network.parameters.clear()
    for index in places(network) { network.parameters.base[index] = Float(generator.normal()) * 0.3 }
    if case .dense(let dimension) = shape.observation, !shape.isShared {
      let (offset, scale) = (FloatBuffer(count: dimension), FloatBuffer(count: dimension))
      for index in 0..<dimension {
        offset.base[index] = Float(generator.normal())
        scale.base[index] = Float(0.5 + generator.uniform())
      }
      network.inputOffset = offset
      network.inputScale = scale
    }
    network.refresh()
    return network
  }

  @Test(arguments: shapes) func outputsAgreeWithThePlainNetwork(shape: NetworkShape) {
    var generator = SeededGenerator(seed: 21)
    let network = network(shape, &generator)
    let batch = ObservationBatch(shape.observation, count: count, generator: &generator)
    let workspace = Workspace(network: network, capacity: count)
    let reference = ReferenceNetwork(network)
    order.withUnsafeBufferPointer { order in
      network.forward(
        RowBatch(base: batch.rows.base, rowBytes: batch.rows.rowBytes, indices: order.baseAddress, count: count),
        workspace)
    }
    for place in 0..<count {
      let expected = reference.outputs(batch.vectors[Int(order[place])])
      for tower in 0..<shape.towers {
        let stride = padded(shape.outputs(of: tower))
        for (column, value) in expected[tower].enumerated() {
          #expect(
            Double(workspace.outputs[tower].base[place * stride + column]).isApproximatelyEqual(
              to: value, absoluteTolerance: 2e-5))
        }
      }
      #expect(
        (Double(workspace.value(place, network))).isApproximatelyEqual(
          to: expected.last?.last ?? .nan, absoluteTolerance: 2e-5))
    }
  }

  @Test(arguments: shapes) func gradientsAgreeWithDifferences(shape: NetworkShape) {
    var generator = SeededGenerator(seed: 22)
    let network = network(shape, &generator)
    let batch = ObservationBatch(shape.observation, count: count, generator: &generator)
    let workspace = Workspace(network: network, capacity: count)
    // The loss is a random linear form of the outputs, so its deltas are its coefficients.
    var coefficients: [[[Double]]] = []
    for tower in 0..<shape.towers {
      let stride = padded(shape.outputs(of: tower))
      coefficients.append(
        (0..<count).map { row in
          (0..<shape.outputs(of: tower)).map { column in
            let value = Float(generator.normal())
            workspace.outputDeltas[tower].base[row * stride + column] = value
            return Double(value)
          }
        })
    }
    let gradient = gradient(network, workspace, batch)
    var reference = ReferenceNetwork(network)
    func loss() -> Double {
      order.enumerated().reduce(0) { sum, item in
        let outputs = reference.outputs(batch.vectors[Int(item.element)])
        return sum
          + zip(outputs, coefficients).reduce(0) { sum, tower in
            sum + zip(tower.0, tower.1[item.offset]).reduce(0) { $0 + $1.0 * $1.1 }
          }
      }
    }
    let step = 1e-5
    var checked = 0
    var large = 0
    let places = places(network)
    for place in stride(from: generator.below(5), to: places.count, by: 5) {
      let index = places[place]
      let value = reference.parameters[index]
      reference.parameters[index] = value + step
      let above = loss()
      reference.parameters[index] = value - step
      let below = loss()
      reference.parameters[index] = value
      let expected = (above - below) / (2 * step)
      #expect(abs(Double(gradient[index]) - expected) < 1e-4 * max(1, abs(expected)), "parameter \(index)")
      checked += 1
      if abs(expected) > 0.01 { large += 1 }
    }
    #expect(large * 5 > checked, "too few parameters matter for this to be a test")
    let padding = Set(gradient.indices).subtracting(places)
    #expect(padding.allSatisfy { gradient[$0].bitPattern == 0 }, "padding learns nothing")
  }

  /// The gradient of every parameter, put together as training does.
  private func gradient(
    _ network: PolicyNetwork, _ workspace: Workspace, _ batch: ObservationBatch, slices: Int = 1,
    pool: WorkerPool = WorkerPool(threads: 1)
  ) -> [Float] {
    order.withUnsafeBufferPointer { order in
      let rows = RowBatch(
        base: batch.rows.base, rowBytes: batch.rows.rowBytes, indices: order.baseAddress, count: count)
      network.prepareBackward()
      let slices = workspace.slices(slices)
      pool.run(slices.count) { index in
        let rows = rows.rows(index * slices[index].capacity, count: slices[index].capacity)
        network.forward(rows, slices[index])
        network.backward(rows, slices[index])
      }
      network.gradients.clear()
      network.addGradients(rows, workspace, slices: slices, pool: pool)
    }
    return network.gradients.array
  }

  /// What a guide adds to a minibatch's gradient comes on top of it, whatever weights are shared.
  @Test(arguments: shapes) func aSecondBatchAddsItsOwnGradient(shape: NetworkShape) {
    var generator = SeededGenerator(seed: 25)
    let network = network(shape, &generator)
    let batches = (0..<2).map { _ in ObservationBatch(shape.observation, count: count, generator: &generator) }
    let workspaces = batches.map { _ in Workspace(network: network, capacity: count) }
    for deltas in workspaces.flatMap(\.outputDeltas) {
      for index in 0..<deltas.count { deltas.base[index] = Float(generator.normal()) }
    }
    let alone = zip(batches, workspaces).map { gradient(network, $1, $0) }
    network.gradients.clear()
    for (batch, workspace) in zip(batches, workspaces) {
      order.withUnsafeBufferPointer { order in
        let rows = RowBatch(
          base: batch.rows.base, rowBytes: batch.rows.rowBytes, indices: order.baseAddress, count: count)
        network.forward(rows, workspace)
        network.backward(rows, workspace)
        network.addGradients(rows, workspace, slices: [workspace], pool: WorkerPool(threads: 1))
      }
    }
    for (index, value) in network.gradients.array.enumerated() {
      let expected = alone[0][index] + alone[1][index]
      #expect(value.isApproximatelyEqual(to: expected, absoluteTolerance: 1e-4, relativeTolerance: 1e-4))
    }
  }

  @Test(arguments: shapes) func slicesAndThreadsChangeNoBit(shape: NetworkShape) {
    var generator = SeededGenerator(seed: 23)
    let network = network(shape, &generator)
    let batch = ObservationBatch(shape.observation, count: count, generator: &generator)
    let workspace = Workspace(network: network, capacity: count)
    for deltas in workspace.outputDeltas {
      for index in 0..<deltas.count { deltas.base[index] = Float(generator.normal()) }
    }
    let whole = gradient(network, workspace, batch)
    #expect(whole.contains { $0 != 0 })
    for threads in [1, 3] {
      #expect(gradient(network, workspace, batch, slices: count, pool: WorkerPool(threads: threads)) == whole)
    }
  }

  /// More rows than are summed at a time, and none of the sizes is a multiple of another.
  @Test func manyRowsAreTheSumOfFew() {
    let shape = NetworkShape(
      observation: .dense(dimension: 37), hidden: [50, 33], activation: .tanh, isShared: false, policyOutputs: 3)
    var generator = SeededGenerator(seed: 24)
    let network = network(shape, &generator)
    let total = 1_100
    let batch = ObservationBatch(shape.observation, count: total, generator: &generator)
    let pool = WorkerPool(threads: 1)
    network.prepareBackward()
    let deltas = shape.towers == 2 ? [0, 1].map { shape.outputs(of: $0) } : []
    func gradient(_ part: Range<Int>) -> [Float] {
      let workspace = Workspace(network: network, capacity: part.count)
      for (tower, outputs) in deltas.enumerated() {
        for row in part {
          for output in 0..<outputs {
            workspace.outputDeltas[tower].base[(row - part.lowerBound) * padded(outputs) + output] =
              Float((row * 7 + output * 3) % 11) / 11 - 0.4
          }
        }
      }
      let rows = RowBatch(
        base: batch.rows.row(part.lowerBound), rowBytes: batch.rows.rowBytes, indices: nil, count: part.count)
      network.forward(rows, workspace)
      network.backward(rows, workspace)
      network.gradients.clear()
      network.addGradients(rows, workspace, slices: [], pool: pool)
      return network.gradients.array
    }
    let whole = gradient(0..<total)
    var sum = [Double](repeating: 0, count: whole.count)
    for start in stride(from: 0, to: total, by: 100) {
      for (index, value) in gradient(start..<(start + 100)).enumerated() { sum[index] += Double(value) }
    }
    for (one, other) in zip(whole, sum) {
      #expect(Double(one).isApproximatelyEqual(to: other, absoluteTolerance: 2e-3, relativeTolerance: 1e-4))
    }
    #expect(sum.contains { abs($0) > 1 })
  }
}
