import Glibc
public import RLCore

/// Priors whose divergence from the optimal policy is known.
public enum TabularPriors {
  /// What a prior does when it does not do the optimal thing.
  public enum Slip: String, Sendable, CaseIterable {
    /// Any other action, all as likely.
    case uniform
    /// The action with the lowest optimal value.
    case worst
  }

  /// A prior with E_π* Σ_h KL(π*_h || π_LLM,h) = `divergence`, π* the first greedy optimal policy.
  ///
  /// π* is deterministic, so that a prior which gives its action the probability p everywhere has the divergence -H log p
  /// from it. 0 is the optimal policy; H log A is the uniform one with `Slip.uniform`; beyond lie adversaries.
  public static func diverging(_ mdp: TabularMDP, by divergence: Double, slip: Slip = .uniform) -> TabularPolicy {
    let solution = DynamicProgramming.optimal(mdp)
    let share = mdp.actions == 1 ? 1 : exp(-max(0, divergence) / Double(mdp.horizon))
    var prior = TabularPolicy(uniformFor: mdp)
    for stage in 0..<mdp.horizon {
      for state in 0..<mdp.states {
        let first = prior.offset(stage, state)
        let best = solution.policy.best(stage, state)
        var weights = [Double](repeating: 0, count: mdp.actions)
        let others = (0..<mdp.actions).filter { $0 != best }
        switch slip {
        case .uniform: for action in others { weights[action] = (1 - share) / Double(others.count) }
        case .worst:
          let worst = others.min { solution.actionValues[first + $0] < solution.actionValues[first + $1] }
          if let worst { weights[worst] = 1 - share }
        }
        weights[best] = share
        prior.set(stage, state, weights)
      }
    }
    return prior
  }

  /// Behaviour cloning of `teacher`: the action shares of `episodes` of its episodes, with `smoothing` added to each count.
  public static func cloned(
    _ mdp: TabularMDP, from teacher: TabularPolicy, episodes: Int, smoothing: Double = 0.1, seed: UInt64
  ) -> TabularPolicy {
    var generator = SeededGenerator(seed: seed, stream: 74_001)
    var counts = [Double](repeating: smoothing, count: teacher.probabilities.count)
    for _ in 0..<max(0, episodes) {
      var state = mdp.first(&generator)
      for stage in 0..<mdp.horizon {
        let action = teacher.sample(stage, state, &generator)
        counts[teacher.offset(stage, state) + action] += 1
        state = mdp.next(state, action, &generator)
      }
    }
    var clone = teacher
    for row in stride(from: 0, to: counts.count, by: mdp.actions) {
      let total = counts[row..<(row + mdp.actions)].reduce(0, +)
      for action in 0..<mdp.actions {
        clone.probabilities[row + action] =
          total > 0 ? counts[row + action] / total : 1 / Double(mdp.actions)
      }
    }
    return clone
  }
}
