import Networks
import RLCore

/// What an imported policy answers, through the file that it becomes and the network in that.
struct PlayedPolicy {
  private let network: PolicyNetwork
  private let workspace: Workspace
  private let row: RowBuffer
  let file: PolicyFile

  init(_ policy: PolicyImport) throws {
    let header = PolicyFile.Header(
      environment: "Somewhere-v0", name: "base", step: policy.origin.steps, action: nil, network: policy.shape)
    let bytes = Safetensors.encode(
      PolicyFile.tensors(of: policy.normaliser) + policy.tensors, metadata: PolicyFile.metadata(header))
    let (tensors, metadata) = try Safetensors.decode(bytes)
    file = try PolicyFile(tensors: tensors, metadata: metadata)
    network = try file.makeNetwork()
    workspace = Workspace(network: network, capacity: 1)
    row = RowBuffer(count: 1, rowBytes: policy.shape.observation.rowBytes)
  }

  /// Logits or means, and the value.
  func answer(_ observation: [Double]) -> (outputs: [Double], value: Double) {
    let numbers = row.base.assumingMemoryBound(to: Float.self)
    for (index, value) in observation.enumerated() { numbers[index] = Float(value) }
    network.forward(RowBatch(base: row.base, rowBytes: row.rowBytes, indices: nil, count: 1), workspace)
    return (
      (0..<network.shape.policyOutputs).map { Double(workspace.policy[$0]) }, Double(workspace.value(0, network))
    )
  }

  /// log σ.
  var deviations: [Float] {
    if case .floats(let values)? = file.tensors["actor.log_std"]?.elements { values } else { [] }
  }
}

extension EnvironmentSpec {
  /// An environment of vectors and actions within bounds.
  static func boxes(_ inputs: Int, low: [Float] = [-2], high: [Float] = [2]) -> EnvironmentSpec {
    EnvironmentSpec(
      id: "Somewhere-v0", observation: .dense(dimension: inputs), action: .box(low: low, high: high), stepLimit: 100)
  }

  /// An environment of vectors and named actions.
  static func choices(_ inputs: Int, _ count: Int) -> EnvironmentSpec {
    EnvironmentSpec(
      id: "Somewhere-v0", observation: .dense(dimension: inputs),
      action: .discrete(names: (0..<count).map { "a\($0)" }), stepLimit: 100)
  }
}
