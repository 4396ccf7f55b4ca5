import Networks
import RLCore
import Threads

/// The suggestions of a table as a data set that every minibatch imitates: L_B = −w log π(a*|s), the mean over the rows
/// taken. Rows take turns, from the first one at the beginning of each update.
///
/// | symbol | code | shape |
/// |---|---|---|
/// | s | `rows` | (suggestions) |
/// | a*, w | `CoachedAdvice` | |
final class SuggestionBuffer {
  private let advice: CoachedAdvice
  private let rows: RowBuffer
  private let size: Int
  private let workspace: Workspace
  private var indices: [Int32]
  private var next = 0

  /// The states of `table`, `size` of them at a time, for a network like `network`.
  init(_ table: GuidanceTable, _ advice: CoachedAdvice, size: Int, _ entry: EnvironmentEntry, _ network: PolicyNetwork)
  {
    self.advice = advice
    let count = table.entries.count
    self.size = min(size, count)
    let rows = RowBuffer(count: count, rowBytes: entry.spec.observation.rowBytes)
    for (index, row) in table.entries.enumerated() {
      // A sparse row is kept without its tail.
      row.row.prefix(rows.rowBytes).withUnsafeBytes { bytes in
        if let base = bytes.baseAddress { rows.row(index).copyMemory(from: base, byteCount: bytes.count) }
      }
      network.compact(rows.row(index))
    }
    self.rows = rows
    workspace = Workspace(network: network, capacity: self.size)
    indices = [Int32](repeating: 0, count: self.size)
  }

  /// An update begins.
  func rewind() { next = 0 }

  /// Adds `weight` times the gradient of L_B to that of `network`; nothing is learnt of σ.
  func addGradients(to network: PolicyNetwork, weight: Float, _ pool: WorkerPool) {
    for place in 0..<size { indices[place] = Int32((next + place) % rows.count) }
    next = (next + size) % rows.count
    indices.withUnsafeBufferPointer { indices in
      let batch = RowBatch(base: rows.base, rowBytes: rows.rowBytes, indices: indices.baseAddress, count: size)
      network.forward(batch, workspace)
      for (tower, deltas) in workspace.outputDeltas.enumerated() {
        deltas.base.update(repeating: 0, count: size * padded(network.shape.outputs(of: tower)))
      }
      let stride = workspace.policyStride(network)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * network.shape.policyOutputs) { scratch in
        guard let scratch = scratch.baseAddress else { return }
        let policy = PolicyTerms(network, workspace, scratch: scratch)
        for row in 0..<size {
          let index = Int(indices[row])
          guard advice.weights[index] > 0 else { continue }
          let outputs = workspace.policy + row * stride
          _ = policy.logProbability(advice.advised(index), outputs)
          _ = policy.addImitation(
            to: workspace.outputDeltas[0].base + row * stride, action: advice.advised(index), outputs: outputs,
            slope: -weight * advice.weights[index] / Float(size))
        }
      }
      network.backward(batch, workspace)
      network.addGradients(batch, workspace, slices: [], pool: pool)
    }
  }
}
