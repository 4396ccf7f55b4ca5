import Networks
import RLCore

/// The latest finished episodes, of which metrics are means.
struct RecentEpisodes: Sendable, Equatable, Codable {
  static let limit = 100
  var returns: [Double] = []
  var shaped: [Double] = []
  var lengths: [Double] = []

  mutating func append(_ value: Double, _ shapedValue: Double, _ length: Double) {
    if returns.count == Self.limit {
      returns.removeFirst()
      shaped.removeFirst()
      lengths.removeFirst()
    }
    returns.append(value)
    shaped.append(shapedValue)
    lengths.append(length)
  }
}

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
  /// Samples at which somebody else acted.
  var apart = 0.0
  var ownLoss = 0.0
  var ownSamples = 0.0
  var terms = GuideTerms()
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
    apart += other.apart
    ownLoss += other.ownLoss
    ownSamples += other.ownSamples
    terms.add(other.terms)
    gradientNorm += other.gradientNorm
  }

  var metrics: [MetricName: Double] {
    let count = max(1, samples - apart)
    return [
      .policyLoss: policy / count, .valueLoss: value / count, .entropy: entropy / count,
      .oldApproximateKL: oldApproximateKL / count, .approximateKL: approximateKL / count,
      .clipFraction: clipped / count, .gradientNorm: gradientNorm / max(1, steps),
    ]
  }

  /// Mean of the guide's loss over the samples that have one of their own, or nil where none has.
  var meanOwnLoss: Double? { ownSamples > 0 ? ownLoss / ownSamples : nil }
}

extension PPO {
  /// Takes the episodes that ended in this rollout, in order of time and then of environment.
  func gatherEpisodes() {
    for sample in 0..<rollout.count where rollout.isOver(sample) {
      recent.append(
        Double(rollout.finishedReturns.base[sample]), Double(rollout.finishedShaped.base[sample]),
        Double(rollout.finishedLengths.base[sample]))
    }
  }

  /// Adds what is not a loss to `metrics`.
  func report(into metrics: inout [MetricName: Double]) {
    metrics[.environmentRewardSize] = shards.reduce(0) { $0 + $1.tally.rewardSize } / Double(rollout.count)
    if failures.failed > 0 { metrics[.failedEpisodes] = Double(failures.failed) }
    if !recent.returns.isEmpty {
      let episodes = Double(recent.returns.count)
      metrics[.episodicReturn] = recent.returns.reduce(0, +) / episodes
      metrics[.shapedReturn] = recent.shaped.reduce(0, +) / episodes
      metrics[.episodicLength] = recent.lengths.reduce(0, +) / episodes
    }
    metrics[.explainedVariance] = explainedVariance()
  }

  private func explainedVariance() -> Double {
    var (targetSum, errorSum) = (0.0, 0.0)
    for index in 0..<rollout.count {
      targetSum += Double(rollout.targets.base[index])
      errorSum += Double(rollout.advantages.base[index])
    }
    let count = Double(rollout.count)
    let (targetMean, errorMean) = (targetSum / count, errorSum / count)
    var (targetSquares, errorSquares) = (0.0, 0.0)
    for index in 0..<rollout.count {
      let target = Double(rollout.targets.base[index]) - targetMean
      let error = Double(rollout.advantages.base[index]) - errorMean
      targetSquares += target * target
      errorSquares += error * error
    }
    return targetSquares > 0 ? 1 - errorSquares / targetSquares : 0
  }

  /// Stops the run when a loss, the gradient or a weight is no longer finite.
  func checkFinite(_ metrics: [MetricName: Double]) throws {
    for (name, value) in metrics.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where !value.isFinite {
      throw EnvironmentError.notFinite(quantity: name.rawValue, step: step)
    }
    guard network.parameters.isFinite else { throw EnvironmentError.notFinite(quantity: "a weight", step: step) }
  }
}
