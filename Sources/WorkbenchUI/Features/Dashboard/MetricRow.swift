import RLCore

/// How one metric is named and written in a table.
struct MetricRow: Sendable {
  let metric: MetricName
  let label: String
  let form: ValueForm

  private init(_ metric: MetricName, _ label: String, _ form: ValueForm = .number) {
    self.metric = metric
    self.label = label
    self.form = form
  }

  /// Every metric, most telling first, because a small pane shows only the beginning.
  static let all: [MetricRow] = [
    MetricRow(.episodicReturn, "return", .perEpisode), MetricRow(.shapedReturn, "with r_LLM", .perEpisode),
    MetricRow(.hitRate, "hit rate", .share), MetricRow(.overrideRate, "override", .share),
    MetricRow(.entropy, "entropy", .nats), MetricRow(.approximateKL, "KL"),
    MetricRow(.explainedVariance, "expl. var.", .share), MetricRow(.valueLoss, "value loss"),
    MetricRow(.policyLoss, "policy loss"), MetricRow(.clipFraction, "clipped", .share),
    MetricRow(.episodicLength, "steps/game", .count), MetricRow(.stepsPerSecond, "steps/s", .count),
    MetricRow(.playingShare, "playing", .share), MetricRow(.learningShare, "learning", .share),
    MetricRow(.otherShare, "other time", .share),
    MetricRow(.gradientNorm, "gradient"), MetricRow(.learningRate, "learn rate"), MetricRow(.alpha, "alpha"),
    MetricRow(.shapedRewardSize, "|a r_LLM|", .perStep), MetricRow(.environmentRewardSize, "|r_env|", .perStep),
    MetricRow(.agreement, "agreement", .share), MetricRow(.imitationLoss, "imitation"),
    MetricRow(.guidanceEntries, "entries", .count), MetricRow(.retiredEntries, "retired", .count),
    MetricRow(.evidenceSteps, "evidence", .count),
    MetricRow(.restartRate, "restarts", .share), MetricRow(.noveltyLoss, "novelty"),
    MetricRow(.failedEpisodes, "failed", .count), MetricRow(.oldApproximateKL, "old KL"),
  ]

  /// The row of a metric.
  static func row(of metric: MetricName) -> MetricRow {
    all.first { $0.metric == metric } ?? MetricRow(metric, metric.rawValue)
  }
}
