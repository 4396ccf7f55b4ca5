import Glibc
import Networks
import Numerics
import RLCore
import Testing

/// Stable-Baselines3's files, made by hand: what is taken computes the same, and what is not is refused with the reason.
@Suite struct StableBaselinesFileTests {
  private func read(_ policy: HandMadePolicy) throws -> ForeignPolicy {
    try StableBaselinesFile.read(policy.bytes, as: "model.zip")
  }

  private func reason(_ policy: HandMadePolicy) throws -> String {
    "\(try #require(throws: PolicyImportError.self) { try read(policy) })"
  }

  /// What the tensors give, in double precision.
  private func answer(
    _ policy: HandMadePolicy, _ inputs: [Double], relu: Bool = false
  ) -> (outputs: [Double], value: Double) {
    func layer(_ name: String, _ values: [Double]) -> [Double] {
      let weights = policy.tensors.first { $0.name == name + ".weight" }?.values ?? []
      let bias = policy.tensors.first { $0.name == name + ".bias" }?.values ?? []
      return bias.indices.map { output in
        values.indices.reduce(Double(bias[output])) { $0 + values[$1] * Double(weights[output * values.count + $1]) }
      }
    }
    func chain(_ name: String, _ values: [Double]) -> [Double] {
      let count = policy.tensors.filter { $0.name.hasPrefix(name) && $0.name.hasSuffix(".bias") }.count
      return (0..<count).reduce(values) { values, index in
        layer("\(name).\(2 * index)", values).map { relu ? max(0, $0) : tanh($0) }
      }
    }
    let shared = chain("mlp_extractor.shared_net", inputs)
    return (
      layer("action_net", chain("mlp_extractor.policy_net", shared)),
      layer("value_net", chain("mlp_extractor.value_net", shared))[0]
    )
  }

