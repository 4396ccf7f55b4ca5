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
  /// This shard's gradients of the dense layers, laid out as `denseRange` of the network.
  public let gradients: FloatBuffer

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
    gradients = FloatBuffer(count: network.denseRange.count)
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
