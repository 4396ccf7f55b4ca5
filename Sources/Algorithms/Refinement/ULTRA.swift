public import RLCore

/// ULTRA: a language model's suggestions at critical states act on the rollout of PPO.
///
/// Paper: Tan, Yan and Yang, 2025, arXiv:2505.20671. The table holds (s, a_LLM, r_LLM) of critical states. At a state
/// that matches one of them
///
///     a_true = a_LLM             with ULTRA-A, else a_true ~ π(·|s)
///     r = r_env + α r_LLM        with ULTRA-R, where a_true is the suggested action
///
/// and ULTRA-RA does both. What the paper leaves open is a case of `GuidanceConfiguration`: what matches
/// (`GuidanceMatcher`), which action the batch holds, whether advantages reach over overrides, whether r_LLM needs
/// the action, and how overrides and α fade.
/// Of an advised sequence its first action counts: the paper has one action at a state.
/// An entry's state may also be a start of episodes (`restartProbability`, RICE's mixture, arXiv:2405.03064).
///
/// | symbol | code |
/// |---|---|
/// | s ∈ C | a match: `GuidanceMatcher.match` |
/// | a_LLM, r_LLM | `GuidanceEntry.action`, `.reward` |
/// | α | `alpha`; `weight` with its schedule |
/// | β | `configuration.imitationWeight`: L = −β log π(a_LLM\|s) in place of the surrogate |
///
/// With α = 0 and no overrides a run is plain PPO's bit for bit: matching draws nothing, and what is drawn comes from a
/// generator of the guide's own.
public final class ULTRA: RolloutGuide, AlphaAdjustable {
  /// The variant's name in the catalog.
  public let name: String
  /// α as it is set.
  public var alpha: Double {
    didSet { if alpha != oldValue { alphaHistory.append(CurvePoint(step: Double(step), value: alpha)) } }
  }

  private let configuration: GuidanceConfiguration
  private let entry: EnvironmentEntry
  private var table: GuidanceTable
  private var matcher: GuidanceMatcher
  private var alphaHistory: [CurvePoint] = []
  private var step = 0
  private var parts: [ULTRAPart] = []
  private var watch = FailureWatch()
  /// α of the update under way, with its schedule.
  private var weight = 0.0

  /// Guides by `table`, as `configuration` says.
  public init(table: GuidanceTable, entry: EnvironmentEntry, configuration: GuidanceConfiguration) throws {
    try table.check(entry)
    name = Self.name(of: configuration)
    self.configuration = configuration
    self.entry = entry
    self.table = table
    alpha = configuration.alpha
    matcher = GuidanceMatcher(table: table, configuration: configuration, entry: entry)
    try configuration.check(entry)
    guard configuration.credit == .method || configuration.credit == .additive else {
      throw InvalidSettingError(
        key: "guidance.credit", value: configuration.credit.rawValue,
        valid: "additive with \(name); coach-* takes the others")
    }
  }

  /// The variant that settings ask for.
  static func name(of configuration: GuidanceConfiguration) -> String {
    configuration.overridesActions ? configuration.shapesRewards ? "ultra-ra" : "ultra-a" : "ultra-r"
  }

  /// What a checkpoint keeps.
  public struct State: Codable, Equatable {
    var table: GuidanceTable
    var alpha: Double
    var alphaHistory: [CurvePoint]
  }

  /// What a checkpoint keeps.
  public var state: State { State(table: table, alpha: alpha, alphaHistory: alphaHistory) }

  /// Goes on with another run's table and α.
  public func restore(_ state: State, at progress: RunProgress) throws {
    try state.table.check(entry)
    table = state.table
    matcher = GuidanceMatcher(table: table, configuration: configuration, entry: entry)
    step = progress.step
    alpha = state.alpha
    alphaHistory = state.alphaHistory
  }

  /// Rewards.
  public let alphaTarget = AlphaTarget.rewards

  /// Only a variant that adds r_LLM has a use for α.
  public var adjustable: (any AlphaAdjustable)? {
    configuration.shapesRewards && !table.entries.isEmpty ? self : nil
  }

  /// The part in one shard.
  public func makePart(_ environments: any EnvironmentShard) -> (any GuidePart)? {
    let part = ULTRAPart(configuration, entry, matcher, environments)
    parts.append(part)
    return part
  }

