import Networks
public import RLCore

/// LLM-RND: at critical states novelty is paid in the place of r_LLM.
///
/// ULTRA (arXiv:2505.20671) compares itself with a baseline of this name and, as far as is known, does not define it.
/// Our reading: the language model names the critical states, and the bonus of random network distillation takes the
/// place of its reward, so that the comparison tells r_LLM from statistical novelty and changes nothing else:
///
///     r = r_env + α b̃(s_{t+1})        where s_t matches an entry of the table
///
/// Matching and α, with its schedule, are ULTRA-R's; b̃ is in [0, 1] as |r_LLM| is (`RandomDistillation`). Actions of the
/// table are not used, neither to override nor as a condition of being paid: novelty judges no action. With α = 0, or
/// without a table, a run is plain PPO's bit for bit.
public final class LLMRND: RolloutGuide, AlphaAdjustable {
  /// `llm-rnd`.
  public let name = "llm-rnd"
  /// α as it is set.
  public var alpha: Double {
    didSet { if alpha != oldValue { alphaHistory.append(CurvePoint(step: Double(step), value: alpha)) } }
  }

  private let entry: EnvironmentEntry
  private let configuration: PPOConfiguration
  private var table: GuidanceTable
  private var matcher: GuidanceMatcher
  private var alphaHistory: [CurvePoint] = []
  private var step = 0
  private var parts: [LLMRNDPart] = []
  private var novelty: RandomDistillation?
  private var watch = FailureWatch()
  /// α of the update under way, with its schedule.
  private var weight = 0.0
  private var paid = 0.0

  /// Guides by the states of `table`.
  public init(table: GuidanceTable, entry: EnvironmentEntry, configuration: PPOConfiguration) throws {
    try table.check(entry)
    try GuidanceMatcher.check(configuration.guidance, entry)
    self.table = table
    self.entry = entry
    self.configuration = configuration
    alpha = configuration.guidance.alpha
    matcher = GuidanceMatcher(table: table, configuration: configuration.guidance, entry: entry)
  }

  /// What a checkpoint keeps.
  public struct State: Codable, Equatable {
    var table: GuidanceTable
    var alpha: Double
    var alphaHistory: [CurvePoint]
    var novelty: RandomDistillation.State?
  }

  /// What a checkpoint keeps.
  public var state: State {
    State(table: table, alpha: alpha, alphaHistory: alphaHistory, novelty: novelty?.state)
  }

  /// Goes on with another run's table, α and networks.
  public func restore(_ state: State, at progress: RunProgress) throws {
    try state.table.check(entry)
    table = state.table
    matcher = GuidanceMatcher(table: table, configuration: configuration.guidance, entry: entry)
    step = progress.step
    alpha = state.alpha
    alphaHistory = state.alphaHistory
    if let kept = state.novelty { try novelty?.restore(kept) }
  }

  /// Rewards.
  public let alphaTarget = AlphaTarget.rewards

  /// α, where there is a table.
  public var adjustable: (any AlphaAdjustable)? { table.entries.isEmpty ? nil : self }

  /// Draws the networks.
  public func prepare(_ origin: RunOrigin) { novelty = RandomDistillation(origin, entry, configuration) }

  /// The part in one shard.
  public func makePart(_ environments: any EnvironmentShard) -> (any GuidePart)? {
    let part = LLMRNDPart(entry, matcher, environments)
    parts.append(part)
    return part
  }

  /// Settles α for one rollout.
  public func willPlay(_ progress: RunProgress) {
    weight = alpha * configuration.guidance.alphaSchedule.share(at: progress)
    for part in parts { part.begin(matcher) }
  }

  /// Pays α b̃ for the steps from states that matched.
  public func didPlay(_ rollout: Rollout, _ progress: RunProgress) {
    step = progress.step
    paid = 0
    guard weight != 0, parts.contains(where: { !$0.matched.isEmpty }), let novelty else { return }
    let bonuses = novelty.bonuses(of: rollout)
    for sample in parts.flatMap(\.matched) {
      let bonus = Float(weight) * bonuses[sample]
      rollout.rewards.base[sample] += bonus
      paid += Double(abs(bonus))
    }
  }

  /// Trains f̂ on the whole rollout, and reports matches and what was paid.
  public func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double]) {
    guard !table.entries.isEmpty else { return }
    metrics[.alpha] = weight
    metrics[.hitRate] = Double(parts.reduce(0) { $0 + $1.matched.count }) / Double(rollout.count)
    metrics[.shapedRewardSize] = paid / Double(rollout.count)
    metrics[.noveltyLoss] = novelty?.learn(from: rollout)
    watch.observe(metrics, table: table)
  }

  /// Signs that guidance fails.
  public func alerts() -> [(title: String, detail: String)] { watch.take() }
}

/// Remembers which samples of a rollout matched, in one shard.
final class LLMRNDPart: GuidePart {
  private let space: ObservationSpace
  private let environments: any EnvironmentShard
  private var features: [Float]
  private var matcher: GuidanceMatcher
  /// Whether each environment's present state matches (environments).
  private var isMatched: [Bool]
  /// Samples that matched, in order.
  private(set) var matched: [Int] = []

  init(_ entry: EnvironmentEntry, _ matcher: GuidanceMatcher, _ environments: any EnvironmentShard) {
    self.matcher = matcher
    self.environments = environments
    space = entry.spec.observation
    features = [Float](repeating: 0, count: max(1, entry.featureNames.count))
    isMatched = [Bool](repeating: false, count: environments.count)
  }

  func begin(_ matcher: GuidanceMatcher) {
    self.matcher = matcher
    matched.removeAll(keepingCapacity: true)
  }

  func observe(_ environment: Int, row: UnsafeRawPointer) {
    isMatched[environment] =
      features.withUnsafeMutableBufferPointer { scratch in
        scratch.baseAddress.map { matcher.match(row: row, space: space, shard: environments, scratch: $0) } ?? -1
      } >= 0
  }

  /// Nothing yet: what is new is known when the rollout is over. A step that failed is not paid.
  func reward(at place: StepPlace, action: UnsafePointer<Float>, _ outcome: StepOutcome) -> Float {
    if isMatched[place.environment], !outcome.hasFailed { matched.append(place.sample) }
    return 0
  }
}

extension RefinementMethod {
  /// `llm-rnd`.
  static let llmRND = RefinementMethod(
    "llm-rnd", "novelty is paid at critical states in the place of r_LLM", needsGuidance: true,
    guide: { try LLMRND(table: $0, entry: $1, configuration: $2) })
}
