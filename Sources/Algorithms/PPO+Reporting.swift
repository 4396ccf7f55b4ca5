import Networks
public import RLCore

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

/// Watches for the two ways in which guidance is known to fail.
struct FailureWatch {
  private var outweighed = 0
  private var pending: [(title: String, detail: String)] = []
  private var hasWarnedOfSameAction = false

  mutating func observe(_ metrics: [MetricName: Double], table: GuidanceTable) {
    let shaped = metrics[.shapedRewardSize] ?? 0
    let environment = metrics[.environmentRewardSize] ?? 0
    outweighed = shaped > environment && shaped > 0 ? outweighed + 1 : 0
    if outweighed == 5 {
      pending.append(
        (
          "r_LLM outweighs r_env",
          "|alpha * r_LLM| has been larger than |r_env| per step for five updates; lower alpha or the match radius"
        ))
    }
    guard !hasWarnedOfSameAction, table.entries.count >= 10 else { return }
    hasWarnedOfSameAction = true
    let counts = Dictionary(grouping: table.entries, by: \.action).mapValues(\.count)
    guard let most = counts.values.max(), Double(most) >= 0.9 * Double(table.entries.count) else { return }
    pending.append(
      (
        "one action for distinct states",
        "\(most) of \(table.entries.count) guidance entries suggest the same action; review them before trusting them"
      ))
  }

  mutating func take() -> [(title: String, detail: String)] {
    defer { pending = [] }
    return pending
  }
}

extension PPO {
  /// Alerts raised by the last update.
  public func alerts() -> [(title: String, detail: String)] { watch.take() }

  /// A picture of a game played by the present policy, one step on at each call.
  public func exhibit() -> Frame? { exhibition.advance(network) }

  /// Takes the episodes that ended in this rollout, in order of time and then of environment.
  func gatherEpisodes() {
    for sample in 0..<rollout.count where rollout.terminated[sample] != 0 || rollout.truncated[sample] != 0 {
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
          let isOver = rollout.terminated[sample] != 0 || rollout.truncated[sample] != 0
          shard.discountedReturns[index] = isOver ? 0 : total
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
    observationStatistics?.merge(mean: mean, variance: variance, count: Double(rollout.count))
    applyObservationStatistics()
  }

  func applyObservationStatistics() {
    guard let statistics = observationStatistics else { return }
    network.inputOffset?.assign(statistics.mean.map { Float($0) })
    network.inputScale?.assign(statistics.variance.map { Float(1 / ($0 + 1e-8).squareRoot()) })
  }

  /// Adds what is not a loss to `metrics`.
  func report(into metrics: inout [MetricName: Double]) {
    let count = Double(rollout.count)
    var tally = RolloutShard.Tally()
    for shard in shards {
      tally.hits += shard.tally.hits
      tally.overrides += shard.tally.overrides
      tally.episodes += shard.tally.episodes
      tally.restarts += shard.tally.restarts
      tally.shapedSize += shard.tally.shapedSize
      tally.environmentSize += shard.tally.environmentSize
    }
    metrics[.environmentRewardSize] = tally.environmentSize / count
    if !table.entries.isEmpty {
      metrics[.alpha] = configuration.guidance.shapesRewards ? effectiveAlpha : 0
      metrics[.hitRate] = Double(tally.hits) / count
      metrics[.overrideRate] = Double(tally.overrides) / count
      metrics[.shapedRewardSize] = tally.shapedSize / count
      metrics[.restartRate] = Double(tally.restarts) / Double(max(1, tally.episodes))
    }
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

  /// Stops the run at the first reward or observation that is not finite, before anything has learnt from it.
  func checkRollout() throws {
    if let failure = shards.lazy.compactMap(\.failure).first { throw failure }
    if !rollout.rewards.isFinite {
      let sample = (0..<rollout.count).first { !rollout.rewards.base[$0].isFinite } ?? 0
      throw EnvironmentError.notFinite(quantity: "the reward", step: step + sample + 1)
    }
    guard case .dense(let dimension) = entry.spec.observation else { return }
    for sample in 0..<rollout.count where !rollout.rows.isFinite(row: sample, count: dimension) {
      throw EnvironmentError.notFinite(quantity: "the observation", step: step + sample)
    }
  }

  /// Stops the run when a loss or weight is no longer finite.
  func checkFinite(_ metrics: [MetricName: Double]) throws {
    for (name, value) in metrics.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where !value.isFinite {
      throw EnvironmentError.notFinite(quantity: name.rawValue, step: step)
    }
    guard network.parameters.isFinite else { throw EnvironmentError.notFinite(quantity: "a weight", step: step) }
  }
}
