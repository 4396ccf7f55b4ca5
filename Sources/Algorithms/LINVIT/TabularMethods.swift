public import RLCore

/// A way to plan in tabular processes.
public struct TabularMethod: CatalogEntry {
  /// Where its policy comes from.
  public enum Acting: Sendable, Equatable {
    /// Learnt from episodes.
    case learnt
    /// The prior itself.
    case prior
    /// Cloned from so many episodes of the prior.
    case cloned(Int)
  }

  /// The name on the command line.
  public let name: String
  /// One sentence for help.
  public let summary: String
  /// Where its policy comes from.
  public let acting: Acting
  /// Turns settings for LINVIT into this method's.
  public let configure: @Sendable (inout LINVITConfiguration) -> Void

  /// A method.
  public init(
    _ name: String, _ summary: String, acting: Acting = .learnt,
    configure: @escaping @Sendable (inout LINVITConfiguration) -> Void = { _ in }
  ) {
    self.name = name
    self.summary = summary
    self.acting = acting
    self.configure = configure
  }

  /// Learns from episodes; otherwise acts by a fixed policy.
  public var learns: Bool { acting == .learnt }
}

/// LINVIT and its baselines.
public enum TabularMethodCatalog {
  /// Every method, in the order of comparison, one line each.
  public static let methods = Catalog(
    "tabular method",
    [
      TabularMethod("linvit", "values regularised by the prior, exploration by the gap") {
        $0.backup = .regularised
        $0.exploration = .gap
      },
      TabularMethod("linvit-ucb", "values regularised by the prior, the optimistic policy throughout") {
        $0.backup = .regularised
        $0.exploration = .optimistic
      },
      TabularMethod("linvit-epsilon", "values regularised by the prior, epsilon-greedy without bonuses") {
        $0.backup = .regularised
        $0.exploration = .epsilonGreedy
        $0.bonus = .none
      },
      TabularMethod("ucbvi", "optimistic value iteration without a prior") {
        $0.backup = .greedy
        $0.exploration = .optimistic
      },
      TabularMethod("ucbvi-ties", "optimistic value iteration, the prior breaks ties") {
        $0.backup = .greedyPriorTies
        $0.exploration = .optimistic
      },
      TabularMethod(
        "epsilon-greedy", "value iteration on the model without a prior, uniform actions now and then"
      ) {
        $0.backup = .greedy
        $0.exploration = .epsilonGreedy
        $0.bonus = .none
      },
      TabularMethod("prior", "acts by the prior", acting: .prior),
      TabularMethod("cloned", "acts by a policy cloned from a hundred episodes of the prior", acting: .cloned(100)),
    ])
}

extension TabularMethod {
  /// The exact value of what the method returns after `configuration.episodes` episodes.
  public func finalValue(
    _ mdp: TabularMDP, prior: TabularPolicy, configuration: LINVITConfiguration, seed: UInt64
  ) throws -> Double {
    switch acting {
    case .prior: return DynamicProgramming.evaluate(mdp, prior).startValue
    case .cloned(let episodes):
      let clone = TabularPriors.cloned(mdp, from: prior, episodes: episodes, seed: seed)
      return DynamicProgramming.evaluate(mdp, clone).startValue
    case .learnt: break
    }
    var settings = configuration
    configure(&settings)
    return try LINVIT.run(mdp, prior: prior, configuration: settings, seed: seed).value
  }
}
