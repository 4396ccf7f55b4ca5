import FoundationEssentials
import RLCore

extension StableBaselinesFile {
  /// The policy as Stable-Baselines3's `PPO.load` reads it: `data`, the weights, an optimiser that has not begun.
  ///
  /// Written for its versions from 2.0 on, where policy and value share no layers: those that they share here are in
  /// both of its networks. Observations are normalised outside of its policies, by what `VecNormalizeFile.bytes` gives;
  /// `statistics` is the name of that file. Source: `save_util.py`, `base_class.py` and `policies.py` of version 2.9.
  public static func bytes(_ policy: PolicyExport, statistics: String?) -> [UInt8] {
    let tensors = weights(policy)
    let files: [(name: String, bytes: [UInt8])] = [
      ("data", Array(PolicyFile.text(StableBaselinesMembers(policy, statistics: statistics)).utf8)),
      ("pytorch_variables.pth", TorchFile.bytes(root: .dictionary([]))),
      ("policy.pth", TorchFile.bytes(of: tensors)),
      ("policy.optimizer.pth", TorchFile.bytes(root: optimiser(count: tensors.count, policy))),
      ("_stable_baselines3_version", Array("2.9.0\n".utf8)),
      ("system_info.txt", Array("- written by sidecoach, a policy of \(policy.environment)\n".utf8)),
    ]
    return ZipArchive.bytes(of: files)
  }

  private static func weights(_ policy: PolicyExport) -> [(name: String, shape: [Int], values: [Float])] {
    func named(_ name: String, _ layer: DenseLayer) -> [(name: String, shape: [Int], values: [Float])] {
      [
        (name + ".weight", [layer.outputs, layer.inputs], layer.weights), (name + ".bias", [layer.outputs], layer.bias),
      ]
    }
    func chain(_ name: String, _ layers: [DenseLayer]) -> [(name: String, shape: [Int], values: [Float])] {
      // Nonlinearities have the odd numbers.
      layers.dropLast().enumerated().flatMap { named("mlp_extractor.\(name).\(2 * $0)", $1) }
    }
    let spread = policy.logDeviation.map { [("log_std", [$0.count], $0)] } ?? []
    let heads = [("action_net", policy.actor.last), ("value_net", policy.critic.last)]
    return spread + chain("policy_net", policy.policyLayers) + chain("value_net", policy.valueLayers)
      + heads.flatMap { name, layer in layer.map { named(name, $0) } ?? [] }
  }

  /// Adam before its first step, for so many tensors.
  private static func optimiser(count: Int, _ policy: PolicyExport) -> PickleForm {
    let rate = policy.settings["learningRate"].flatMap(Double.init) ?? 3e-4
    let group: [(String, PickleForm)] = [
      ("lr", .number(rate)), ("betas", .tuple([.number(0.9), .number(0.999)])), ("eps", .number(1e-5)),
      ("weight_decay", .whole(0)), ("amsgrad", .flag(false)), ("maximize", .flag(false)), ("foreach", .none),
      ("capturable", .flag(false)), ("differentiable", .flag(false)), ("fused", .none),
      ("params", .list((0..<count).map { .whole($0) })),
    ]
    return .members([("state", .dictionary([])), ("param_groups", .list([.members(group)]))])
  }
}

/// `data` in a file of Stable-Baselines3: plain numbers, and pickles in base64 of what JSON has no form for.
private struct StableBaselinesMembers: Encodable {
  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private struct Pickled: Encodable {
    private enum CodingKeys: String, CodingKey {
      case type = ":type:"
      case serialized = ":serialized:"
    }
    let type: String
    let serialized: String

    init(_ type: String, _ form: PickleForm) {
      self.type = type
      serialized = Data(form.pickled()).base64EncodedString()
    }
  }

  private var pickles: [String: Pickled] = [:]
  private var numbers: [String: Double] = [:]
  private var wholes: [String: Int] = [:]
  private var flags: [String: Bool] = [:]
  private var texts: [String: String] = [:]
  private let empty = ["seed", "action_noise", "_last_obs", "_last_original_obs", "_last_episode_starts", "target_kl"]

