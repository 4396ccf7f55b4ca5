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
}
