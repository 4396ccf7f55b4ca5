import Glibc
package import Networks
import RLCore

/// Subtracts a minibatch's mean and divides by its deviation, both without what lies apart.
package struct Standardiser {
  var mean: Float = 0
  var scale: Float = 1

  package init() {}

  package init(
    _ values: UnsafePointer<Float>, _ samples: UnsafePointer<Int32>, _ size: Int, isApart: UnsafePointer<UInt8>? = nil
  ) {
    func isIn(_ index: Int) -> Bool { isApart.map { $0[Int(samples[index])] == 0 } ?? true }
    var (sum, count) = (0.0, 0)
    for index in 0..<size where isIn(index) {
      sum += Double(values[Int(samples[index])])
      count += 1
    }
    guard count > 0 else { return }
    let average = sum / Double(count)
    var squares = 0.0
    for index in 0..<size where isIn(index) {
      let difference = Double(values[Int(samples[index])]) - average
      squares += difference * difference
    }
    mean = Float(average)
    scale = Float(1 / ((squares / Double(max(1, count - 1))).squareRoot() + 1e-8))
  }
}

/// The loss of samples of a rollout, and its gradient by the network's outputs.
package struct PPOLoss {
  let network: PolicyNetwork
  let configuration: PPOConfiguration
  /// Numbers per action.
  let width: Int
  let rollout: Rollout
  /// Who adds terms; nil where nobody does.
  let guide: (any RolloutGuide)?

  /// Writes the loss's gradient by the network's outputs into `workspace` and returns the sums.
  ///
  /// - Parameters:
  ///   - workspace: holds the outputs of the slice's rows (rows x stride) and takes up their deltas, of the same shape.
  ///   - samples: the slice's places in the batch (count).
  ///   - weight: one over the samples of the minibatch.
  ///   - advantage: mean and deviation of the minibatch's advantages.
  package func fill(
    _ workspace: Workspace, _ samples: UnsafePointer<Int32>, _ count: Int, _ weight: Float, _ advantage: Standardiser
  ) -> LossSums {
    let stride = workspace.policyStride(network)
    let valueTower = network.shape.towers - 1
    let valueStride = padded(network.shape.outputs(of: valueTower))
    let valueColumn = network.shape.outputs(of: valueTower) - 1
    let entropyWeight = Float(configuration.entropyWeight)
    let valueWeight = Float(configuration.valueWeight)
    var sums = LossSums()
    sums.samples = Double(count)
    workspace.deviationDelta.clear()
    let hasTerms = guide?.hasTerms ?? false
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * network.shape.policyOutputs) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      let policy = PolicyTerms(network, workspace, scratch: scratch)
      for row in 0..<count {
        let sample = Int(samples[row])
        let (outputs, delta) = (workspace.policy + row * stride, workspace.outputDeltas[0].base + row * stride)
        for column in 0..<stride { delta[column] = 0 }
        let valueDelta = workspace.outputDeltas[valueTower].base + row * valueStride
        if valueTower > 0 { for column in 0..<valueStride { valueDelta[column] = 0 } }
        let action = rollout.actions.base + sample * width
        let logProbability = policy.logProbability(action, outputs)
        if rollout.isApart[sample] != 0 {
          sums.apart += 1
          if let slope = ownSlope(sample, logProbability, &sums) {
            policy.fill(delta, action: action, slope: slope, entropy: 0, entropyWeight: 0, weight: weight)
          }
        } else {
          let slope =
            ownSlope(sample, logProbability, &sums) ?? surrogate(sample, logProbability, advantage, &sums)
          let entropy = policy.entropy
          sums.entropy += Double(entropy)
          policy.fill(  // (7)
            delta, action: action, slope: slope, entropy: entropy, entropyWeight: entropyWeight, weight: weight)
          let value = workspace.outputs[valueTower].base[row * valueStride + valueColumn]
          valueDelta[valueColumn] = weight * valueWeight * valueSlope(sample, value, &sums)
        }
        if hasTerms, let guide {
          sums.terms.add(guide.addTerms(of: sample, to: delta, policy, outputs, weight: weight))
        }
      }
    }
    return sums
  }

  /// The slope by log π(a|s) of the guide's own loss of a sample; nil where it has none.
  private func ownSlope(_ sample: Int, _ logProbability: Float, _ sums: inout LossSums) -> Float? {
    guard rollout.hasOwnLoss[sample] != 0, let guide else { return nil }
    let own = guide.loss(of: sample, logProbability: logProbability)
    sums.ownLoss += Double(own.value)
    sums.ownSamples += 1
    return own.slope
  }

  /// The clipped surrogate's slope by log π(a|s).
  private func surrogate(
    _ sample: Int, _ logProbability: Float, _ advantage: Standardiser, _ sums: inout LossSums
  ) -> Float {
    let clip = Float(configuration.clip)
    let logRatio = logProbability - rollout.logProbabilities.base[sample]
    let ratio = expf(logRatio)
    let scaled = (rollout.advantages.base[sample] - advantage.mean) * advantage.scale
    let bounded = min(max(ratio, 1 - clip), 1 + clip)
    let (free, limited) = (-scaled * ratio, -scaled * bounded)
    sums.policy += Double(max(free, limited))
    sums.oldApproximateKL -= Double(logRatio)
    sums.approximateKL += Double((ratio - 1) - logRatio)
    if abs(ratio - 1) > clip { sums.clipped += 1 }
    return free >= limited ? free : 0
  }

  /// The value loss's slope by V(s).
  private func valueSlope(_ sample: Int, _ value: Float, _ sums: inout LossSums) -> Float {
    let error = value - rollout.targets.base[sample]
    var (slope, loss) = (error, error * error)
    if configuration.clipsValue {  // (6)
      let clip = Float(configuration.clip)
      let old = rollout.values.base[sample]
      let clippedError = old + min(max(value - old, -clip), clip) - rollout.targets.base[sample]
      if clippedError * clippedError > loss {
        loss = clippedError * clippedError
        slope = abs(value - old) > clip ? 0 : error
      }
    }
    sums.value += Double(loss) / 2
    return slope
  }
}

extension PPO {
  /// The loss of the samples of the run's own rollout.
  package var loss: PPOLoss {
    PPOLoss(
      network: network, configuration: configuration, width: entry.spec.action.width, rollout: rollout, guide: guide)
  }
}
