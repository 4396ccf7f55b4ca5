import RLCore

/// Policies of CleanRL: what `torch.save(agent.state_dict(), …)` leaves, `*.cleanrl_model`.
///
/// | tensor | what |
/// |---|---|
/// | `actor_mean.N`, `actor_logstd` | means of a continuous policy and log σ (1 x actions) |
/// | `actor.N` | logits of a discrete one |
/// | `critic.N` | the value |
///
/// Hidden layers are of tanh, as in `ppo.py` and `ppo_continuous_action.py`; the file does not say so.
public enum CleanRLFile {
  /// Reads a file; `what` names it in errors.
  ///
  /// - Throws: `PolicyImportError`.
  public static func read(_ bytes: [UInt8], as what: String) throws(PolicyImportError) -> ForeignPolicy {
    var finder = LayerFinder(try TorchFile(bytes, as: what).tensors, as: what)
    let spread = try finder.tensor("actor_logstd")
    let name = spread == nil ? "actor." : "actor_mean."
    let actor = try finder.layers(name)
    let critic = try finder.layers("critic.")
    guard let head = actor.last, !critic.isEmpty else {
      throw .unsupported(
        "\(what) has no layers '\(name)N' and 'critic.N', so that it is no policy of CleanRL's ppo.py or "
          + "ppo_continuous_action.py; \(finder.has)")
    }
    try finder.expectNothingElse()
    try finder.expectChain(actor)
    try finder.expectChain(critic)
    guard spread == nil || spread?.values.count == head.outputs else {
      throw .malformed("actor_logstd in \(what)", "it is not of \(head.outputs) numbers")
    }
    var policy = ForeignPolicy(
      origin: ForeignPolicy.Origin(program: "CleanRL", algorithm: "PPO"), actor: actor, critic: critic,
      activation: .tanh,
      deviation: spread.map { .constant($0.values) } ?? .none)
    policy.notes = [
      "the file says nothing of the environment, the steps and the nonlinearity, which is taken to be tanh"
    ]
    // `ppo.py` normalises nothing, and `ppo_continuous_action.py` everything.
    policy.needsNormaliser = spread != nil
    return policy
  }
}

/// Policies under the names of `PolicyFile`: those of this program, and what others write likewise.
///
/// Metadata `activation` is `tanh` or `relu` where there is no metadata `policy`. Observations are normalised where
/// `observation.mean`, `observation.variance` and `observation.count` are there.
public enum NamedSafetensorsFile {
  /// Reads a file; `what` names it in errors.
  ///
  /// - Throws: `PolicyImportError`, and what `PolicyFile` throws where the file is one of this program.
  public static func read(_ bytes: [UInt8], as what: String) throws -> ForeignPolicy {
    let (tensors, metadata) = try Safetensors.decode(bytes)
    let own = metadata["policy"] == nil ? nil : try PolicyFile(tensors: tensors, metadata: metadata)
    if let own, own.header.network.pooling != nil || own.header.network.observation.layout != nil {
      throw PolicyImportError.unsupported(
        "\(what) is a policy over sparse frames; only policies over vectors are taken from a file")
    }
    guard let activation = own?.header.network.activation ?? metadata["activation"].flatMap(Activation.init) else {
      throw PolicyImportError.unsupported(
        "\(what) does not say what its nonlinearity is; write 'activation' = 'tanh' or 'relu' into its metadata")
    }
    var finder = LayerFinder(
      tensors.filter { !$0.key.hasPrefix("training.") && !$0.key.hasPrefix("observation.") }, as: what)
    let (trunk, spread) = (try finder.layers("trunk."), try finder.tensor("actor.log_std"))
    let (actor, critic) = (try finder.layers("actor."), try finder.layers("critic."))
    guard let head = actor.last, let value = critic.last, value.outputs == 1 else {
      throw PolicyImportError.unsupported(
        "\(what) has no layers 'actor.N' and 'critic.N', the last of which gives one value; \(finder.has)")
    }
    try finder.expectNothingElse()
    try finder.expectChain(trunk + actor)
    try finder.expectChain(trunk + critic)
    guard spread == nil || spread?.values.count == head.outputs else {
      throw PolicyImportError.malformed("actor.log_std in \(what)", "it is not of \(head.outputs) numbers")
    }
    var policy = ForeignPolicy(
      origin: ForeignPolicy.Origin(program: own == nil ? "another program" : "sidecoach"), trunk: trunk, actor: actor,
      critic: critic, activation: activation, deviation: spread.map { .constant($0.values) } ?? .none)
    policy.origin.steps = own?.header.step ?? 0
    policy.action = own?.header.action
    policy.normaliser = try normaliser(tensors, as: what)
    return policy
  }

  /// The normaliser in a file, which may hold nothing else; nil where there is none.
  public static func normaliser(_ bytes: [UInt8], as what: String) throws -> ForeignNormaliser? {
    try normaliser(Safetensors.decode(bytes).tensors, as: what)
  }

  private static func normaliser(_ tensors: [String: Tensor], as what: String) throws -> ForeignNormaliser? {
    let names = ["observation.mean", "observation.variance", "observation.count"]
    guard names.contains(where: { tensors[$0] != nil }) else { return nil }
    let parts = names.map { name -> [Double] in
      switch tensors[name]?.elements {
      case .doubles(let values)?: values
      case .floats(let values)?: values.map { Double($0) }
      case .bytes?, nil: []
      }
    }
    guard parts[0].count == parts[1].count, parts[2].count == 1, parts.joined().allSatisfy(\.isFinite),
      (parts[1] + parts[2]).allSatisfy({ $0 >= 0 })
    else {
      throw PolicyImportError.malformed(what, "\(names.joined(separator: ", ")) are not of the same size and finite")
    }
    return ForeignNormaliser(mean: parts[0], variance: parts[1], count: parts[2][0], epsilon: 1e-8, clip: 10)
  }
}
