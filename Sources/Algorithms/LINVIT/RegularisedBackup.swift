import Glibc

/// How the value of a state follows from the values of its actions.
public enum ValueBackup: String, Sendable, Codable, CaseIterable {
  /// λ log Σ π_LLM exp(Q/λ), LINVIT's; the policy is in proportion to π_LLM exp(Q/λ).
  case regularised
  /// max Q; the first of equals is taken.
  case greedy
  /// max Q; the prior decides among equals only.
  case greedyPriorTies

  /// Values nearer to each other than this count as equal.
  static let tie = 1e-9

  /// Writes the policy of one state and returns its value.
  ///
  /// | symbol | argument | shape |
  /// |---|---|---|
  /// | Q(s,·) | `values` | A |
  /// | π_LLM(·\|s) | `prior` | A, not negative, sums to 1 |
  /// | λ | `weight` | 0 or more; 0 is the greedy limit among actions that the prior allows |
  ///
  /// The largest Q is subtracted before exponents are taken, so nothing overflows; actions that the prior excludes stay
  /// excluded.
  @inline(__always)
  func apply(
    _ values: UnsafePointer<Double>, prior: UnsafePointer<Double>, weight: Double, count: Int,
    policy: UnsafeMutablePointer<Double>
  ) -> Double {
    switch self {
    case .regularised where weight > 0:
      var top = -Double.infinity
      for action in 0..<count where prior[action] > 0 { top = max(top, values[action]) }
      var sum = 0.0
      for action in 0..<count {
        let term = prior[action] > 0 ? prior[action] * exp((values[action] - top) / weight) : 0
        policy[action] = term
        sum += term
      }
      for action in 0..<count { policy[action] /= sum }
      return top + weight * log(sum)
    default:
      var best = -1
      for action in 0..<count where self != .regularised || prior[action] > 0 {
        guard best >= 0 else {
          best = action
          continue
        }
        let isEqual = abs(values[action] - values[best]) <= Self.tie
        if isEqual ? self == .greedyPriorTies && prior[action] > prior[best] : values[action] > values[best] {
          best = action
        }
      }
      for action in 0..<count { policy[action] = action == best ? 1 : 0 }
      return values[max(0, best)]
    }
  }
}
