public import RLCore
import CKernels

/// A multilayer perceptron with a policy head and a value head, its gradients and its optimiser state.
///
/// All parameters lie in one flat buffer: the first layer (common to both towers, so that one pass over the observation
/// serves both), then per tower its hidden layers and its head, then log σ where the policy is Gaussian. Matrices are
/// (inputs x outputs), row-major, padded with zeros as `LayerLayout` says, so that any width can be had. Passing rows
/// through is in `PolicyNetwork+Passes.swift`.
///
/// | symbol | code | shape |
/// |---|---|---|
/// | x | observation rows | (rows x observation.dimension), or sparse rows |
/// | W0 | `input`, `blocks` | (inputRows x inputWidth), or fewer rows where cells share weights |
/// | π, V | `Workspace.policy`, `.values` | (rows x padded outputs) |
public final class PolicyNetwork {
  /// The shape.
  public let shape: NetworkShape
  /// The first layer.
  public let input: LayerLayout
  /// Weights that cells of a sparse first layer share, a level each.
  public let blocks: [LayerLayout]
  /// Per tower, its hidden layers after the first and then its head.
  public let towers: [[LayerLayout]]
  /// log σ of a Gaussian policy, independent of the state; a bias without a matrix.
  public let logDeviation: LayerLayout?
  /// Every weight and bias.
  public let parameters: FloatBuffer
  /// Sum of the gradients of a minibatch; cleared by the optimiser.
  public let gradients: FloatBuffer
  /// Adam's first moment.
  public let firstMoment: FloatBuffer
  /// Adam's second moment.
  public let secondMoment: FloatBuffer
  /// Subtracted from a dense observation before the first layer; nil leaves observations as they are.
  public var inputOffset: FloatBuffer?
  /// Multiplied after that; results are clipped to ±10.
  public var inputScale: FloatBuffer?
  /// Rows by which a first layer with levels is computed: their own weights plus what they share.
  let effective: FloatBuffer?
  /// Gradients of those rows, where they have no weights of their own.
  let rowGradients: FloatBuffer?
  /// Where each row's shared weights come from, per level.
  let taps: [PoolingTaps]
  /// The row of weights of each cell, where cells have none of their own.
  let rowMap: [UInt16]?
  /// Bars that `compact` puts in place of their cells, where there are any.
  private(set) var bars: BarTable?
  /// Rows whose words were sorted for gradients on many threads; nil before there were any.
  var partedRows: PartedRows?
  /// How the gradients of dense layers are shared out.
  let gradientBlocks: [GradientBlock]
  /// Transposed weights of the tower layers, remade before each backward pass.
  let transposed: FloatBuffer

  /// A network with orthogonal weights (gain √2; 0.01 for the policy head, 1 for the value head) and zero biases.
  public init(shape: NetworkShape, generator: inout SeededGenerator) {
    precondition(!shape.hidden.isEmpty && shape.hidden.allSatisfy { $0 > 0 })
    self.shape = shape
    var next = 0
    func layout(_ name: String, _ inputs: Int, rows: Int? = nil, _ outputs: Int, towers: Int = 1) -> LayerLayout {
      let (rows, stride) = (rows ?? inputs, padded(outputs) * towers)
      let layer = LayerLayout(
        name: name, inputs: inputs, outputs: outputs * towers, towers: towers, rows: rows, stride: stride,
        weights: next, bias: next + rows * stride)
      next += layer.count
      return layer
    }
    let first = shape.hidden[0]
    let pooling = shape.pooling
    let levels = pooling.map { Array($0.shared) } ?? []
    let ownsRows = pooling?.ownsRows ?? true
    input = layout("input", ownsRows ? shape.inputRows : 0, first, towers: shape.towers)
    blocks = levels.compactMap { level in
      pooling.map { layout("input.block\($0.blocks[level].text)", $0.count(level), first, towers: shape.towers) }
    }
    taps = levels.compactMap { level in pooling.map { $0.taps(level) } }
    rowMap = pooling?.sharesAll == true ? pooling?.rows() : nil
    effective = blocks.isEmpty ? nil : FloatBuffer(count: shape.inputRows * shape.inputWidth)
    rowGradients = ownsRows ? nil : FloatBuffer(count: shape.inputRows * shape.inputWidth)
    towers = (0..<shape.towers).map { tower in
      let prefix = shape.isShared ? "shared" : tower == 0 ? "policy" : "value"
      var layers: [LayerLayout] = []
      for index in 1..<max(1, shape.hidden.count) {
        let inputs = shape.hidden[index - 1]
        layers.append(layout("\(prefix).hidden\(index)", inputs, rows: padded(inputs), shape.hidden[index]))
      }
      let inputs = shape.hidden[shape.hidden.count - 1]
      layers.append(layout("\(prefix).head", inputs, rows: padded(inputs), shape.outputs(of: tower)))
      return layers
    }
    var parts: [GradientBlock] = []
    if case .dense = shape.observation { parts += GradientBlock.blocks(of: input, at: nil) }
    for (tower, layers) in towers.enumerated() {
      for (index, layer) in layers.enumerated() { parts += GradientBlock.blocks(of: layer, at: (tower, index)) }
    }
    gradientBlocks = parts
    logDeviation = shape.initialLogDeviation.map { _ in layout("policy.logDeviation", 0, shape.policyOutputs) }
    parameters = FloatBuffer(count: next)
    gradients = FloatBuffer(count: next)
    firstMoment = FloatBuffer(count: next)
    secondMoment = FloatBuffer(count: next)
    transposed = FloatBuffer(count: next)
    initialise(&generator)
  }

