package import RLCore

/// A run of another program as its log tells of it: the curves that the dashboard has charts for, and the latest values of
/// all.
package struct WatchedRun: Sendable {
  /// What a metric of ours is called in another log, and what has to be done to it.
  private struct Source {
    var metric: MetricName
    var sign = 1.0
  }

  /// Names of Stable-Baselines3, and of CleanRL where ours are others. Its entropy loss is the entropy's negative.
  private static let sources: [String: Source] = [
    "rollout/ep_rew_mean": Source(metric: .episodicReturn), "rollout/ep_len_mean": Source(metric: .episodicLength),
    "time/fps": Source(metric: .stepsPerSecond), "train/learning_rate": Source(metric: .learningRate),
    "train/value_loss": Source(metric: .valueLoss), "train/critic_loss": Source(metric: .valueLoss),
    "train/policy_gradient_loss": Source(metric: .policyLoss), "train/policy_loss": Source(metric: .policyLoss),
    "train/actor_loss": Source(metric: .policyLoss), "train/entropy_loss": Source(metric: .entropy, sign: -1),
    "train/approx_kl": Source(metric: .approximateKL), "train/clip_fraction": Source(metric: .clipFraction),
    "train/explained_variance": Source(metric: .explainedVariance), "losses/td_loss": Source(metric: .valueLoss),
    "losses/qf_loss": Source(metric: .valueLoss), "losses/actor_loss": Source(metric: .policyLoss),
  ]
  /// Names that are kept at most.
  static let mostNames = 2_000
  /// Episodes whose mean a return is, where a log has one for each.
  private static let episodesInMean = 100

  /// Its name: the folder of its log, from the folder that is watched on.
  package let name: String
  /// What its log is, in words.
  package let source: String
  /// Records read so far.
  package private(set) var records = 0
  /// Pieces that could not be read and were passed over.
  package private(set) var damaged = 0
  /// The last step that something was recorded at.
  package private(set) var step = 0
  /// The latest value of each name.
  package private(set) var latest: [String: Double] = [:]
  /// The time of its latest record.
  private(set) var time = -Double.infinity
  private var curves: [MetricName: MetricCurve] = [:]
  private var lastSteps: [MetricName: Int] = [:]
  private var metrics: [MetricName: Double] = [:]
  private var began: Double?
  private var firstStep: Int?
  private var episodes: [(reward: Double, length: Double)] = []
  private var episodeCount = 0.0
  private var moment = RunMoment()

  init(name: String, source: String) { (self.name, self.source) = (name, source) }

  /// As screens draw it.
  package var runCurves: RunCurves {
    RunCurves(run: name, points: curves.mapValues(\.points), marks: [], metrics: metrics)
  }

  /// The names of which there is no chart, in order.
  package var otherNames: [String] {
    latest.keys.filter { Self.metric($0) == nil && !$0.hasPrefix("monitor/") }.sorted()
  }

  /// Takes what its log has next. A value of a step before the last one of its name is on the curves already.
  mutating func take(_ news: WatchedNews) {
    switch news {
    case .damaged: damaged += 1
    case .begun(let step):
      guard let firstStep, step <= firstStep else { return }
      let damaged = damaged
      self = WatchedRun(name: name, source: source)
      self.damaged = damaged
    case .record(let record): take(record)
    }
  }

  private mutating func take(_ record: WatchedRecord) {
    records += 1
    step = max(step, record.step)
    firstStep = min(firstStep ?? record.step, record.step)
    if record.time.isFinite {
      time = max(time, record.time)
      let start = began ?? record.time
      began = start
      moment.wallSeconds = max(moment.wallSeconds, record.time - start)
    }
    for scalar in record.values where latest[scalar.tag] != nil || latest.count < Self.mostNames {
      latest[scalar.tag] = scalar.value
    }
    for (metric, value) in values(of: record) where value.isFinite && record.step >= lastSteps[metric] ?? .min {
      lastSteps[metric] = record.step
      metrics[metric] = value
      moment.step = Double(record.step)
      moment.episodes = episodeCount
      curves[metric, default: MetricCurve()].append(value, at: moment)
    }
  }

  private static func metric(_ tag: String) -> Source? {
    sources[tag] ?? MetricName(rawValue: tag).map { Source(metric: $0) }
  }

  /// What a record says of our metrics.
  private mutating func values(of record: WatchedRecord) -> [(MetricName, Double)] {
    var found = record.values.compactMap { scalar in
      Self.metric(scalar.tag).map { ($0.metric, $0.sign * scalar.value) }
    }
    let own = Dictionary(record.values.map { ($0.tag, $0.value) }, uniquingKeysWith: { $1 })
    if let reward = own[MonitorReader.episodeReturn], let length = own[MonitorReader.episodeLength] {
      episodeCount += 1
      episodes = episodes.suffix(Self.episodesInMean - 1) + [(reward, length)]
      let count = Double(episodes.count)
      found.append((.episodicReturn, episodes.reduce(0) { $0 + $1.reward } / count))
      found.append((.episodicLength, episodes.reduce(0) { $0 + $1.length } / count))
    }
    return found
  }
}
