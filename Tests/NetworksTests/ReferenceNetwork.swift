import Networks
import RLCore

/// A policy network computed plainly in double precision from the same parameters, for comparison.
struct ReferenceNetwork {
  let shape: NetworkShape
  let input: LayerLayout
  let blocks: [LayerLayout]
  let towers: [[LayerLayout]]
  var parameters: [Double]
  var offset: [Double]?
  var scale: [Double]?

  init(_ network: PolicyNetwork) {
    shape = network.shape
    input = network.input
    blocks = network.blocks
    towers = network.towers
    parameters = network.parameters.array.map { Double($0) }
    offset = network.inputOffset?.array.map { Double($0) }
    scale = network.inputScale?.array.map { Double($0) }
  }

  /// Per tower, the outputs for one observation vector.
  func outputs(_ observation: [Double]) -> [[Double]] {
    var observation = observation
    if let offset, let scale {
      observation = observation.indices.map { min(max((observation[$0] - offset[$0]) * scale[$0], -10), 10) }
    }
    var first = (0..<shape.inputWidth).map { parameters[input.bias + $0] }
    for (cell, value) in observation.enumerated() where value != 0 {
      for column in first.indices {
        var weight = input.inputs == 0 ? 0 : parameters[input.weights + row(of: cell) * input.stride + column]
        for (plan, level) in zip(blocks, levels) {
          for (block, share) in shares(of: cell, level) {
            weight += share * parameters[plan.weights + block * plan.stride + column]
          }
        }
        first[column] += value * weight
      }
    }
    first = first.map(activate)
    return towers.enumerated().map { tower, layers in
      var values = Array(first[(tower * shape.inputStride)...].prefix(shape.hidden[0]))
      for (index, layer) in layers.enumerated() {
        var next = (0..<layer.outputs).map { parameters[layer.bias + $0] }
        for row in 0..<layer.inputs {
          for column in next.indices {
            next[column] += values[row] * parameters[layer.weights + row * layer.stride + column]
          }
        }
        values = index == layers.count - 1 ? next : next.map(activate)
      }
      return values
    }
  }

  /// Blocks that share all are the rows of the first layer; what is left of the levels is added to them.
  private var levels: [PoolingBlock] {
    guard let pooling = shape.pooling else { return [] }
    return Array(pooling.blocks.suffix(blocks.count))
  }

  private func row(of cell: Int) -> Int {
    guard let pooling = shape.pooling, pooling.sharesAll == true else { return cell }
    return shares(of: cell, pooling.blocks[0])[0].block
  }

  private func up(_ length: Int, _ side: Int) -> Int { length / side + (length % side == 0 ? 0 : 1) }

  /// The blocks or knots of a level that make up a cell's weight.
  private func shares(of cell: Int, _ size: PoolingBlock) -> [(block: Int, share: Double)] {
    guard let pooling = shape.pooling else { return [] }
    let grid = pooling.grid
    let plane = cell / (grid.height * grid.width)
    let y = cell / grid.width % grid.height
    let x = cell % grid.width
    let (rows, columns) = (up(grid.height, size.height), up(grid.width, size.width))
    guard size.isSmooth else {
      return [(plane * rows * columns + y / size.height * columns + x / size.width, 1)]
    }
    // Cells of a unit have the weight of its middle; tents of one span's width around each knot.
    var (down, across) = (1, 1)
    if pooling.sharesAll == true, let first = pooling.blocks.first {
      (down, across) =
        first.isSmooth ? (max(1, first.height / 4), max(1, first.width / 4)) : (first.height, first.width)
    }
    let middleY = Double(y / down * down) + Double(down) / 2
    let middleX = Double(x / across * across) + Double(across) / 2
    var result: [(block: Int, share: Double)] = []
    for row in 0...rows {
      for column in 0...columns {
        let vertical = max(0, 1 - abs(middleY / Double(size.height) - Double(row)))
        let horizontal = max(0, 1 - abs(middleX / Double(size.width) - Double(column)))
        guard vertical * horizontal > 0 else { continue }
        result.append(((plane * (rows + 1) + row) * (columns + 1) + column, vertical * horizontal))
      }
    }
    return result
  }

  private func activate(_ value: Double) -> Double {
    switch shape.activation {
    case .relu: max(value, 0)
    case .tanh: 1 - 2 / (exponential(2 * value) + 1)
    }
  }

  /// e^x by its series, squared up; good to 1e-14 over the small range met here.
  private func exponential(_ x: Double) -> Double {
    let part = x / 64
    var term = 1.0
    var sum = 1.0
    for index in 1...12 {
      term *= part / Double(index)
      sum += term
    }
    for _ in 0..<6 { sum *= sum }
    return sum
  }
}

/// A few observation rows of one space, as bytes for the network and as vectors for the reference.
struct ObservationBatch {
  let rows: RowBuffer
  let vectors: [[Double]]

  init(_ space: ObservationSpace, count: Int, generator: inout SeededGenerator) {
    rows = RowBuffer(count: count, rowBytes: space.rowBytes)
    var vectors: [[Double]] = []
    for index in 0..<count {
      var vector = [Double](repeating: 0, count: space.dimension)
      switch space {
      case .dense(let dimension):
        let row = rows.row(index).assumingMemoryBound(to: Float.self)
        for place in 0..<dimension {
          row[place] = Float(generator.normal())
          vector[place] = Double(row[place])
        }
      case .sparse(let layout):
        let (dimension, capacity) = (layout.dimension, layout.capacity)
        let row = rows.row(index).assumingMemoryBound(to: UInt16.self)
        var lit = 0
        for cell in 0..<dimension where lit < capacity && generator.uniform() < 0.2 {
          let isNegative = generator.uniform() < 0.3
          lit += 1
          row[lit] = UInt16(cell) | (isNegative ? sparseNegativeBit : 0)
          vector[cell] = isNegative ? -1 : 1
        }
        row[0] = UInt16(lit)
      }
      vectors.append(vector)
    }
    self.vectors = vectors
  }
}
