import Foundation

/// A policy as Stable-Baselines3 saves it, made by hand and changed by tests.
struct HandMadePolicy {
  typealias Tensors = [(name: String, shape: [Int], values: [Float])]

  var policyClass = ("stable_baselines3.common.policies", "ActorCriticPolicy")
  var settings: String = "{}"
  var observation = PickleText.box([-1, -1, -8], [1, 1, 8])
  var action = PickleText.box([-2], [2])
  /// Further members of `data`.
  var members = [
    "\"clip_range\": 0.2", "\"n_epochs\": 10", "\"n_steps\": 64", "\"n_envs\": 2", "\"batch_size\": 32",
    "\"gamma\": 0.9",
    "\"num_timesteps\": 1000", "\"learning_rate\": 0.001", "\"vf_coef\": 0.5", "\"_last_original_obs\": null",
  ]
  var tensors: Tensors

  /// Separate towers for three numbers, of such widths, with one mean.
  init(actor: [Int] = [4], critic: [Int] = [4], shared: [Int] = [], outputs: Int = 1, inputs: Int = 3) {
    let last = shared.last ?? inputs
    tensors = Self.chain("mlp_extractor.shared_net", [inputs] + shared, seed: 1)
    tensors += Self.chain("mlp_extractor.policy_net", [last] + actor, seed: 2)
    tensors += Self.chain("mlp_extractor.value_net", [last] + critic, seed: 3)
    tensors += Self.layer("action_net", actor.last ?? last, outputs, seed: 4)
    tensors += Self.layer("value_net", critic.last ?? last, 1, seed: 5)
    tensors.append(("log_std", [outputs], [Float](repeating: -0.5, count: outputs)))
  }

  /// Layers under even numbers, as nonlinearities lie between them.
  static func chain(_ name: String, _ widths: [Int], seed: Int) -> Tensors {
    zip(widths, widths.dropFirst()).enumerated().flatMap { index, pair in
      layer("\(name).\(2 * index)", pair.0, pair.1, seed: seed * 100 + index)
    }
  }

  static func layer(_ name: String, _ inputs: Int, _ outputs: Int, seed: Int) -> Tensors {
    func number(_ index: Int) -> Float { Float((index * 37 + seed * 101) % 53) / 53 - 0.5 }
    return [
      (name + ".weight", [outputs, inputs], (0..<(outputs * inputs)).map(number)),
      (name + ".bias", [outputs], (0..<outputs).map { number($0 + 1_000) }),
    ]
  }

  /// A member of `data` that is pickled.
  static func pickled(_ root: [UInt8]) -> String {
    "{\":type:\": \"x\", \":serialized:\": \"\(Data(PickleText.file(root)).base64EncodedString())\"}"
  }

  /// Settings of the network, pickled.
  static func settings(_ pairs: [(String, [UInt8])]) -> String { pickled(PickleText.dictionary(pairs)) }

  /// The file.
  var bytes: [UInt8] {
    let data =
      [
        "\"policy_class\": \(Self.pickled(PickleText.name(policyClass.0, policyClass.1)))",
        "\"policy_kwargs\": \(settings)", "\"observation_space\": \(Self.pickled(observation))",
        "\"action_space\": \(Self.pickled(action))",
      ] + members
    return HandMade.zip([
      ("data", Array("{\(data.joined(separator: ", "))}".utf8)), ("policy.pth", HandMade.torch(tensors)),
      ("_stable_baselines3_version", Array("2.3.0\n".utf8)),
    ])
  }
}
