import FoundationEssentials
import RLCore

/// A policy that Stable-Baselines3 saved with `model.save`: a zip archive with `data`, which is JSON with pickles in
/// base64, and `policy.pth`, a file of PyTorch.
///
/// Source: `stable_baselines3/common/save_util.py` and `policies.py`, versions 1.0 to 2.x. Of `data` the spaces, the
/// class of the policy and its settings are read, and plain numbers; schedules and buffers, which are pickled code,
/// never are. Taken are `ActorCriticPolicy` (`MlpPolicy`) of PPO and A2C with layers of tanh or ReLU.
public enum StableBaselinesFile {
  /// Reads a file; `what` names it in errors.
  ///
  /// - Throws: `PolicyImportError`, which says of what algorithm or class of policies the file is where that is not
  ///   taken.
  public static func read(_ bytes: [UInt8], as what: String) throws(PolicyImportError) -> ForeignPolicy {
    let archive = try ZipArchive(bytes, as: what)
    guard archive.contains("data"), archive.contains("policy.pth") else {
      throw .unsupported("\(what) holds no data and policy.pth, so that it was not saved by Stable-Baselines3")
    }
    let data = StableBaselinesData(
      members: try members(try archive.bytes("data"), as: "data in \(what)"), what: what)
    let algorithm = try data.algorithm()
    let settings = try data.settings()
    try check(settings, as: what)
    let spaces = (
      observation: try SpaceReader(try data.pickle("observation_space"), as: "observation_space of \(what)"),
      action: try SpaceReader(try data.pickle("action_space"), as: "action_space of \(what)")
    )
    guard let bounds = spaces.observation.bounds else {
      throw .unsupported(
        "the policy sees a space of the kind \(spaces.observation.kind ?? "unknown"); only flat Box is taken")
    }
    let action = try spaces.action.action()
    let weights = try TorchFile(try archive.bytes("policy.pth"), as: "policy.pth in \(what)")
    var policy = try policy(weights, settings, usesSDE: data.members["use_sde"] == .flag(true), as: what)
    policy.origin.algorithm = algorithm
    policy.origin.program = "Stable-Baselines3" + version(archive)
    policy.origin.steps = max(0, data.members["num_timesteps"]?.whole ?? 0)
    policy.origin.settings = data.training(algorithm)
    policy.observation = bounds
    policy.action = action
    policy.knowsRewards = true
    guard bounds.low.count == policy.inputs else {
      throw .malformed(what, "its space has \(bounds.low.count) numbers and its network takes \(policy.inputs)")
    }
    guard max(action.count, action.width) == policy.outputs, (action.count > 0) == (policy.deviation == .none) else {
      throw .malformed(what, "its network gives \(policy.outputs) numbers, which are not those of its actions")
    }
    // It keeps the last observation from before a normaliser where there was one; an export of this program has none,
    // and names the file beside it.
    policy.needsNormaliser =
      ![nil, PythonValue.none].contains(data.members["_last_original_obs"])
      || data.members["observation_statistics"]?.text != nil
    return policy
  }

  private static func members(_ bytes: [UInt8], as what: String) throws(PolicyImportError) -> [String: PythonValue] {
    do { return try JSONDecoder().decode([String: PythonValue].self, from: Data(bytes)) } catch {
      throw .malformed(what, "it is no JSON object")
    }
  }

  private static func version(_ archive: ZipArchive) -> String {
    guard archive.contains("_stable_baselines3_version"),
      let bytes = try? archive.bytes("_stable_baselines3_version"), bytes.count < 40
    else { return "" }
    return " " + String(decoding: bytes, as: UTF8.self).plainLine.filter { !$0.isWhitespace }
  }

  /// Throws where a setting makes the network compute what is not known here.
  private static func check(_ settings: [String: PythonValue], as what: String) throws(PolicyImportError) {
    let harmless: Set = [
      "net_arch", "activation_fn", "log_std_init", "ortho_init", "full_std", "optimizer_class", "optimizer_kwargs",
      "normalize_images", "share_features_extractor",
    ]
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) where !harmless.contains(name) {
      switch (name, value) {
      case ("use_expln", .flag(false)), ("squash_output", .flag(false)), ("sde_net_arch", .none), ("use_sde", _),
        ("features_extractor_kwargs", .members([:])):
        break
      case ("features_extractor_class", .name("stable_baselines3.common.torch_layers FlattenExtractor")): break
      case ("squash_output", _):
        throw .unsupported(
          "the policy of \(what) squashes its actions by tanh (squash_output); policies here cut them at their "
            + "bounds, so that it would act otherwise")
      case ("use_expln", _):
        throw .unsupported(
          "the policy of \(what) spreads its actions by expln and not by exp (use_expln), which is not known here")
      default:
        throw .unsupported(
          "the policy of \(what) has the setting '\(name)' in its policy_kwargs, whose effect is not known here")
      }
    }
  }

  private static func policy(
    _ file: TorchFile, _ settings: [String: PythonValue], usesSDE: Bool, as what: String
  ) throws(PolicyImportError) -> ForeignPolicy {
    var finder = LayerFinder(file.tensors, as: "policy.pth in \(what)")
    let shared = try finder.layers("mlp_extractor.shared_net.")
    let hidden = (
      actor: try finder.layers("mlp_extractor.policy_net."), critic: try finder.layers("mlp_extractor.value_net.")
    )
    let heads = (actor: try finder.layer("action_net"), critic: try finder.layer("value_net"))
    let spread = try finder.tensor("log_std")
    try finder.expectNothingElse()
    var deviation = ForeignPolicy.Deviation.none
    if let (values, shape) = spread {
      guard shape.last.map({ $0 == heads.actor.outputs || (usesSDE && $0 == 1) }) == true,
        shape.count == (usesSDE ? 2 : 1), values.count == shape.reduce(1, *)
      else { throw .malformed("log_std in \(what)", "its sizes are \(shape)") }
      deviation = usesSDE ? .stateDependent(values, columns: shape[1]) : .constant(values)
    }
    var policy = ForeignPolicy(
      origin: ForeignPolicy.Origin(program: "Stable-Baselines3"), trunk: shared, actor: hidden.actor + [heads.actor],
      critic: hidden.critic + [heads.critic], activation: try activation(settings["activation_fn"], as: what),
      deviation: deviation)
    policy.initialLogDeviation = Float(settings["log_std_init"]?.number ?? 0)
    try finder.expectChain(policy.trunk + policy.actor)
    try finder.expectChain(policy.trunk + policy.critic)
    return policy
  }

  private static func activation(_ value: PythonValue?, as what: String) throws(PolicyImportError) -> Activation {
    switch value {
    case nil, .name("torch.nn.modules.activation Tanh"): return .tanh
    case .name("torch.nn.modules.activation ReLU"): return .relu
    case .name(let name):
      throw .unsupported(
        "the policy of \(what) has the nonlinearity \(name.split(separator: " ").last ?? ""); tanh and ReLU are taken")
    default: throw .malformed(what, "its activation_fn is no class")
    }
  }
}
