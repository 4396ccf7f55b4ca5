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
  /// Columns that one thread takes where shared weights gather from rows that several threads filled.
  private static let gatheredColumns = 16

  /// Readies gradients of minibatches of `rows` for several passes on the threads of `pool`, where a sparse first layer's
  /// columns would leave some of them without work. Holds until it is called again, and `rows` must not change; `nil` is none.
  /// No result depends on it.
  public func sortRows(_ rows: RowBuffer?, _ pool: WorkerPool) {
    partedRows?.isCurrent = false
    guard let rows, case .sparse = shape.observation, pool.threads > PartedRows.parts else { return }
    let known =
      partedRows.flatMap { $0.fits(rows) ? $0 : nil }
      ?? PartedRows(of: rows, cells: shape.observation.dimension, map: rowMap)
    known.sort(rows, pool: pool)
    partedRows = known
  }

  /// Adds the gradients of the last passes of `rows` through `workspace`, and through all of its `slices`, to the
  /// network's. Each number is summed in the order of the rows.
  public func addGradients(_ rows: RowBatch, _ workspace: Workspace, slices: [Workspace], pool: WorkerPool) {
    let width = shape.inputWidth
    func columns(_ index: Int, _ count: Int) -> Range<Int> { (index * count)..<min(width, (index + 1) * count) }
    let parted = partedRows.flatMap { $0.isCurrent && $0.source == UnsafeRawPointer(rows.base) ? $0.sorted : nil }
    let parts = parted == nil ? 1 : PartedRows.parts
    let groups = workspace.dense == nil ? (width + Self.sparseColumns - 1) / Self.sparseColumns : 0
    let sparse = groups * (parts + 1)
    pool.run(sparse + gradientBlocks.count, isEven: sparse == 0) { index in
      guard index < sparse else { return addGradient(gradientBlocks[index - sparse], rows.count, workspace) }
      let columns = columns(index % groups, Self.sparseColumns)
      guard index / groups < parts else { return addInputBias(rows.count, workspace.firstDelta.base, columns) }
      addSparseGradient(
        rows, delta: workspace.firstDelta.base, columns: columns, part: parted.map { (index / groups, $0) })
      if parted == nil { addBlockGradient(columns: columns) }
    }
    if parted != nil, groups > 0 {
      // Shared weights gather from all rows, so that every part has to be there; those of a plane gather from that alone.
      let (planes, least) = (shape.pooling?.grid.planes ?? 1, Self.gatheredColumns)
      let groups = (width + least - 1) / least
      pool.run(groups * planes) { index in
        addBlockGradient(columns: columns(index % groups, least), plane: index / groups, of: planes)
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

  /// Adds a sparse first layer's gradient by `delta` (rows x inputWidth), for columns `columns` (multiples of 16), without
  /// the biases; of sorted rows for one part alone.
  func addSparseGradient(
    _ rows: RowBatch, delta: UnsafePointer<Float>, columns: Range<Int>, part: (Int, RowBuffer)? = nil
  ) {
    let cells = rowGradients?.base ?? (gradients.base + input.weights)
    let (bars, first, last) = (bars?.gradients.base ?? cells, Int32(columns.lowerBound), Int32(columns.upperBound))
    let (count, known, width) = (Int32(rows.count), Int32(shape.observation.dimension), Int32(shape.inputWidth))
    if let (part, sorted) = part {
      CKernels_sparse_backward_part(
        sorted.base, sorted.rowBytes, rows.indices, count, delta, cells, rowMap, bars, known, width, first, last,
        Int32(part), Int32(PartedRows.parts))
    } else {
      CKernels_sparse_backward(
        rows.base, rows.rowBytes, rows.indices, count, delta, cells, rowMap, bars, known, width, first, last)
    }
  }

  /// Adds the gradients of a sparse first layer's biases by the `count` rows of `delta`, for columns `columns`.
  func addInputBias(_ count: Int, _ delta: UnsafePointer<Float>, _ columns: Range<Int>) {
    CKernels_column_sums(
      delta + columns.lowerBound, Int32(count), Int32(columns.count), Int32(shape.inputWidth),
      gradients.base + input.bias + columns.lowerBound)
  }

  /// Gives what bars gathered to their cells and adds up the gradients of shared weights from those of the rows, for
  /// columns `columns` and one of `planes` equal parts of the rows, of which the first has the bars' cells; after
  /// `addSparseGradient`.
  func addBlockGradient(columns: Range<Int>, plane: Int = 0, of planes: Int = 1) {
    let width = shape.inputWidth
    let count = shape.inputRows / planes
    let rows = (rowGradients?.base ?? (gradients.base + input.weights)) + plane * count * width
    if plane == 0 { bars?.spread(into: rows, columns: columns) }
    for (layer, taps) in zip(blocks, taps) {
      // Cells that have weights of their own keep what earlier passes of this minibatch gave them, so that the sums of all of
      // them are gathered anew.
      let known = rowGradients == nil ? layer.inputs / planes : 0
      for block in (plane * known)..<((plane + 1) * known) {
        (gradients.base + layer.weights + block * width + columns.lowerBound).update(repeating: 0, count: columns.count)
      }
      taps.blocks.withUnsafeBufferPointer { blocks in
        taps.shares.withUnsafeBufferPointer { shares in
          guard let blocks = blocks.baseAddress, let shares = shares.baseAddress else { return }
          CKernels_gather_add(
            rows, blocks + plane * count * taps.count, shares + plane * count * taps.count, Int32(count),
            Int32(taps.count), gradients.base + layer.weights, Int32(width), Int32(columns.lowerBound),
            Int32(columns.upperBound))
        }
      }
    }
    guard rowGradients != nil else { return }
    for row in 0..<count { (rows + row * width + columns.lowerBound).update(repeating: 0, count: columns.count) }
  }
}
