public import RLCore

/// A way to learn in tabular processes: one line of the catalog.
public struct TabularMethod: Sendable {
  /// The name on the command line.
  public var name: String
  /// One sentence for help.
  public var summary: String
  /// Learns from episodes; otherwise acts by a fixed policy.
  public var learns: Bool
  /// Turns settings for LINVIT into this method's.
  public var configure: @Sendable (inout LINVITConfiguration) -> Void
}

/// LINVIT and its baselines, one line each.
public enum TabularMethodCatalog {
  /// Every method, in the order of comparison.
  public static let all: [TabularMethod] = [
    TabularMethod(
      name: "linvit", summary: "values regularised by the prior, exploration by the gap", learns: true,
      configure: {
        $0.backup = .regularised
        $0.exploration = .gap
      }),
    TabularMethod(
      name: "linvit-ucb", summary: "values regularised by the prior, the optimistic policy throughout", learns: true,
      configure: {
        $0.backup = .regularised
        $0.exploration = .optimistic
      }),
    TabularMethod(
      name: "linvit-epsilon", summary: "values regularised by the prior, epsilon-greedy without bonuses", learns: true,
      configure: {
        $0.backup = .regularised
        $0.exploration = .epsilonGreedy
        $0.bonus = .none
      }),
    TabularMethod(
      name: "ucbvi", summary: "optimistic value iteration without a prior", learns: true,
      configure: {
        $0.backup = .greedy
        $0.exploration = .optimistic
      }),
    TabularMethod(
      name: "ucbvi-ties", summary: "optimistic value iteration, the prior breaks ties", learns: true,
      configure: {
        $0.backup = .greedyPriorTies
        $0.exploration = .optimistic
      }),
    TabularMethod(
      name: "epsilon-greedy", summary: "value iteration on the model without a prior, uniform actions now and then",
      learns: true,
      configure: {
        $0.backup = .greedy
        $0.exploration = .epsilonGreedy
        $0.bonus = .none
      }),
    TabularMethod(name: "prior", summary: "acts by the prior", learns: false, configure: { _ in }),
    TabularMethod(
      name: "cloned", summary: "acts by a policy cloned from a hundred episodes of the prior", learns: false,
      configure: { _ in }),
  ]

  /// The method called `name`; an unknown one is an error that lists the valid ones.
  public static func method(_ name: String) throws -> TabularMethod {
    guard let method = all.first(where: { $0.name == name }) else {
      throw UnknownNameError(kind: "tabular method", name: name, valid: all.map(\.name))
    }
    return method
  }
}

extension TabularMethod {
  /// The exact value of what the method returns after `configuration.episodes` episodes.
  public func finalValue(
    _ mdp: TabularMDP, prior: TabularPolicy, configuration: LINVITConfiguration, seed: UInt64
  ) throws -> Double {
    guard learns else {
      let policy = name == "cloned" ? TabularPriors.cloned(mdp, from: prior, episodes: 100, seed: seed) : prior
      return DynamicProgramming.evaluate(mdp, policy).startValue
    }
    var settings = configuration
    configure(&settings)
    return try LINVIT.run(mdp, prior: prior, configuration: settings, seed: seed).value
  }
}
