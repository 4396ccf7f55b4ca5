import RLCore
import CKernels
public import Threads

/// Forward and backward passes over a batch of rows.
extension PolicyNetwork {
  /// What a forward pass is asked for; what shares a tower comes along.
  public enum Part: Sendable { case all, policy, values }

  /// Computes the outputs of `rows` into `workspace`; a tower that `part` has no use for is left out.
  public func forward(_ rows: RowBatch, _ workspace: Workspace, part: Part = .all) {
    let first = part == .values ? towers.count - 1 : 0
    let last = part == .policy ? 1 : towers.count
    let count = rows.count
    let width = shape.inputWidth
    let base = parameters.base
    precondition(count <= workspace.capacity)
    if let dense = workspace.dense {
      let dimension = input.inputs
      CKernels_gather_rows(
        rows.base, rows.rowBytes, rows.indices, Int32(count), Int32(dimension), inputOffset?.base, inputScale?.base,
        dense.base)
      let (skipped, end) = (first * shape.inputStride, last * shape.inputStride)
      CKernels_gemm(
        Int32(count), Int32(end - skipped), Int32(dimension), dense.base, dimension, 1,
        base + input.weights + skipped, input.stride, workspace.first.base + skipped, width, 0)
      CKernels_add_bias(workspace.first.base, Int32(count), Int32(width), base + input.bias)
    } else {
      let cells = UnsafePointer(effective?.base ?? (base + input.weights))
      CKernels_sparse_forward(
        rows.base, rows.rowBytes, rows.indices, Int32(count), cells, rowMap,
        bars.map { UnsafePointer($0.weights.base) } ?? cells, Int32(shape.observation.dimension), base + input.bias,
        workspace.first.base, Int32(width))
    }
    if last - first == towers.count {
      activate(workspace.first.base, count * width)
    } else {
      for row in 0..<count {
        activate(workspace.first.base + row * width + first * shape.inputStride, (last - first) * shape.inputStride)
      }
    }
    for tower in first..<last {
      let layers = towers[tower]
      var activations = workspace.first.base + tower * shape.inputStride
      var stride = width
      for (index, layer) in layers.enumerated() {
        let isHead = index == layers.count - 1
        let target = isHead ? workspace.outputs[tower].base : workspace.hidden[tower][index].base
        CKernels_gemm(
          Int32(count), Int32(layer.stride), Int32(layer.inputs), activations, stride, 1, base + layer.weights,
          layer.stride, target, layer.stride, 0)
        CKernels_add_bias(target, Int32(count), Int32(layer.stride), base + layer.bias)
        if !isHead { activate(target, count * layer.stride) }
        activations = target
        stride = layer.stride
      }
    }
  }

  /// Remakes the transposed weights; once per change of the parameters, before any `backward`.
  public func prepareBackward() {
    for layer in towers.joined() {
      CKernels_transpose(
        parameters.base + layer.weights, Int32(layer.rows), Int32(layer.stride), Int32(layer.stride),
        transposed.base + layer.weights)
    }
  }

  /// Adds the gradients of the last forward pass to `workspace.gradients`, from `workspace.outputDeltas`.
  ///
  /// With a sparse observation the first layer is left out: `workspace.firstDelta` then holds the gradient by its
  /// output, and `addSparseGradient` sums it over the whole minibatch.
  public func backward(_ rows: RowBatch, _ workspace: Workspace) {
    let count = rows.count
    let width = shape.inputWidth
    let origin = workspace.gradients.base - denseRange.lowerBound
    for (tower, layers) in towers.enumerated() {
      var delta = workspace.outputDeltas[tower].base
      for index in layers.indices.reversed() {
        let layer = layers[index]
        let isFirst = index == 0
        let inputs =
          isFirst ? workspace.first.base + tower * shape.inputStride : workspace.hidden[tower][index - 1].base
        let inputStride = isFirst ? width : layers[index - 1].stride
        CKernels_gemm(
          Int32(layer.inputs), Int32(layer.stride), Int32(count), inputs, 1, inputStride, delta, layer.stride,
          origin + layer.weights, layer.stride, 1)
        CKernels_column_sums(delta, Int32(count), Int32(layer.stride), Int32(layer.stride), origin + layer.bias)
        let below =
          isFirst
          ? workspace.firstDelta.base + tower * shape.inputStride : workspace.hiddenDeltas[tower][index - 1].base
        // Deltas of padding are 0, so that only true outputs count.
        CKernels_gemm(
          Int32(count), Int32(layer.rows), Int32(layer.outputs), delta, layer.stride, 1,
          transposed.base + layer.weights, layer.rows, below, inputStride, 0)
        if !isFirst { activationGradient(below, inputs, count * inputStride) }
        delta = below
      }
    }
    activationGradient(workspace.firstDelta.base, workspace.first.base, count * width)
    if let dense = workspace.dense {
      CKernels_column_sums(workspace.firstDelta.base, Int32(count), Int32(width), Int32(width), origin + input.bias)
      CKernels_gemm(
        Int32(input.inputs), Int32(width), Int32(count), dense.base, 1, input.inputs, workspace.firstDelta.base, width,
        origin + input.weights, width, 1)
    }
  }

  /// Adds a sparse first layer's gradient by one shard's deltas, for columns `columns` (multiples of 16).
  public func addSparseGradient(_ rows: RowBatch, delta: UnsafePointer<Float>, columns: Range<Int>) {
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
  public func addBlockGradient(columns: Range<Int>) {
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

  /// Remakes the weights of rows `rows` after the parameters changed.
  private func refreshRows(_ rows: Range<Int>) {
    guard let effective else { return }
    let width = shape.inputWidth
    let target = effective.base + rows.lowerBound * width
    if rowGradients == nil {
      target.update(from: parameters.base + input.weights + rows.lowerBound * width, count: rows.count * width)
    } else {
      target.update(repeating: 0, count: rows.count * width)
    }
    for (layer, taps) in zip(blocks, taps) {
      taps.blocks.withUnsafeBufferPointer { blocks in
        taps.shares.withUnsafeBufferPointer { shares in
          guard let blocks = blocks.baseAddress, let shares = shares.baseAddress else { return }
          CKernels_scatter_add(
            parameters.base + layer.weights, blocks + rows.lowerBound * taps.count,
            shares + rows.lowerBound * taps.count, Int32(rows.count), Int32(taps.count), target, Int32(width))
        }
      }
    }
  }

  private func activate(_ values: UnsafeMutablePointer<Float>, _ count: Int) {
    switch shape.activation {
    case .relu: CKernels_relu(values, count)
    case .tanh: CKernels_tanh(values, count)
    }
  }

  private func activationGradient(
    _ delta: UnsafeMutablePointer<Float>, _ activations: UnsafePointer<Float>, _ count: Int
  ) {
    switch shape.activation {
    case .relu: CKernels_relu_gradient(delta, activations, count)
    case .tanh: CKernels_tanh_gradient(delta, activations, count)
    }
  }
}

extension PolicyNetwork {
  /// Brings what is derived from the parameters up to date; after every change of them.
  public func refresh(_ pool: WorkerPool? = nil) {
    defer { bars?.refresh(from: effective?.base ?? (parameters.base + input.weights)) }
    guard effective != nil else { return }
    let rows = shape.inputRows
    let pieces = 16
    let size = (rows + pieces - 1) / pieces
    func piece(_ index: Int) { refreshRows(min(rows, index * size)..<min(rows, (index + 1) * size)) }
    if let pool { pool.run(pieces, piece) } else { for index in 0..<pieces { piece(index) } }
  }
}
