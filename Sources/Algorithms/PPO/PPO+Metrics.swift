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

extension PPO {
  /// Takes the episodes that ended in this rollout, in order of time and then of environment.
  func gatherEpisodes() {
    for sample in 0..<rollout.count where rollout.isOver(sample) {
      recent.append(
        Double(rollout.finishedReturns.base[sample]), Double(rollout.finishedShaped.base[sample]),
        Double(rollout.finishedLengths.base[sample]))
    }
  }

  /// Divides rewards by the deviation of the discounted return, clipped to ±10.
  func normaliseRewards() {
    var returns: [Double] = []
    returns.reserveCapacity(rollout.count)
    for shard in shards {
      for index in 0..<shard.environments.count {
        for time in 0..<rollout.steps {
          let sample = time * rollout.environments + shard.first + index
          let total =
            shard.discountedReturns[index] * configuration.discount + Double(rollout.rewards.base[sample])
          returns.append(total)
          shard.discountedReturns[index] = rollout.isOver(sample) ? 0 : total
        }
      }
    }
    let mean = returns.reduce(0, +) / Double(returns.count)
    let variance = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(returns.count)
    rewardStatistics.merge(mean: [mean], variance: [variance], count: Double(returns.count))
    let scale = Float(1 / (rewardStatistics.variance[0] + 1e-8).squareRoot())
    for sample in 0..<rollout.count {
      rollout.rewards.base[sample] = min(max(rollout.rewards.base[sample] * scale, -10), 10)
    }
  }

  /// Merges this rollout's observations into the normaliser that the next one uses.
  func moveObservationStatistics() {
    guard case .dense(let dimension) = entry.spec.observation else { return }
    var mean = [Double](repeating: 0, count: dimension)
    var variance = mean
    let rows = (0..<rollout.count).map { rollout.rows.row($0).assumingMemoryBound(to: Float.self) }
    for row in rows { for index in 0..<dimension { mean[index] += Double(row[index]) } }
    for index in 0..<dimension { mean[index] /= Double(rollout.count) }
    for row in rows {
      for index in 0..<dimension {
        variance[index] += (Double(row[index]) - mean[index]) * (Double(row[index]) - mean[index])
      }
    }
    for index in 0..<dimension { variance[index] /= Double(rollout.count) }
    guard var statistics = observationStatistics else { return }
    statistics.merge(mean: mean, variance: variance, count: Double(rollout.count))
    observationStatistics = statistics
    network.normalise(by: statistics)
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
