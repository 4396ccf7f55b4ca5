import Algorithms
import RLCore

/// Settings of planning in a simulator that every environment has.
struct ControlSettings: Sendable {
  /// Which torques there are.
  var primitives = TorquePrimitives.Levels.three
  /// Environment steps that torques are held for.
  var hold = 4
  /// A session or a checkpoint whose policy is a prior, or acts; empty: none.
  var policy = ""
  /// Starts of the set `own`.
  var starts = 20
  /// What a unit of the environment's reward is worth beside a sub-goal.
  var rewardWeight = 0.01
}

/// Settings that hold those of every simulator.
protocol ControlConfigured: Sendable {
  /// Those of every simulator.
  var control: ControlSettings { get set }
}

extension ControlConfigured {
  /// Those of every simulator, for `--set`.
  static var controlFields: [ConfigField<Self>] {
    [
      .choice(
        "primitives", \.control.primitives,
        "torques to choose from: two, three or five values of each part in every combination, single: one part at a time, "
          + "or policy: a trained policy acts by itself"),
      .integer(
        "hold", \.control.hold, 1...1_000, "environment steps that torques are held for: more look further ahead"),
      .custom(
        "policy",
        "a session, or a checkpoint of safetensors, whose policy is --prior policy and acts for primitives=policy",
        valid: "the path of a session or of a checkpoint", read: { $0.control.policy },
        write: {
          $0.control.policy = $1
          return true
        }),
      .integer("starts", \.control.starts, 1...10_000, "starts of the set own, of seeds 1, 2, ..."),
      .number(
        "rewardWeight", \.control.rewardWeight, 0...1e6,
        "what a unit of the environment's reward is worth beside a sub-goal"),
    ]
  }
}
