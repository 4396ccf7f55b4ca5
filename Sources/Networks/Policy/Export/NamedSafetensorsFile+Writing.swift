import RLCore

extension NamedSafetensorsFile {
  /// The policy alone, under the names that `read` takes: the weights, log σ and the normaliser, without what belongs to
  /// training. What is read of it is the same policy bit for bit.
  public static func bytes(_ policy: PolicyExport) -> [UInt8] {
    func named(_ part: String, _ layers: [DenseLayer]) -> [Tensor] {
      layers.enumerated().flatMap { index, layer in
        [
          Tensor(
            name: "\(part).\(index).weight", shape: [layer.outputs, layer.inputs], elements: .floats(layer.weights)),
          Tensor(name: "\(part).\(index).bias", shape: [layer.outputs], elements: .floats(layer.bias)),
        ]
      }
    }
    let spread = policy.logDeviation.map { [Tensor(name: "actor.log_std", shape: [$0.count], elements: .floats($0))] }
    let tensors =
      PolicyFile.tensors(of: policy.normaliser) + named("trunk", policy.trunk) + named("actor", policy.actor)
      + named("critic", policy.critic) + (spread ?? [])
    return Safetensors.encode(
      tensors,
      metadata: PolicyFile.metadata(policy.header).merging(["activation": policy.activation.rawValue]) { own, _ in own }
    )
  }
}
