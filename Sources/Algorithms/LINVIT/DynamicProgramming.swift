import Glibc
public import RLCore

/// Values and policy of a tabular process, computed from its true tables.
public struct TabularSolution: Sendable, Equatable {
  /// V_h(s), with V_H = 0 as its last stage.
  public var values: [Double]  // ((H + 1) x S)
  /// Q_h(s,a).
  public var actionValues: [Double]  // (H x S x A)
  /// π_h(a|s).
  public var policy: TabularPolicy
  /// Σ μ(s) V_0(s).
  public var startValue: Double
}

/// Exact finite-horizon dynamic programming.
///
/// - Complexity: O(H S² A).
public enum DynamicProgramming {
  /// Optimal values: Q_h = r + P V_{h+1}, V_h = max Q_h.
  public static func optimal(_ mdp: TabularMDP) -> TabularSolution {
    backward(mdp, prior: TabularPolicy(uniformFor: mdp), backup: .greedy, weight: 0)
  }

  /// Regularised optimal values: V_{λ,h}(s) = λ log Σ_a π_LLM,h(a|s) exp(Q_{λ,h}(s,a) / λ).
  ///
  /// Paper: arXiv 2402.16181, section 3; λ = `weight`, π_LLM = `prior`.
  public static func regularised(_ mdp: TabularMDP, prior: TabularPolicy, weight: Double) -> TabularSolution {
    backward(mdp, prior: prior, backup: .regularised, weight: weight)
  }

  /// V^π: the plain value of a policy.
  public static func evaluate(_ mdp: TabularMDP, _ policy: TabularPolicy) -> TabularSolution {
    var solution = empty(mdp)
    solution.policy = policy
    for stage in (0..<mdp.horizon).reversed() {
      for state in 0..<mdp.states {
        let first = solution.policy.offset(stage, state)
        var value = 0.0
        for action in 0..<mdp.actions {
          let outlook = outlook(mdp, solution.values, stage, state, action)
          solution.actionValues[first + action] = outlook
          value += policy.probabilities[first + action] * outlook
        }
        solution.values[stage * mdp.states + state] = value
      }
    }
    return finish(mdp, solution)
  }

  /// E_π Σ_h KL(π_h(·|s_h) || prior_h(·|s_h)), infinite where the prior excludes what the policy does.
  public static func divergence(_ mdp: TabularMDP, of policy: TabularPolicy, from prior: TabularPolicy) -> Double {
    var reach = mdp.start
    var total = 0.0
    for stage in 0..<mdp.horizon {
      var next = [Double](repeating: 0, count: mdp.states)
      for state in 0..<mdp.states where reach[state] > 0 {
        let first = policy.offset(stage, state)
        for action in 0..<mdp.actions {
          let share = policy.probabilities[first + action]
          guard share > 0 else { continue }
          total += reach[state] * share * log(share / prior.probabilities[first + action])
          for (other, probability) in mdp.successors(state, action).enumerated() {
            next[other] += reach[state] * share * probability
          }
        }
      }
      reach = next
    }
    return total
  }

  private static func backward(
    _ mdp: TabularMDP, prior: TabularPolicy, backup: ValueBackup, weight: Double
  ) -> TabularSolution {
    var solution = empty(mdp)
    for stage in (0..<mdp.horizon).reversed() {
      for state in 0..<mdp.states {
        let first = prior.offset(stage, state)
        for action in 0..<mdp.actions {
          solution.actionValues[first + action] = outlook(mdp, solution.values, stage, state, action)
        }
        solution.values[stage * mdp.states + state] = solution.policy.backUp(
          solution.actionValues, prior, at: first, backup, weight)
      }
    }
    return finish(mdp, solution)
  }

  private static func outlook(
    _ mdp: TabularMDP, _ values: [Double], _ stage: Int, _ state: Int, _ action: Int
  ) -> Double {
    var expected = 0.0
    let later = (stage + 1) * mdp.states
    for (other, probability) in mdp.successors(state, action).enumerated() {
      expected += probability * values[later + other]
    }
    return mdp.reward(state, action) + expected
  }

  private static func empty(_ mdp: TabularMDP) -> TabularSolution {
    TabularSolution(
      values: [Double](repeating: 0, count: (mdp.horizon + 1) * mdp.states),
      actionValues: [Double](repeating: 0, count: mdp.horizon * mdp.states * mdp.actions),
      policy: TabularPolicy(uniformFor: mdp), startValue: 0)
  }

  private static func finish(_ mdp: TabularMDP, _ solution: TabularSolution) -> TabularSolution {
    var solution = solution
    solution.startValue = zip(mdp.start, solution.values).reduce(0) { $0 + $1.0 * $1.1 }
    return solution
  }
}

extension TabularPolicy {
  /// Backs up the state whose numbers begin at `first`: its policy is written here, its value returned.
  mutating func backUp(
    _ values: [Double], _ prior: TabularPolicy, at first: Int, _ backup: ValueBackup, _ weight: Double
  ) -> Double {
    values.withUnsafeBufferPointer { values in
      prior.probabilities.withUnsafeBufferPointer { prior in
        probabilities.withUnsafeMutableBufferPointer { policy in
          guard let values = values.baseAddress, let prior = prior.baseAddress, let policy = policy.baseAddress
          else { return 0 }
          return backup.apply(
            values + first, prior: prior + first, weight: weight, count: actions, policy: policy + first)
        }
      }
    }
  }
}
