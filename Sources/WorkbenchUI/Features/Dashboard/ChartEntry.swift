import Canvas
import RLCore

/// How a value of a chart is written.
enum ValueForm: Sendable {
  case number, share, count, nats, steps, rate, perEpisode, perStep

  /// The value with its unit.
  func text(_ value: Double) -> String {
    switch self {
    case .number: significant(value)
    case .share: Self.percentage(value)
    case .count: abbreviated(value)
    case .nats: significant(value) + " nats"
    case .steps: abbreviated(value.rounded()) + " steps"
    case .rate: abbreviated(value) + " steps/s"
    case .perEpisode: significant(value) + " per episode"
    case .perStep: significant(value) + " per step"
    }
  }

  /// The value where there is no room for its unit.
  func short(_ value: Double) -> String {
    switch self {
    case .share: Self.percentage(value)
    case .count, .steps, .rate: abbreviated(value.rounded())
    case .number, .nats, .perEpisode, .perStep: significant(value)
    }
  }

  /// A share with a decimal where it is small: 3.4 %, 83 %.
  private static func percentage(_ share: Double) -> String {
    let size = (share * 100).magnitude
    return fixed(share * 100, size < 9.95 && size > 0 ? 1 : 0) + " %"
  }
}

/// A chart that can be chosen: its name, and the lines in it.
struct ChartEntry: Sendable {
  /// What a line shows.
  enum Value: Sendable {
    case metric(MetricName)
    /// The first over the second.
    case ratio(MetricName, MetricName)
  }

  /// A line and how it is written.
  struct Line: Sendable {
    var label: String
    var value: Value
    var form: ValueForm
    /// It has an axis of its own at the right edge.
    var isOnRight = false
  }

  /// By which the dashboard keeps it.
  let name: String
  /// What stands in its border.
  let title: String
  let lines: [Line]
  /// It is left out while it says the same as this metric.
  var repeats: MetricName?

  init(_ name: String, _ title: String, _ lines: [Line], repeating repeats: MetricName? = nil) {
    self.name = name
    self.title = title
    self.lines = lines
    self.repeats = repeats
  }

  /// A chart of one line.
  init(
    _ name: String, _ title: String, _ metric: MetricName, _ form: ValueForm = .number,
    repeating repeats: MetricName? = nil
  ) {
    self.init(name, title, [Line(label: title, value: .metric(metric), form: form)], repeating: repeats)
  }

  /// The charts, most telling first.
  static let catalog: [ChartEntry] = [
    ChartEntry("return", "return", .episodicReturn, .perEpisode),
    ChartEntry(
      "entropy-kl", "entropy, KL",
      [
        Line(label: "entropy", value: .metric(.entropy), form: .nats),
        Line(label: "KL", value: .metric(.approximateKL), form: .number, isOnRight: true),
      ]),
    ChartEntry(
      "hits", "guidance hits",
      [
        Line(label: "hit", value: .metric(.hitRate), form: .share),
        Line(label: "override", value: .metric(.overrideRate), form: .share),
      ]),
    ChartEntry("shaped", "return with guidance", .shapedReturn, .perEpisode, repeating: .episodicReturn),
    ChartEntry("value-loss", "value loss", .valueLoss),
    ChartEntry(
      "guidance", "weight of guidance",
      [
        Line(label: "|a r_LLM| / |r_env|", value: .ratio(.shapedRewardSize, .environmentRewardSize), form: .share),
        Line(label: "alpha", value: .metric(.alpha), form: .number, isOnRight: true),
      ]),
    ChartEntry("variance", "explained variance", .explainedVariance, .share),
    ChartEntry("policy-loss", "policy loss", .policyLoss),
    ChartEntry("clipped", "clipped samples", .clipFraction, .share),
    ChartEntry("length", "episode length", .episodicLength, .steps),
    ChartEntry("speed", "speed", .stepsPerSecond, .rate),
    ChartEntry(
      "time", "share of the time",
      [
        Line(label: "playing", value: .metric(.playingShare), form: .share),
        Line(label: "learning", value: .metric(.learningShare), form: .share),
        Line(label: "other", value: .metric(.otherShare), form: .share),
      ]),
    ChartEntry("gradient", "gradient norm", .gradientNorm),
    ChartEntry(
      "imitation", "agreement, imitation",
      [
        Line(label: "agreement", value: .metric(.agreement), form: .share),
        Line(label: "imitation loss", value: .metric(.imitationLoss), form: .number, isOnRight: true),
      ]),
    ChartEntry("rate", "learning rate", .learningRate),
    ChartEntry(
      "table", "guidance table",
      [
        Line(label: "entries", value: .metric(.guidanceEntries), form: .count),
        Line(label: "retired", value: .metric(.retiredEntries), form: .count),
      ]),
    ChartEntry("restarts", "restarts at critical states", .restartRate, .share),
    ChartEntry("novelty", "novelty loss", .noveltyLoss),
    ChartEntry("failed", "failed episodes", .failedEpisodes, .count),
  ]

  /// The chart of that name: one of the catalog, or that of a single metric by its own name.
  static func named(_ name: String) -> ChartEntry? {
    catalog.first { $0.name == name } ?? MetricName(rawValue: name).map(single)
  }

  /// A chart of one metric, as the table of metrics names it.
  static func single(_ metric: MetricName) -> ChartEntry {
    let row = MetricRow.row(of: metric)
    return ChartEntry(metric.rawValue, row.label, metric, row.form)
  }

  /// Whether a run has something to draw.
  func hasData(in run: RunCurves) -> Bool {
    guard lines.contains(where: { !$0.value.points(in: run).isEmpty }) else { return false }
    guard let repeats, case .metric(let own) = lines.first?.value else { return true }
    let (one, other) = (run.points[own] ?? [], run.points[repeats] ?? [])
    return one.count != other.count || zip(one, other).contains { $0.value != $1.value }
  }
}

extension ChartEntry.Value {
  /// The points of a run, in order of steps.
  func points(in run: RunCurves) -> [MetricPoint] {
    switch self {
    case .metric(let name): return run.points[name] ?? []
    case .ratio(let above, let below):
      // Both are recorded with every update, so that their points fall together.
      return zip(run.points[above] ?? [], run.points[below] ?? []).compactMap { top, bottom in
        guard top.moment == bottom.moment, bottom.value > 0 else { return nil }
        var point = top
        point.value /= bottom.value
        point.low /= bottom.value
        point.high /= bottom.value
        point.trend /= bottom.trend
        return point
      }
    }
  }

  /// The latest value as it was measured; the last point of a long run may be the mean of a few.
  func latest(in run: RunCurves) -> Double? {
    if case .metric(let name) = self, let value = run.metrics[name] { return value }
    return points(in: run).last?.value
  }
}