  private func expectSame(
    _ policy: HandMadePolicy, _ spec: EnvironmentSpec = .boxes(3), relu: Bool = false
  ) throws -> PolicyImport {
    let imported = try PolicyImport(read(policy), to: spec)
    let played = try PlayedPolicy(imported)
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<20 {
      let inputs = (0..<3).map { _ in Double(Float(2 * generator.uniform() - 1)) }
      let (found, wanted) = (played.answer(inputs), answer(policy, inputs, relu: relu))
      #expect(
        zip(found.outputs, wanted.outputs).allSatisfy { $0.isApproximatelyEqual(to: $1, absoluteTolerance: 1e-5) })
      #expect(found.value.isApproximatelyEqual(to: wanted.value, absoluteTolerance: 1e-5))
    }
    return imported
  }

  @Test func towersOfTheirOwnAreTaken() throws {
    let imported = try expectSame(HandMadePolicy(actor: [5, 4], critic: [5, 4]))
    #expect(imported.shape.hidden == [5, 4] && !imported.shape.isShared && imported.shape.activation == .tanh)
    #expect(imported.notes.isEmpty && imported.normaliser == nil && imported.normalisesRewards == false)
    #expect(imported.origin.program == "Stable-Baselines3 2.3.0" && imported.origin.algorithm == "PPO")
    #expect(imported.origin.steps == 1_000)
    #expect(
      imported.origin.settings == [
        "environments": "2", "stepsPerUpdate": "64", "minibatches": "4", "epochs": "10", "gamma": "0.9",
        "learningRate": "0.001", "annealLearningRate": "false", "valueWeight": "1.0",
      ])
    #expect(try PlayedPolicy(imported).deviations == [-0.5])
  }

  @Test func towersOfOtherWidthsAndSharedLayersAreTaken() throws {
    #expect(try expectSame(HandMadePolicy(actor: [5, 4], critic: [2, 9])).shape.hidden == [5, 9])
    let trunk = try expectSame(HandMadePolicy(actor: [], critic: [], shared: [6, 5]))
    #expect(trunk.shape.hidden == [6, 5] && trunk.shape.isShared)
    let mixed = try expectSame(HandMadePolicy(actor: [4], critic: [7], shared: [6]))
    #expect(mixed.shape.hidden == [6, 7] && !mixed.shape.isShared && mixed.notes.count == 1)
  }

  @Test func settingsOfTheNetworkAreRead() throws {
    var policy = HandMadePolicy()
    policy.settings = HandMadePolicy.settings([
      ("activation_fn", PickleText.name("torch.nn.modules.activation", "ReLU")),
      ("log_std_init", PickleText.number(-2)),
      ("net_arch", PickleText.list([PickleText.whole(4)])), ("ortho_init", PickleText.flag(false)),
      ("optimizer_class", PickleText.name("torch.optim.adam", "Adam")),
    ])
    let imported = try expectSame(policy, relu: true)
    #expect(imported.shape.activation == .relu && imported.shape.initialLogDeviation == -2)
    policy.settings = "{\"log_std_init\": -3.5, \"ortho_init\": false}"
    #expect(try expectSame(policy).shape.initialLogDeviation == -3.5)
  }

  @Test(arguments: ["gym", "gymnasium"]) func spacesOfBothProgramsAreRead(program: String) throws {
    var policy = HandMadePolicy(outputs: 3)
    policy.tensors.removeLast()
    policy.observation = PickleText.box([-1, -1, -1], [1, 1, 1], program: program)
    policy.action = PickleText.discrete(3, program: program)
    let imported = try expectSame(policy, .choices(3, 3))
    #expect(imported.shape.initialLogDeviation == nil && imported.shape.policyOutputs == 3)
  }

  @Test func a2cIsKnownByWhatItsFileHas() throws {
    var policy = HandMadePolicy()
    policy.members = ["\"n_steps\": 5", "\"gae_lambda\": 1.0", "\"n_envs\": 4", "\"normalize_advantage\": false"]
    let origin = try read(policy).origin
    #expect(origin.algorithm == "A2C" && origin.settings["epochs"] == "1" && origin.settings["minibatches"] == "1")
  }

  @Test func stateDependentExplorationBecomesItsMean() throws {
    var policy = HandMadePolicy()
    policy.tensors.removeLast()
    policy.tensors.append(("log_std", [4, 1], [-1, -2, 0, -0.5]))
    policy.members.append("\"use_sde\": true")
    let imported = try expectSame(policy)
    #expect(imported.notes.count == 1 && imported.notes[0].contains("gSDE"))
    let spread = try #require(PlayedPolicy(imported).deviations.first)
    // Features lie within 1, so that no state spreads wider than all weights together.
    let most = log((exp(-2) + exp(-4) + 1 + exp(-1)) + 1e-6) / 2
    #expect(spread.isFinite && Double(spread) < most && Double(spread) > most - 4)
  }

  @Test(arguments: [
    ("squash_output", PickleText.flag(true), "squash_output"), ("use_expln", PickleText.flag(true), "use_expln"),
    ("activation_fn", PickleText.name("torch.nn.modules.activation", "ELU"), "the nonlinearity ELU"),
    (
      "features_extractor_class", PickleText.name("stable_baselines3.common.torch_layers", "NatureCNN"),
      "features_extractor_class"
    ),
    ("anything", PickleText.whole(1), "the setting 'anything'"),
    ("activation_fn", PickleText.name("__main__", "Swish"), "it holds __main__ Swish"),
  ]) func settingsWhoseEffectIsNotKnownAreRefused(key: String, value: [UInt8], words: String) throws {
    var policy = HandMadePolicy()
    policy.settings = HandMadePolicy.settings([(key, value)])
    let text = try reason(policy)
    #expect(text.contains(words), "\(text)")
  }

  @Test(arguments: [
    ("stable_baselines3.sac.policies", "SACPolicy", "a policy of the class SACPolicy of SAC"),
    ("stable_baselines3.dqn.policies", "DQNPolicy", "DQNPolicy of DQN"),
    ("stable_baselines3.common.policies", "ActorCriticCnnPolicy", "the class ActorCriticCnnPolicy"),
    ("sb3_contrib.common.recurrent.policies", "RecurrentActorCriticPolicy", "RecurrentActorCriticPolicy"),
    ("__main__", "MyPolicy", "it holds __main__ MyPolicy"),
  ]) func otherPoliciesAreNamed(module: String, name: String, words: String) throws {
    var policy = HandMadePolicy()
    policy.policyClass = (module, name)
    let text = try reason(policy)
    #expect(text.contains(words), "\(text)")
  }

  @Test func otherAlgorithmsAreNamed() throws {
    var policy = HandMadePolicy()
    policy.members = ["\"cg_max_steps\": 15", "\"n_steps\": 5", "\"gae_lambda\": 0.9"]
    #expect(try reason(policy).contains("trained by TRPO"))
    policy.members = []
    #expect(try reason(policy).contains("does not say by what algorithm"))
  }

  @Test func spacesThatAreNotFlatAreRefused() throws {
    var policy = HandMadePolicy()
    policy.action = PickleText.build(
      PickleText.name("gym.spaces.multi_discrete", "MultiDiscrete") + [0x29, 0x81], PickleText.dictionary([]))
    #expect(try reason(policy).contains("a space of the kind MultiDiscrete"))
    policy = HandMadePolicy()
    policy.observation = PickleText.build(
      PickleText.name("gym.spaces.dict", "Dict") + [0x29, 0x81], PickleText.dictionary([]))
    #expect(try reason(policy).contains("sees a space of the kind Dict"))
    policy.observation = PickleText.box([0, 0], [1, 1])
    #expect(try reason(policy).contains("its space has 2 numbers and its network takes 3"))
  }

  @Test func tensorsThatNobodyKnowsAreRefused() throws {
    var policy = HandMadePolicy()
    policy.tensors.append(("features_extractor.cnn.0.weight", [1], [1]))
    #expect(try reason(policy).contains("a tensor 'features_extractor.cnn.0.weight'"))
    policy = HandMadePolicy()
    policy.tensors[0].values[0] = .nan
    #expect(try reason(policy).contains("not finite"))
    policy = HandMadePolicy()
    policy.tensors.removeAll { $0.name == "action_net.bias" }
    #expect(try reason(policy).contains("no layer 'action_net'"))
  }

  @Test func otherArchivesAreRefused() throws {
    let error = try #require(throws: PolicyImportError.self) {
      try StableBaselinesFile.read(HandMade.zip([("a", [1])]), as: "model.zip")
    }
    #expect("\(error)".contains("not saved by Stable-Baselines3"))
    var policy = HandMadePolicy()
    policy.members = ["\"clip_range\""]
    #expect(try reason(policy).contains("it is no JSON object"))
  }
}
