import Glibc
package import Networks
import RLCore

/// Sums over samples of what the losses were; a mean needs `samples`.
public struct LossSums {
  var samples = 0.0
  var steps = 0.0
  var policy = 0.0
  var value = 0.0
  var entropy = 0.0
  var oldApproximateKL = 0.0
  var approximateKL = 0.0
  var clipped = 0.0
  var ownLoss = 0.0
  var ownSamples = 0.0
  var gradientNorm = 0.0

  mutating func add(_ other: LossSums) {
    samples += other.samples
    steps += other.steps
    policy += other.policy
    value += other.value
    entropy += other.entropy
    oldApproximateKL += other.oldApproximateKL
    approximateKL += other.approximateKL
    clipped += other.clipped
    ownLoss += other.ownLoss
    ownSamples += other.ownSamples
    gradientNorm += other.gradientNorm
  }

  var metrics: [MetricName: Double] {
    let count = max(1, samples)
    return [
      .policyLoss: policy / count, .valueLoss: value / count, .entropy: entropy / count,
      .oldApproximateKL: oldApproximateKL / count, .approximateKL: approximateKL / count,
      .clipFraction: clipped / count, .gradientNorm: gradientNorm / max(1, steps),
    ]
  }

  /// Mean of the guide's loss over the samples that have one of their own, or nil where none has.
  var meanOwnLoss: Double? { ownSamples > 0 ? ownLoss / ownSamples : nil }
}

/// Subtracts a minibatch's mean and divides by its deviation.
package struct Standardiser {
  var mean: Float = 0
  var scale: Float = 1

  package init() {}

  package init(_ values: UnsafePointer<Float>, _ samples: UnsafePointer<Int32>, _ count: Int) {
    var sum = 0.0
    for index in 0..<count { sum += Double(values[Int(samples[index])]) }
    let average = sum / Double(count)
    var squares = 0.0
    for index in 0..<count {
      let difference = Double(values[Int(samples[index])]) - average
      squares += difference * difference
    }
    mean = Float(average)
    scale = Float(1 / ((squares / Double(max(1, count - 1))).squareRoot() + 1e-8))
  }
}

/// The policy's half of the loss for one row: log π(a|s), the entropy, and the gradient by the outputs.
///
/// By logit j: ∂L/∂z_j = (∂L/∂log π(a)) (1[j = a] − π_j) + c_e π_j (log π_j + H).
/// By mean i: ∂L/∂μ_i = (∂L/∂log π(a)) ζ_i / σ_i, and by log σ_i: (∂L/∂log π(a)) (ζ_i² − 1) − c_e, with
/// ζ_i = (a_i − μ_i) / σ_i.
struct PolicyTerms {
  let count: Int
  /// log π(·|s) of discrete actions, or ζ of continuous ones (count).
  let row: UnsafeMutablePointer<Float>
  /// 1 / σ (count) of a Gaussian policy, or nil.
  let inverse: UnsafePointer<Float>?
  /// Gradient by log σ (count), added to.
  let deviationGradient: UnsafeMutablePointer<Float>?
  /// Σ log σ + ½ log 2π.
  let normaliser: Float
  let gaussianEntropy: Float

  /// `scratch` holds twice the policy outputs.
  init(_ network: PolicyNetwork, _ workspace: Workspace, scratch: UnsafeMutablePointer<Float>) {
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
    deviationGradient = workspace.gradients.base - network.denseRange.lowerBound + layer.bias
    gaussianEntropy = DiagonalGaussian.entropy(logDeviations: logs, count)
    normaliser = gaussianEntropy - 0.5 * Float(count)
  }

