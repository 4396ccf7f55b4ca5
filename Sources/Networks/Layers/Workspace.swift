import CKernels
import RLCore

/// Where the rows of an observation batch lie.
public struct RowBatch {
  /// The first row of all.
  public var base: UnsafeRawPointer
  /// Bytes from one row to the next.
  public var rowBytes: Int
  /// Which rows to take, or nil for the first `count`.
  public var indices: UnsafePointer<Int32>?
  /// How many to take.
  public var count: Int

  /// Describes a batch.
  public init(base: UnsafeRawPointer, rowBytes: Int, indices: UnsafePointer<Int32>?, count: Int) {
    self.base = base
    self.rowBytes = rowBytes
    self.indices = indices
    self.count = count
  }

  /// Where row `row` of the batch starts.
  @inlinable
  public func row(_ row: Int) -> UnsafeRawPointer {
    base + (indices.map { Int($0[row]) } ?? row) * rowBytes
  }

  /// The `count` rows of the batch from row `start` on.
  public func rows(_ start: Int, count: Int) -> RowBatch {
    guard let indices else {
      return RowBatch(base: base + start * rowBytes, rowBytes: rowBytes, indices: nil, count: count)
    }
    return RowBatch(base: base, rowBytes: rowBytes, indices: indices + start, count: count)
  }
}

/// One thread's activations and deltas for up to `capacity` rows; reused for every batch.
public final class Workspace {
  /// Rows that fit.
  public let capacity: Int
  let dense: FloatBuffer?
  let first: FloatBuffer
  let hidden: [[FloatBuffer]]
  let hiddenDeltas: [[FloatBuffer]]
  /// Per tower, the outputs (capacity x padded outputs).
  public let outputs: [FloatBuffer]
  /// Per tower, the loss's gradient by the outputs; the caller fills it before `backward`.
  public let outputDeltas: [FloatBuffer]
  /// Gradient by the first layer's output before its activation (capacity x inputWidth).
  public let firstDelta: FloatBuffer
  /// The loss's gradient by log σ (policy outputs), summed over these rows; the caller fills it.
  public let deviationDelta: FloatBuffer

  /// Room for `capacity` rows of `network`.
  public init(network: PolicyNetwork, capacity: Int) {
    self.capacity = capacity
    let shape = network.shape
    switch shape.observation {
    case .dense(let dimension): dense = FloatBuffer(count: capacity * dimension)
    case .sparse: dense = nil
    }
    first = FloatBuffer(count: capacity * shape.inputWidth)
    firstDelta = FloatBuffer(count: capacity * shape.inputWidth)
    let widths = shape.hidden.dropFirst().map(padded)
    hidden = (0..<shape.towers).map { _ in widths.map { FloatBuffer(count: capacity * $0) } }
    hiddenDeltas = (0..<shape.towers).map { _ in widths.map { FloatBuffer(count: capacity * $0) } }
    outputs = (0..<shape.towers).map { FloatBuffer(count: capacity * padded(shape.outputs(of: $0))) }
    outputDeltas = (0..<shape.towers).map { FloatBuffer(count: capacity * padded(shape.outputs(of: $0))) }
    deviationDelta = FloatBuffer(count: shape.policyOutputs)
  }

  /// The rows `rows` of `whole`, in the same memory, with a `deviationDelta` of their own.
  private init(_ rows: Range<Int>, of whole: Workspace) {
    capacity = rows.count
    func part(_ buffer: FloatBuffer) -> FloatBuffer {
      let width = buffer.count / whole.capacity
      return FloatBuffer((rows.lowerBound * width)..<(rows.upperBound * width), of: buffer)
    }
    dense = whole.dense.map(part)
    first = part(whole.first)
    firstDelta = part(whole.firstDelta)
    hidden = whole.hidden.map { $0.map(part) }
    hiddenDeltas = whole.hiddenDeltas.map { $0.map(part) }
    outputs = whole.outputs.map(part)
    outputDeltas = whole.outputDeltas.map(part)
    deviationDelta = FloatBuffer(count: whole.deviationDelta.count)
  }

  /// Its rows in `count` slices of one size, for a thread each, in the same memory; `count` divides the capacity.
  public func slices(_ count: Int) -> [Workspace] {
    precondition(count > 0 && capacity % count == 0)
    let size = capacity / count
    return (0..<count).map { Workspace(($0 * size)..<(($0 + 1) * size), of: self) }
  }

  /// Numbers from one row of the policy output to the next.
  public func policyStride(_ network: PolicyNetwork) -> Int { padded(network.shape.outputs(of: 0)) }

  /// The logits or means (rows x policy stride).
  public var policy: UnsafeMutablePointer<Float> { outputs[0].base }

  /// The value of row `row`.
  @inlinable
  public func value(_ row: Int, _ network: PolicyNetwork) -> Float {
    let shape = network.shape
    let tower = shape.towers - 1
    return outputs[tower].base[row * padded(shape.outputs(of: tower)) + shape.outputs(of: tower) - 1]
  }
}
