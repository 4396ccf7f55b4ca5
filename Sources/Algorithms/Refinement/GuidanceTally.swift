import RLCore

/// What a table did in one rollout of one shard, or of all.
struct GuidanceTally {
  var hits = 0
  var overrides = 0
  var episodes = 0
  var restarts = 0
  /// Σ |what r_LLM adds to rewards|.
  var shapedSize = 0.0

  mutating func add(_ other: GuidanceTally) {
    hits += other.hits
    overrides += other.overrides
    episodes += other.episodes
    restarts += other.restarts
    shapedSize += other.shapedSize
  }

  /// Adds shares of `samples` steps, and of the episodes, to `metrics`.
  func report(samples: Int, into metrics: inout [MetricName: Double]) {
    let count = Double(samples)
    metrics[.hitRate] = Double(hits) / count
    metrics[.overrideRate] = Double(overrides) / count
    metrics[.shapedRewardSize] = shapedSize / count
    metrics[.restartRate] = Double(restarts) / Double(max(1, episodes))
  }
}
