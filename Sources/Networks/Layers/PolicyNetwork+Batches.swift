public import Threads

/// Work on whole batches, cut into as many pieces as there are workspaces and reduced in their order, so that results
/// do not depend on the number of threads.
extension PolicyNetwork {
  /// V of every row of `rows`: the first into `values` (values.count), what is left into `rest` (rest.count).
  public func values(
    of rows: RowBuffer, into values: FloatBuffer, and rest: FloatBuffer, workspaces: [Workspace], pool: WorkerPool
  ) {
    let size = workspaces.first?.capacity ?? 1
    let total = values.count + rest.count
    let span = (total + workspaces.count - 1) / workspaces.count
    pool.run(workspaces.count) { piece in
      let workspace = workspaces[piece]
      var start = piece * span
      let end = min(total, start + span)
      while start < end {
        let count = min(size, end - start)
        forward(
          RowBatch(base: rows.row(start), rowBytes: rows.rowBytes, indices: nil, count: count), workspace,
          part: .values)
        for row in 0..<count {
          let value = workspace.value(row, self)
          let sample = start + row
          if sample < values.count {
            values.base[sample] = value
          } else {
            rest.base[sample - values.count] = value
          }
        }
        start += count
      }
    }
  }

  /// Adds the gradients that `backward` left in `workspaces` to the network's; a sparse first layer is summed by columns,
  /// each in sample order. Workspace i took the rows that `samples` names from i · `piece` on, `piece` of them.
  public func sumGradients(
    of rows: RowBuffer, _ samples: UnsafePointer<Int32>, piece: Int, workspaces: [Workspace], pool: WorkerPool
  ) {
    let origin = gradients.base + denseRange.lowerBound
    let isSparse = denseRange.lowerBound > 0
    let block = 32
    let width = shape.inputWidth
    let columnBlocks = isSparse ? (width + block - 1) / block : 0
    let denseBlocks = 2
    let densePiece = (denseRange.count / denseBlocks + 16) & ~15
    pool.run(columnBlocks + denseBlocks) { index in
      if index < columnBlocks {
        let columns = (index * block)..<min(width, (index + 1) * block)
        for (place, workspace) in workspaces.enumerated() {
          let batch = RowBatch(
            base: rows.base, rowBytes: rows.rowBytes, indices: samples + place * piece, count: piece)
          addSparseGradient(batch, delta: workspace.firstDelta.base, columns: columns)
        }
        addBlockGradient(columns: columns)
      } else {
        let start = min(denseRange.count, (index - columnBlocks) * densePiece)
        let length = min(denseRange.count, start + densePiece) - start
        for workspace in workspaces {
          addInPlace(origin + start, workspace.gradients.base + start, length)
        }
      }
    }
  }
}
