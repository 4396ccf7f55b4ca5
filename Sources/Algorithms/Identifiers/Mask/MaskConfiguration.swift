public import RLCore

/// How a mask network is trained.
public struct MaskConfiguration: Sendable, Equatable, Codable {
  /// What the mask is to reach.
  public enum Objective: String, Sendable, Codable, CaseIterable {
    /// RICE: as much return as can be, and α for each step that chance may take.
    case rice
    /// StateMask: a return as near to the policy's own as can be, and w for each such step.
    case stateMask = "statemask"
  }

  /// What the mask is to reach.
  public var objective = Objective.rice
  /// Environment steps of training; RICE's for MuJoCo.
  public var steps = 300_000
  /// α of RICE. Its paper says both 1e-4 and 0.01; its code 0.01.
  public var bonus = 0.01
  /// w of StateMask; 1e-4 in its code.
  public var sparsity = 1e-4
  /// How far λ moves in an update, for a difference of returns as large as the policy's return.
  public var multiplierRate = 0.5
  /// Episodes of the policy that η(π) is measured on (StateMask).
  public var baselineEpisodes = 20
  /// PPO's settings; nil takes those of the environment's base training.
  public var training: PPOConfiguration?

  /// RICE's.
  public init() {}

  /// Every setting that can be given as text; the objective is the identifier's, and PPO's settings are the environment's.
  public static var fields: [ConfigField<MaskConfiguration>] {
    [
      .integer("mask.steps", \.steps, 1...1_000_000_000_000, "environment steps of training a mask: more are dearer"),
      .number("mask.bonus", \.bonus, 0...1_000, "pay for each step left to chance (rice-mask): higher masks more"),
      .number(
        "mask.sparsity", \.sparsity, 0...1_000, "pay for each step left to chance (statemask): higher masks more"),
      .number(
        "mask.multiplierRate", \.multiplierRate, 0...1_000, "how fast statemask's multiplier follows the return"),
      .integer(
        "mask.baselineEpisodes", \.baselineEpisodes, 1...1_000_000, "episodes for the policy's own return (statemask)"),
    ]
  }
}
