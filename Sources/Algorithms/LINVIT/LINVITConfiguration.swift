public import RLCore

/// The settings of LINVIT and, with other choices, of its baselines on tabular processes.
public struct LINVITConfiguration: Sendable, Equatable, Codable {
  /// The form of the bonus u_h(s,a); see `ExplorationBonus`.
  public enum Bonus: String, Sendable, Codable, CaseIterable {
    /// From the range of the values.
    case hoeffding
    /// From their variance under the empirical model, plus a term in 1/n.
    case bernstein
    /// No bonus.
    case none
  }

  /// How an episode is played.
  public enum Exploration: String, Sendable, Codable, CaseIterable {
    /// The optimistic policy, but for one stage drawn uniformly, at which argmax_a(Qbar - Qlow) is taken.
    case gap
    /// The optimistic policy throughout (UCB).
    case optimistic
    /// The greedy choice by the policy, uniform with probability `explorationRate`.
    case epsilonGreedy
  }

  /// What is returned.
  public enum Output: String, Sendable, Codable, CaseIterable {
    /// The last policy.
    case last
    /// A uniform draw from all policies played.
    case mixture
  }

  /// T, episodes at most.
  public var episodes = 2_000
  /// λ, the weight of the divergence from the prior.
  public var priorWeight = 0.1
  /// The form of u_h(s,a). The paper's is not known; both usual ones are here.
  public var bonus = Bonus.bernstein
  /// c, the factor of the bonus; 1 is what the bounds ask for, and smaller is faster in practice.
  public var bonusScale = 0.05
  /// δ, the probability with which the bounds may fail.
  public var confidence = 0.1
  /// How states turn into values.
  public var backup = ValueBackup.regularised
  /// How episodes are played.
  public var exploration = Exploration.gap
  /// ε of `epsilonGreedy`.
  public var explorationRate = 0.1
  /// What is returned. The paper's choice is not known.
  public var output = Output.last
  /// One model for all stages instead of one for each (the paper's).
  public var sharesStages = false
  /// Stop when the bounds at the start are this near; 0: never.
  public var targetGap = 0.0
  /// Episodes between exact evaluations of the policy.
  public var evaluationInterval = 10

  /// The defaults.
  public init() {}

  /// Every setting that `--set` takes.
  public static var fields: [ConfigField<LINVITConfiguration>] {
    [
      .integer("episodes", \.episodes, 1...100_000_000, "episodes played at most"),
      .number("lambda", \.priorWeight, 0...1e9, "higher trusts the prior more; 0 ignores all but what it excludes"),
      .choice("bonus", \.bonus, "the form of the exploration bonus"),
      .number("bonusScale", \.bonusScale, 0...100, "higher explores longer; 1 is what the bounds ask for"),
      .number("delta", \.confidence, 1e-12...0.999, "probability with which the bounds may fail"),
      .choice("backup", \.backup, "how a state's value follows from its actions'"),
      .choice("exploration", \.exploration, "how episodes are played"),
      .number("epsilon", \.explorationRate, 0...1, "share of uniform actions of epsilonGreedy"),
      .choice("output", \.output, "the policy that is returned"),
      .flag("shareStages", \.sharesStages, "one model for all stages: faster, not the paper's"),
      .number("targetGap", \.targetGap, 0...1e9, "stop when the bounds are this near; 0 for never"),
      .integer("evaluationInterval", \.evaluationInterval, 1...100_000_000, "episodes between exact evaluations"),
    ]
  }

  /// λ = ε / (2 KL), which splits the error ε evenly between bias and learning; bounded for priors that are optimal.
  public static func weight(accuracy: Double, divergence: Double) -> Double {
    min(1e3, accuracy / (2 * max(divergence, 1e-9)))
  }
}
