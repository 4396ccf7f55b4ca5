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

  /// Takes the loss's gradient from `workspace.outputDeltas` down to every layer's output, before its activation.
  ///
  /// What the weights learn is summed over the whole minibatch by `addGradients`.
  public func backward(_ rows: RowBatch, _ workspace: Workspace) {
    let count = rows.count
    let width = shape.inputWidth
    for (tower, layers) in towers.enumerated() {
      var delta = workspace.outputDeltas[tower].base
      for index in layers.indices.reversed() {
        let layer = layers[index]
        let isFirst = index == 0
        let (inputs, inputStride) = self.inputs(of: index, tower, workspace)
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
  }

  /// What a tower's layer saw in the last forward pass, and the numbers from one row of it to the next.
  func inputs(of layer: Int, _ tower: Int, _ workspace: Workspace) -> (UnsafeMutablePointer<Float>, Int) {
    layer == 0
      ? (workspace.first.base + tower * shape.inputStride, shape.inputWidth)
      : (workspace.hidden[tower][layer - 1].base, towers[tower][layer - 1].stride)
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
    defer { bars?.refresh(from: effective?.base ?? (parameters.base + input.weights), pool) }
    guard effective != nil else { return }
    let rows = shape.inputRows
    let pieces = 16
    let size = (rows + pieces - 1) / pieces
    func piece(_ index: Int) { refreshRows(min(rows, index * size)..<min(rows, (index + 1) * size)) }
    if let pool { pool.run(pieces, piece) } else { for index in 0..<pieces { piece(index) } }
  }
}