  /// Scale of weights at knots at the start. Neighbouring cells have nearly the same weight there, so that what is drawn
  /// as a block of n cells counts n times: at full size hidden units die in the first updates and runs end on a plateau
  /// (Pong, 6 M steps: -7 at 1, -5 and -10 at 0.35, 9 to 13 over four seeds at 0.2).
  private static let knotGain: Float = 0.2

  private func initialise(_ generator: inout SeededGenerator) {
    let gain = Float(2).squareRoot()
    for tower in 0..<shape.towers {
      let start = tower * shape.inputStride
      let columns = start..<(start + shape.hidden[0])
      if rowGradients == nil {
        fillOrthogonal(input, columns: columns, gain: gain, &generator)
      } else if let knots = blocks.first {
        fillOrthogonal(knots, columns: columns, gain: gain * Self.knotGain, &generator)
      }
    }
    for (tower, layers) in towers.enumerated() {
      for layer in layers.dropLast() { fillOrthogonal(layer, columns: 0..<layer.outputs, gain: gain, &generator) }
      guard let head = layers.last else { continue }
      let logits = shape.isShared || tower == 0 ? shape.policyOutputs : 0
      if logits > 0 { fillOrthogonal(head, columns: 0..<logits, gain: 0.01, &generator) }
      if logits < head.outputs { fillOrthogonal(head, columns: logits..<head.outputs, gain: 1, &generator) }
    }
    if let logDeviation, let start = shape.initialLogDeviation {
      for column in 0..<logDeviation.outputs { parameters.base[logDeviation.bias + column] = start }
    }
  }

  private func fillOrthogonal(
    _ layer: LayerLayout, columns: Range<Int>, gain: Float, _ generator: inout SeededGenerator
  ) {
    let matrix = orthogonalMatrix(rows: layer.inputs, columns: columns.count, generator: &generator)
    for row in 0..<layer.inputs {
      for (offset, column) in columns.enumerated() {
        parameters.base[layer.weights + row * layer.stride + column] = matrix[row * columns.count + offset] * gain
      }
    }
  }

  /// Takes the bars of `layout` for single inputs in rows that went through `compact`; other rows are understood as
  /// before.
  public func use(_ layout: SparseLayout?) {
    bars = layout?.grid.flatMap { BarTable(bars: layout?.bars ?? [], grid: $0, map: rowMap, width: shape.inputWidth) }
    refresh()
  }

  /// Puts one word in place of each bar of an observation row, in place; without bars the row stays as it is.
  public func compact(_ row: UnsafeMutableRawPointer) { bars?.compact(row) }

  /// Every layer in the order of the buffer.
  public var layers: [LayerLayout] { [input] + blocks + towers.flatMap { $0 } + (logDeviation.map { [$0] } ?? []) }
}

/// A matrix with orthonormal rows or columns, whichever are fewer (Saxe et al., 2014), by Gram and Schmidt in double
/// precision, row-major.
public func orthogonalMatrix(rows: Int, columns: Int, generator: inout SeededGenerator) -> [Float] {
  let length = max(rows, columns)
  let count = min(rows, columns)
  var vectors: [[Double]] = []
  for _ in 0..<count {
    var vector = (0..<length).map { _ in generator.normal() }
    // Twice is enough for full orthogonality in floating point.
    for _ in 0..<2 {
      for other in vectors {
        var product = 0.0
        for index in 0..<length { product += other[index] * vector[index] }
        for index in 0..<length { vector[index] -= product * other[index] }
      }
    }
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    vectors.append(vector.map { $0 / norm })
  }
  var matrix = [Float](repeating: 0, count: rows * columns)
  for row in 0..<rows {
    for column in 0..<columns {
      matrix[row * columns + column] = Float(rows >= columns ? vectors[column][row] : vectors[row][column])
    }
  }
  return matrix
}