  /// Settles α and the share of overrides for one rollout.
  public func willPlay(_ progress: RunProgress) {
    weight = alpha * configuration.alphaSchedule.share(at: progress)
    let share = configuration.schedule.share(at: progress)
    for part in parts {
      part.begin(matcher, weight: weight, overrideProbability: configuration.overridesActions ? share : 0)
    }
  }

  /// Notes where the run is.
  public func didPlay(_ rollout: Rollout, _ progress: RunProgress) { step = progress.step }

  /// −log π(a_LLM|s), of weight β.
  public func loss(of sample: Int, logProbability: Float) -> GuideLoss {
    GuideLoss(value: -logProbability, slope: -Float(configuration.imitationWeight))
  }

  /// Reports what guidance did in the rollout, and watches for signs that it fails.
  public func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double]) {
    metrics[.imitationLoss] = sums.meanOwnLoss
    guard !table.entries.isEmpty else { return }
    var tally = GuidanceTally()
    for part in parts { tally.add(part.tally) }
    metrics[.alpha] = configuration.shapesRewards ? weight : 0
    tally.report(samples: rollout.count, into: &metrics)
    watch.observe(metrics, table: table)
  }

  /// Signs that guidance fails.
  public func alerts() -> [(title: String, detail: String)] { watch.take() }
}

/// ULTRA in one shard.
final class ULTRAPart: GuidePart {
  private let configuration: GuidanceConfiguration
  private let space: ObservationSpace
  private let environments: any EnvironmentShard
  private let features: UnsafeMutableBufferPointer<Float>
  /// The entry that each environment's present state matches, or -1 (environments).
  private var matches: [Int]
  private var matcher: GuidanceMatcher
  private var weight = 0.0
  private var overrideProbability = 0.0
  private(set) var tally = GuidanceTally()

  init(
    _ configuration: GuidanceConfiguration, _ entry: EnvironmentEntry, _ matcher: GuidanceMatcher,
    _ environments: any EnvironmentShard
  ) {
    self.configuration = configuration
    self.matcher = matcher
    self.environments = environments
    space = entry.spec.observation
    features = .allocate(capacity: max(1, entry.featureNames.count))
    features.initialize(repeating: 0)
    matches = [Int](repeating: -1, count: environments.count)
  }

  deinit { features.deallocate() }

  func begin(_ matcher: GuidanceMatcher, weight: Double, overrideProbability: Double) {
    self.matcher = matcher
    self.weight = weight
    self.overrideProbability = overrideProbability
    tally = GuidanceTally()
  }

  func observe(_ environment: Int, row: UnsafeRawPointer) {
    guard let scratch = features.baseAddress else { return }
    matches[environment] = matcher.match(row: row, space: space, shard: environments, scratch: scratch)
  }

  func override(at place: StepPlace, _ generator: inout SeededGenerator) -> ActionOverride? {
    let match = matches[place.environment]
    guard match >= 0 else { return nil }
    tally.hits += 1
    guard
      overrideProbability >= 1 || (overrideProbability > 0 && generator.uniform() < overrideProbability)
    else { return nil }
    tally.overrides += 1
    return ActionOverride(
      action: matcher.entries[match].action, entersBatch: configuration.storedAction != .sampled,
      hasOwnLoss: configuration.storedAction == .imitation, isApart: configuration.trace == .cut)
  }

  /// α r_LLM at a matched state, when the executed action earns it; nothing for a step that failed.
  func reward(at place: StepPlace, action: UnsafePointer<Float>, _ outcome: StepOutcome) -> Float {
    let match = matches[place.environment]
    guard match >= 0, configuration.shapesRewards, !outcome.hasFailed else { return 0 }
    if configuration.rewardTarget == .stateAction,
      !matcher.agrees(action, with: match, tolerance: Float(configuration.actionTolerance))
    {
      return 0
    }
    let bonus = Float(weight * matcher.entries[match].reward)
    tally.shapedSize += Double(abs(bonus))
    return bonus
  }

  /// Starts an episode at a critical state with the configured probability.
  func begin(_ environment: Int, _ generator: inout SeededGenerator) throws {
    tally.episodes += 1
    let starts = CriticalStarts(entries: matcher.entries, probability: configuration.restartProbability)
    if try starts.begin(environment, of: environments, &generator) { tally.restarts += 1 }
  }
}