  /// log π(a|s); keeps in `row` what `fill` needs.
  func logProbability(_ action: UnsafePointer<Float>, _ outputs: UnsafePointer<Float>) -> Float {
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
  var entropy: Float { inverse == nil ? Categorical.entropy(row, count) : gaussianEntropy }

  /// Writes weight · ∂L/∂outputs, given `slope` = ∂L/∂log π(a|s).
  func fill(
    _ delta: UnsafeMutablePointer<Float>, action: UnsafePointer<Float>, slope: Float, entropy: Float,
    entropyWeight: Float, weight: Float
  ) {
    if let inverse, let deviationGradient {
      for index in 0..<count {
        delta[index] = weight * slope * row[index] * inverse[index]
        deviationGradient[index] += weight * (slope * (row[index] * row[index] - 1) - entropyWeight)  // (7)
      }
    } else {
      let chosen = Int(action[0])
      for choice in 0..<count {
        let probability = expf(row[choice])
        let indicator: Float = choice == chosen ? 1 : 0
        let bonus = entropyWeight * probability * (row[choice] + entropy)  // (7)
        delta[choice] = weight * (slope * (indicator - probability) + bonus)
      }
    }
  }
}

extension PPO {
  /// Writes the loss's gradient by the network's outputs into `workspace` and returns the sums.
  ///
  /// - Parameters:
  ///   - workspace: holds the outputs of the piece's rows (rows x stride) and takes up their deltas, of the same shape.
  ///   - samples: the piece's places in the batch (count).
  ///   - weight: one over the samples of the minibatch.
  ///   - advantage: mean and deviation of the minibatch's advantages.
  package func fillLossGradient(
    _ workspace: Workspace, _ samples: UnsafePointer<Int32>, _ count: Int, _ weight: Float, _ advantage: Standardiser
  ) -> LossSums {
    let width = entry.spec.action.width
    let stride = workspace.policyStride(network)
    let valueTower = network.shape.towers - 1
    let valueStride = padded(network.shape.outputs(of: valueTower))
    let valueColumn = network.shape.outputs(of: valueTower) - 1
    let (clip, entropyWeight) = (Float(configuration.clip), Float(configuration.entropyWeight))
    let valueWeight = Float(configuration.valueWeight)
    var sums = LossSums()
    sums.samples = Double(count)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * network.shape.policyOutputs) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      let policy = PolicyTerms(network, workspace, scratch: scratch)
      for row in 0..<count {
        let sample = Int(samples[row])
        let delta = workspace.outputDeltas[0].base + row * stride
        for column in 0..<stride { delta[column] = 0 }
        let action = rollout.actions.base + sample * width
        let logProbability = policy.logProbability(action, workspace.policy + row * stride)
        var slope: Float
        if rollout.hasOwnLoss[sample] != 0, let guide {
          let own = guide.loss(of: sample, logProbability: logProbability)
          slope = own.slope
          sums.ownLoss += Double(own.value)
          sums.ownSamples += 1
        } else {
          let logRatio = logProbability - rollout.logProbabilities.base[sample]
          let ratio = expf(logRatio)
          let scaled = (rollout.advantages.base[sample] - advantage.mean) * advantage.scale
          let bounded = min(max(ratio, 1 - clip), 1 + clip)
          let (free, limited) = (-scaled * ratio, -scaled * bounded)
          slope = free >= limited ? free : 0
          sums.policy += Double(max(free, limited))
          sums.oldApproximateKL -= Double(logRatio)
          sums.approximateKL += Double((ratio - 1) - logRatio)
          if abs(ratio - 1) > clip { sums.clipped += 1 }
        }
        let entropy = policy.entropy
        sums.entropy += Double(entropy)
        policy.fill(
          delta, action: action, slope: slope, entropy: entropy, entropyWeight: entropyWeight, weight: weight)
        let valueDelta = workspace.outputDeltas[valueTower].base + row * valueStride
        if valueTower > 0 { for column in 0..<valueStride { valueDelta[column] = 0 } }
        let value = workspace.outputs[valueTower].base[row * valueStride + valueColumn]
        let error = value - rollout.targets.base[sample]
        var valueSlope = error
        var loss = error * error
        if configuration.clipsValue {  // (6)
          let old = rollout.values.base[sample]
          let clippedError = old + min(max(value - old, -clip), clip) - rollout.targets.base[sample]
          if clippedError * clippedError > loss {
            loss = clippedError * clippedError
            valueSlope = abs(value - old) > clip ? 0 : error
          }
        }
        sums.value += Double(loss) / 2
        valueDelta[valueColumn] = weight * valueWeight * valueSlope
      }
    }
    return sums
  }
}
