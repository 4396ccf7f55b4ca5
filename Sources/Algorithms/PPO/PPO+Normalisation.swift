import Networks
import RLCore

/// (11) Rewards and observations of mean 0 and deviation 1; both normalisers move between updates.
extension PPO {
  /// 1 over the deviation of the discounted return.
  var rewardScale: Float { Float(1 / (rewardStatistics.variance[0] + 1e-8).squareRoot()) }

  /// Divides rewards by the deviation of the discounted return, clipped to ±10 unless a guide wants them whole.
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
    let scale = rewardScale
    let bound: Float = guide?.keepsRewardsWhole == true ? .infinity : 10
    for sample in 0..<rollout.count {
      rollout.rewards.base[sample] = min(max(rollout.rewards.base[sample] * scale, -bound), bound)
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
}
