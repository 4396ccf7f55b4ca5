import FoundationEssentials

/// What `data` in a file of Stable-Baselines3 says, as far as it is read.
struct StableBaselinesData {
  let members: [String: PythonValue]
  let what: String

  /// The bytes of a pickle that stands there in base64.
  func pickle(_ key: String) throws(PolicyImportError) -> [UInt8] {
    guard let text = members[key]?.members?[":serialized:"]?.text, let data = Data(base64Encoded: text) else {
      throw .malformed(what, "its data hold no \(key)")
    }
    return [UInt8](data)
  }

  /// The settings of the policy's network (`policy_kwargs`), plain or pickled.
  func settings() throws(PolicyImportError) -> [String: PythonValue] {
    guard let value = members["policy_kwargs"], value != .none else { return [:] }
    guard let plain = value.members else { throw .malformed(what, "its policy_kwargs are no settings") }
    guard plain[":serialized:"] != nil else { return plain }
    let pickle = try PickleReader.read(try pickle("policy_kwargs"), as: "policy_kwargs of \(what)") {
      PickleNames.isSetting($0)
    }
    guard let members = PythonValue(pickle.root, in: pickle).members else {
      throw .malformed("policy_kwargs of \(what)", "they are no settings")
    }
    return members
  }

  /// PPO or A2C. The file does not name its algorithm: the class of its policy and the settings that only some have
  /// tell.
  func algorithm() throws(PolicyImportError) -> String {
    let pickle = try PickleReader.read(try pickle("policy_class"), as: "policy_class of \(what)") {
      PickleNames.isPolicyClass($0)
    }
    guard case .name(let name) = pickle.root else {
      throw .unexpected("policy_class of \(what)", "something else than the name of a class")
    }
    let parts = name.split(separator: " ", maxSplits: 1).map(String.init)
    guard name == "stable_baselines3.common.policies ActorCriticPolicy" else {
      let module = parts[0].split(separator: ".").map(String.init)
      let family = module.count == 3 && module[1] != "common" ? " of \(Self.spelling(module[1]))" : ""
      throw .unsupported(
        "\(what) is a policy of the class \(parts.last ?? "")\(family); only MlpPolicy (ActorCriticPolicy) of PPO "
          + "and A2C is taken")
    }
    if members["clip_range"] != nil, members["n_epochs"] != nil { return "PPO" }
    if members["cg_max_steps"] != nil {
      throw .unsupported("\(what) was trained by TRPO; only policies of PPO and A2C are taken")
    }
    guard members["gae_lambda"] != nil, members["n_steps"] != nil else {
      throw .unsupported("\(what) does not say by what algorithm it was trained; only PPO and A2C are taken")
    }
    return "A2C"
  }

  private static func spelling(_ module: String) -> String {
    ["recurrent": "RecurrentPPO", "maskable": "MaskablePPO", "qrdqn": "QR-DQN"][module] ?? module.uppercased()
  }

  /// Settings of the training that mean the same here, under the keys of `--set`. Schedules are code and are not read.
  func training(_ algorithm: String) -> [String: String] {
    var found: [String: String] = [:]
    func take(_ name: String, as key: String, times factor: Double = 1) {
      if let value = members[name]?.number { found[key] = "\(value * factor)" }
    }
    take("learning_rate", as: "learningRate")
    if found["learningRate"] != nil { found["annealLearningRate"] = "false" }
    take("gamma", as: "gamma")
    take("gae_lambda", as: "gaeLambda")
    take("ent_coef", as: "entropyWeight")
    // Their squared error has no factor of one half.
    take("vf_coef", as: "valueWeight", times: 2)
    take("max_grad_norm", as: "maxGradientNorm")
    let (environments, steps) = (members["n_envs"]?.whole ?? 0, members["n_steps"]?.whole ?? 0)
    guard (1...4096).contains(environments), (1...65_536).contains(steps) else { return found }
    let batch = algorithm == "A2C" ? environments * steps : members["batch_size"]?.whole ?? 0
    let epochs = algorithm == "A2C" ? 1 : members["n_epochs"]?.whole ?? 0
    // Where the batch is no whole number of minibatches, theirs has a smaller last one and ours is refused.
    guard (1...(environments * steps)).contains(batch), environments * steps % batch == 0, epochs > 0 else {
      return found
    }
    found["environments"] = "\(environments)"
    found["stepsPerUpdate"] = "\(steps)"
    found["minibatches"] = "\(environments * steps / batch)"
    found["epochs"] = "\(epochs)"
    return found
  }
}
