import Glibc
import Networks
public import RLCore

/// The distribution of a policy's actions at recorded observations, where actions are vectors.
public final class PolicyDistribution {
  /// A policy's answer at one observation.
  public struct Answer: Sendable, Equatable {
    /// μ(s) of each part.
    public var means: [Float]
    /// σ of each part.
    public var deviations: [Float]
    /// V(s).
    public var value: Float
  }

  private let network: PolicyNetwork
  private let workspace: Workspace
  private let row: RowBuffer
  private let rowBytes: Int
  private let width: Int

  /// The distribution of the policy in `checkpoint`. Throws where it holds none that can be read.
  public init(_ checkpoint: PolicyCheckpoint, entry: EnvironmentEntry) throws {
    network = try checkpoint.makeNetwork()
    workspace = Workspace(network: network, capacity: 1)
    rowBytes = entry.spec.observation.rowBytes
    row = RowBuffer(count: 1, rowBytes: rowBytes)
    width = entry.spec.action.width
  }

  /// The answer at an observation row; nil where actions are no vectors or the row is not of this environment.
  public func answer(at observation: [UInt8]) -> Answer? {
    guard let layer = network.logDeviation, observation.count == rowBytes else { return nil }
    observation.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { row.base.copyMemory(from: base, byteCount: rowBytes) }
    }
    network.forward(RowBatch(base: row.base, rowBytes: rowBytes, indices: nil, count: 1), workspace)
    return Answer(
      means: (0..<width).map { workspace.policy[$0] },
      deviations: (0..<width).map { expf(network.parameters.base[layer.bias + $0]) },
      value: workspace.value(0, network))
  }
}