  init(_ policy: PolicyExport, statistics: String?) {
    let module = "torch.nn.modules.activation"
    let layers = (
      actor: policy.policyLayers.dropLast().map { PickleForm.whole($0.outputs) },
      critic: policy.valueLayers.dropLast().map { PickleForm.whole($0.outputs) }
    )
    pickles = [
      "policy_class": Pickled(
        "<class 'abc.ABCMeta'>", .name("stable_baselines3.common.policies", "ActorCriticPolicy")),
      "policy_kwargs": Pickled(
        "<class 'dict'>",
        .members([
          ("net_arch", .members([("pi", .list(layers.actor)), ("vf", .list(layers.critic))])),
          ("activation_fn", .name(module, policy.activation == .relu ? "ReLU" : "Tanh")),
        ])),
      "observation_space": Pickled("<class 'gymnasium.spaces.box.Box'>", .box(policy.bounds)),
      "action_space": Pickled(
        policy.action.count > 0
          ? "<class 'gymnasium.spaces.discrete.Discrete'>" : "<class 'gymnasium.spaces.box.Box'>",
        .space(policy.action)),
    ]
    wholes = [
      "verbose": 0, "num_timesteps": policy.step, "_total_timesteps": policy.step, "_num_timesteps_at_start": 0,
      "_episode_num": 0, "_n_updates": 0, "sde_sample_freq": -1, "n_envs": 1, "n_steps": 2048, "batch_size": 64,
      "n_epochs": 10,
    ]
    flags = ["use_sde": false, "normalize_advantage": true]
    numbers = [
      "learning_rate": 3e-4, "clip_range": 0.2, "gamma": 0.99, "gae_lambda": 0.95, "ent_coef": 0, "vf_coef": 0.5,
      "max_grad_norm": 0.5, "_current_progress_remaining": 1,
    ]
    take(policy.settings)
    // Not one of its own: whoever imports the file learns by it that the normaliser lies beside.
    if let statistics { texts["observation_statistics"] = statistics }
  }

  /// The settings that mean the same there, as `StableBaselinesData.training` reads them.
  private mutating func take(_ settings: [String: String]) {
    func number(_ key: String) -> Double? { settings[key].flatMap(Double.init) }
    func whole(_ key: String) -> Int? { settings[key].flatMap { Int($0) } }
    for (key, name) in [
      ("learningRate", "learning_rate"), ("clip", "clip_range"), ("gamma", "gamma"), ("gaeLambda", "gae_lambda"),
      ("entropyWeight", "ent_coef"),
    ] {
      if let value = number(key) { numbers[name] = value }
    }
    // 0 is none here; there it would hold every gradient at 0.
    if let value = number("maxGradientNorm"), value > 0 { numbers["max_grad_norm"] = value }
    // Their squared error has no factor of one half.
    if let value = number("valueWeight") { numbers["vf_coef"] = value / 2 }
    if let value = whole("epochs") { wholes["n_epochs"] = value }
    guard let environments = whole("environments"), let steps = whole("stepsPerUpdate"),
      let minibatches = whole("minibatches"), minibatches > 0, environments * steps % minibatches == 0
    else { return }
    wholes["n_envs"] = environments
    wholes["n_steps"] = steps
    wholes["batch_size"] = environments * steps / minibatches
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for (name, value) in pickles { try container.encode(value, forKey: Key(stringValue: name)) }
    for (name, value) in numbers { try container.encode(value, forKey: Key(stringValue: name)) }
    for (name, value) in wholes { try container.encode(value, forKey: Key(stringValue: name)) }
    for (name, value) in flags { try container.encode(value, forKey: Key(stringValue: name)) }
    for (name, value) in texts { try container.encode(value, forKey: Key(stringValue: name)) }
    for name in empty { try container.encodeNil(forKey: Key(stringValue: name)) }
  }
}
