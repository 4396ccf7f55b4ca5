public import Glibc

/// A policy's half of a loss for one row: log π(a|s), the entropy, and the gradient by the outputs.
///
/// One thread's, for the rows of one workspace; L holds −c_e H[π].
///
/// By logit j: ∂L/∂z_j = (∂L/∂log π(a)) (1[j = a] − π_j) + c_e π_j (log π_j + H).
/// By mean i: ∂L/∂μ_i = (∂L/∂log π(a)) ζ_i / σ_i, and by log σ_i: (∂L/∂log π(a)) (ζ_i² − 1) − c_e, with
/// ζ_i = (a_i − μ_i) / σ_i.
public struct PolicyTerms {
  @usableFromInline let count: Int
  /// log π(·|s) of discrete actions, or ζ of continuous ones (count).
  @usableFromInline let row: UnsafeMutablePointer<Float>
  /// 1 / σ (count) of a Gaussian policy, or nil.
  @usableFromInline let inverse: UnsafePointer<Float>?
  /// Gradient by log σ (count), added to.
  @usableFromInline let deviationGradient: UnsafeMutablePointer<Float>?
  /// Σ log σ + ½ log 2π.
  @usableFromInline let normaliser: Float
  @usableFromInline let gaussianEntropy: Float

  /// `scratch` holds twice the policy outputs; `workspace` takes up the gradient by log σ.
  public init(_ network: PolicyNetwork, _ workspace: Workspace, scratch: UnsafeMutablePointer<Float>) {
    count = network.shape.policyOutputs
    row = scratch
    guard let layer = network.logDeviation else {
      (inverse, deviationGradient, normaliser, gaussianEntropy) = (nil, nil, 0, 0)
      return
    }
    let logs = network.parameters.base + layer.bias
    let inverses = scratch + count
    for index in 0..<count { inverses[index] = expf(-logs[index]) }
    inverse = UnsafePointer(inverses)
    deviationGradient = workspace.deviationDelta.base
    gaussianEntropy = DiagonalGaussian.entropy(logDeviations: logs, count)
    normaliser = gaussianEntropy - 0.5 * Float(count)
  }

  /// log π(a|s) of `action` (width) by `outputs` (count); keeps what `entropy` and `fill` need.
  @inlinable
  public func logProbability(_ action: UnsafePointer<Float>, _ outputs: UnsafePointer<Float>) -> Float {
    guard let inverse else {
      Categorical.logProbabilities(outputs, count, into: row)
      return row[Int(action[0])]
    }
    var total = -normaliser
    for index in 0..<count {
      let distance = (action[index] - outputs[index]) * inverse[index]
      row[index] = distance
      total -= 0.5 * distance * distance
    }
    return total
  }

  /// H[π(·|s)] of the row that `logProbability` took up.
  @inlinable
  public var entropy: Float { inverse == nil ? Categorical.entropy(row, count) : gaussianEntropy }

  /// Writes weight · ∂L/∂outputs into `delta` (count), given `slope` = ∂L/∂log π(a|s); `entropyWeight` is c_e.
  @inlinable
  public func fill(
    _ delta: UnsafeMutablePointer<Float>, action: UnsafePointer<Float>, slope: Float, entropy: Float,
    entropyWeight: Float, weight: Float
  ) {
    if let inverse, let deviationGradient {
      for index in 0..<count {
        delta[index] = weight * slope * row[index] * inverse[index]
        deviationGradient[index] += weight * (slope * (row[index] * row[index] - 1) - entropyWeight)
      }
    } else {
      let chosen = Int(action[0])
      for choice in 0..<count {
        let probability = expf(row[choice])
        let indicator: Float = choice == chosen ? 1 : 0
        let bonus = entropyWeight * probability * (row[choice] + entropy)
        delta[choice] = weight * (slope * (indicator - probability) + bonus)
      }
    }
  }
}
