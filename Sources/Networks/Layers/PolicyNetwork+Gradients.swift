import RLCore
import CKernels
public import Threads

/// A part of one weight matrix, whose gradient one thread sums over all rows of a minibatch.
///
/// Cut by weights and not by rows, a gradient has one order of additions whatever the number of threads, and needs
/// neither buffers of the threads' own nor a sum over these.
struct GradientBlock {
  /// The tower, and the layer in it; nil is the first layer.
  var place: (tower: Int, layer: Int)?
  /// Rows of the matrix: inputs.
  var inputs: Range<Int>
  /// Columns of the matrix, whole vectors.
  var columns: Range<Int>

  /// Inputs and columns of a block at most: enough for a tile to be worth its loads, few enough for sixteen threads.
  static let side = 32
  /// Rows that are summed at a time, so that what a block reads stays in the second cache.
  static let rowsAtOnce = 512

  /// All blocks of a matrix.
  static func blocks(of layer: LayerLayout, at place: (Int, Int)?) -> [GradientBlock] {
    stride(from: 0, to: layer.stride, by: side).flatMap { column in
      stride(from: 0, to: layer.inputs, by: side).map { input in
        GradientBlock(
          place: place.map { (tower: $0.0, layer: $0.1) }, inputs: input..<min(layer.inputs, input + side),
          columns: column..<min(layer.stride, column + side))
      }
    }
  }
}

/// Gradients of the weights from what a minibatch's passes left behind.
extension PolicyNetwork {
  /// Columns of a sparse first layer that one thread takes.
  private static let sparseColumns = 32

  /// Adds the gradients of the last passes of `rows` through `workspace`, and through all of its `slices`, to the
  /// network's. Each number is summed in the order of the rows.
  public func addGradients(_ rows: RowBatch, _ workspace: Workspace, slices: [Workspace], pool: WorkerPool) {
    let width = shape.inputWidth
    let sparse = workspace.dense == nil ? (width + Self.sparseColumns - 1) / Self.sparseColumns : 0
    pool.run(sparse + gradientBlocks.count, isEven: sparse == 0) { index in
      if index < sparse {
        let columns = (index * Self.sparseColumns)..<min(width, (index + 1) * Self.sparseColumns)
        addSparseGradient(rows, delta: workspace.firstDelta.base, columns: columns)
        addBlockGradient(columns: columns)
      } else {
        addGradient(gradientBlocks[index - sparse], rows.count, workspace)
      }
    }
    guard let logDeviation else { return }
    for slice in slices {
      addInPlace(gradients.base + logDeviation.bias, slice.deviationDelta.base, logDeviation.outputs)
    }
  }

  /// Adds a block's gradient over the first `count` rows of `workspace`, and its columns' biases with its first inputs.
  private func addGradient(_ block: GradientBlock, _ count: Int, _ workspace: Workspace) {
    let layer = block.place.map { towers[$0.tower][$0.layer] } ?? input
    let (seen, step, delta) = operands(of: block, workspace)
    let target = gradients.base + layer.weights + block.inputs.lowerBound * layer.stride + block.columns.lowerBound
    for start in stride(from: 0, to: count, by: GradientBlock.rowsAtOnce) {
      let length = min(GradientBlock.rowsAtOnce, count - start)
      let change = delta + start * layer.stride + block.columns.lowerBound
      CKernels_gemm(
        Int32(block.inputs.count), Int32(block.columns.count), Int32(length),
        seen + start * step + block.inputs.lowerBound, 1, step, change, layer.stride, target, layer.stride, 1)
      guard block.inputs.lowerBound == 0 else { continue }
      CKernels_column_sums(
        change, Int32(length), Int32(block.columns.count), Int32(layer.stride),
        gradients.base + layer.bias + block.columns.lowerBound)
    }
  }

  /// What the layer of a block saw, the numbers from one row of that to the next, and the gradients by its outputs.
  private func operands(of block: GradientBlock, _ workspace: Workspace) -> (
    UnsafePointer<Float>, Int, UnsafePointer<Float>
  ) {
    guard let place = block.place else {
      let seen = workspace.dense ?? workspace.first
      return (UnsafePointer(seen.base), input.inputs, UnsafePointer(workspace.firstDelta.base))
    }
    let layers = towers[place.tower]
    let (seen, step) = inputs(of: place.layer, place.tower, workspace)
    let isHead = place.layer == layers.count - 1
    let delta = isHead ? workspace.outputDeltas[place.tower] : workspace.hiddenDeltas[place.tower][place.layer]
    return (UnsafePointer(seen), step, UnsafePointer(delta.base))
  }

  /// Adds a sparse first layer's gradient by `delta` (rows x inputWidth), for columns `columns` (multiples of 16).
  func addSparseGradient(_ rows: RowBatch, delta: UnsafePointer<Float>, columns: Range<Int>) {
    let cells = rowGradients?.base ?? (gradients.base + input.weights)
    CKernels_sparse_backward(
      rows.base, rows.rowBytes, rows.indices, Int32(rows.count), delta, cells, rowMap, bars?.gradients.base ?? cells,
      Int32(shape.observation.dimension), Int32(shape.inputWidth), Int32(columns.lowerBound), Int32(columns.upperBound))
    CKernels_column_sums(
      delta + columns.lowerBound, Int32(rows.count), Int32(columns.count), Int32(shape.inputWidth),
      gradients.base + input.bias + columns.lowerBound)
  }

  /// Gives what bars gathered to their cells and adds up the gradients of shared weights from those of the rows, for
  /// columns `columns`; after `addSparseGradient`.
  func addBlockGradient(columns: Range<Int>) {
    let rows = rowGradients?.base ?? (gradients.base + input.weights)
    let width = shape.inputWidth
    bars?.spread(into: rows, columns: columns)
    for (layer, taps) in zip(blocks, taps) {
      CKernels_gather_add(
        rows, taps.blocks, taps.shares, Int32(shape.inputRows), Int32(taps.count), gradients.base + layer.weights,
        Int32(width), Int32(columns.lowerBound), Int32(columns.upperBound))
    }
    guard let rowGradients else { return }
    for row in 0..<shape.inputRows {
      (rowGradients.base + row * width + columns.lowerBound).update(repeating: 0, count: columns.count)
    }
  }
}
