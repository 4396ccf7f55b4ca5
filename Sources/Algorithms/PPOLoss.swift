import Glibc
package import Networks
import RLCore

/// Sums over samples of what the losses were; a mean needs `samples`.
package struct LossSums {
  var samples = 0.0
  var steps = 0.0
  var policy = 0.0
  var value = 0.0
  var entropy = 0.0
  var oldApproximateKL = 0.0
  var approximateKL = 0.0
  var clipped = 0.0
  var imitation = 0.0
  var imitated = 0.0
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
    imitation += other.imitation
    imitated += other.imitated
    gradientNorm += other.gradientNorm
  }

  var metrics: [MetricName: Double] {
    let count = max(1, samples)
    var metrics: [MetricName: Double] = [
      .policyLoss: policy / count, .valueLoss: value / count, .entropy: entropy / count,
      .oldApproximateKL: oldApproximateKL / count, .approximateKL: approximateKL / count,
      .clipFraction: clipped / count, .gradientNorm: gradientNorm / max(1, steps),
    ]
    if imitated > 0 { metrics[.imitationLoss] = imitation / imitated }
    return metrics
  }
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

extension PPO {
  /// Writes the loss's gradient by the network's outputs into `workspace` and returns the sums.
  ///
  /// By logit j: ∂L/∂z_j = (∂L/∂log π(a)) (1[j = a] − π_j) + c_e π_j (log π_j + H).
  package func fillLossGradient(
    _ workspace: Workspace, _ samples: UnsafePointer<Int32>, _ count: Int, _ weight: Float, _ advantage: Standardiser
  ) -> LossSums {
    let choices = entry.spec.action.count
    let width = entry.spec.action.width
    let stride = workspace.policyStride(network)
    let valueTower = network.shape.towers - 1
    let valueStride = padded(network.shape.outputs(of: valueTower))
    let valueColumn = network.shape.outputs(of: valueTower) - 1
    let (clip, entropyWeight) = (Float(configuration.clip), Float(configuration.entropyWeight))
    let valueWeight = Float(configuration.valueWeight)
    let imitationWeight = Float(configuration.guidance.imitationWeight)
    var sums = LossSums()
    sums.samples = Double(count)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: choices) { logs in
      guard let logs = logs.baseAddress else { return }
      for row in 0..<count {
        let sample = Int(samples[row])
        let delta = workspace.outputDeltas[0].base + row * stride
        for column in 0..<stride { delta[column] = 0 }
        Categorical.logProbabilities(workspace.policy + row * stride, choices, into: logs)
        let action = Int(rollout.actions.base[sample * width])
        var slope: Float
        if rollout.imitated[sample] != 0 {
          slope = -imitationWeight
          sums.imitation -= Double(logs[action])
          sums.imitated += 1
        } else {
          let logRatio = logs[action] - rollout.logProbabilities.base[sample]
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
        let entropy = Categorical.entropy(logs, choices)
        sums.entropy += Double(entropy)
        for choice in 0..<choices {
          let probability = expf(logs[choice])
          let indicator: Float = choice == action ? 1 : 0
          let bonus = entropyWeight * probability * (logs[choice] + entropy)  // (7)
          delta[choice] = weight * (slope * (indicator - probability) + bonus)
        }
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
