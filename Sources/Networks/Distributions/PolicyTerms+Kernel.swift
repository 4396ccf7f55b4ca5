public import Glibc

/// What a policy is expected to do near a given action, as a term of the loss.
///
///     E = E_{a' ~ π(·|s)} [k(a', a)]
///
/// with k(a', a) = 1[a' = a] of discrete actions, and of continuous ones k = exp(−Σ (a'_i − a_i)² / 2τ_i²) with
/// τ_i = c σ_i √d, held still while the gradient is taken. Both have a closed form, the second one by the product of two
/// Gaussians, with v_i = σ_i² + τ_i² = σ_i² (1 + c² d):
///
///     E = π(a)                                            ∂E/∂z_j = π(a) (1[j = a] − π_j)
///     E = Π τ_i / √v_i · exp(−(μ_i − a_i)² / 2 v_i)        ∂E/∂μ_i = E (a_i − μ_i) / v_i
///                                                         ∂E/∂log σ_i = E σ_i² ((μ_i − a_i)² / v_i² − 1 / v_i)
///
/// The gradient is E_π[(k − E) ∇log π]: that of an advantage whose mean under π is 0. It pulls towards an action and
/// says nothing of how good the state is.
///
/// | symbol | code | shape |
/// |---|---|---|
/// | a | `action` | (width) |
/// | μ, z | `outputs` | (count) |
/// | c | `width` of `expectedKernel` | |
/// | E | what is returned | |
extension PolicyTerms {
  /// Adds `slope` · ∂E/∂outputs to `delta` (count), and what concerns log σ to where `fill` adds it too; returns E.
  ///
  /// `outputs` are those that the last `logProbability` was asked about.
  @inlinable
  public func addExpectedKernel(
    to delta: UnsafeMutablePointer<Float>, action: UnsafePointer<Float>, outputs: UnsafePointer<Float>, slope: Float,
    width: Float
  ) -> Float {
    guard let inverse, let deviationGradient else {
      let chosen = Int(action[0])
      let probability = expf(row[chosen])
      for choice in 0..<count {
        delta[choice] += slope * probability * ((choice == chosen ? 1 : 0) - expf(row[choice]))
      }
      return probability
    }
    // In units of σ: ζ_i = (a_i − μ_i) / σ_i, and v_i = σ_i² u.
    let spread = width * width * Float(count)
    let unit = 1 + spread
    var exponent: Float = 0
    for index in 0..<count {
      let distance = (action[index] - outputs[index]) * inverse[index]
      exponent -= 0.5 * distance * distance / unit
    }
    let expected = powf(spread / unit, 0.5 * Float(count)) * expf(exponent)
    for index in 0..<count {
      let distance = (action[index] - outputs[index]) * inverse[index]
      delta[index] += slope * expected * distance * inverse[index] / unit
      deviationGradient[index] += slope * expected * (distance * distance / unit - 1) / unit
    }
    return expected
  }

  /// Adds `slope` · ∂log π(a|s)/∂outputs to `delta` (count), where σ is held still.
  ///
  /// `outputs` are those that the last `logProbability` was asked about. Returns log π(a|s).
  @inlinable
  public func addImitation(
    to delta: UnsafeMutablePointer<Float>, action: UnsafePointer<Float>, outputs: UnsafePointer<Float>, slope: Float
  ) -> Float {
    guard let inverse else {
      let chosen = Int(action[0])
      for choice in 0..<count {
        delta[choice] += slope * ((choice == chosen ? 1 : 0) - expf(row[choice]))
      }
      return row[chosen]
    }
    var total = -normaliser
    for index in 0..<count {
      let distance = (action[index] - outputs[index]) * inverse[index]
      delta[index] += slope * distance * inverse[index]
      total -= 0.5 * distance * distance
    }
    return total
  }
}
