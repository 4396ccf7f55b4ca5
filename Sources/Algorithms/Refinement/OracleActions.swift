import Networks
public import RLCore

/// An upper bound, and no method: a teacher that was trained for much longer acts in the policy's place at any state, with
/// a probability that falls to 0.
///
/// It bounds what advice about actions could bring (ULTRA-A, arXiv:2505.20671): an advisor that is never wrong, at every
/// state, for nothing. At each step
///
///     a = a_T(s)  with probability p_t,  else a ~ π(·|s)
///
/// | symbol | code |
/// |---|---|
/// | a_T | the teacher's most probable action, or its mean one within the bounds |
/// | p_t | `OracleConfiguration.probability(at:)`: p · max(0, 1 − share of the run / `oracle.until`), p = `oracle.probability` |
/// | β | `guidance.imitationWeight`: with `imitation`, L = −β log π(a_T\|s) takes the place of the surrogate |
///
/// What the batch holds at such a step is `oracle.storedAction`, as ULTRA has it at an override. With p = 0 a run is plain
/// PPO's bit for bit. The teacher's training is charged to nobody.
public final class OracleActions: RolloutGuide {
  /// `oracle-actions`.
  public let name = "oracle-actions"
  private let entry: EnvironmentEntry
  private let configuration: PPOConfiguration
  private var teacher: OracleTeacher?
  private var parts: [OracleActionsPart] = []

  /// Asks the teacher of `material`; throws where there is none.
  public init(_ material: OracleMaterial, entry: EnvironmentEntry, configuration: PPOConfiguration) throws {
    teacher = try material.teacher(of: name)
    self.entry = entry
    self.configuration = configuration
  }

  /// What a checkpoint keeps.
  public struct State: Codable, Equatable {
    var teacher: OracleTeacher?
  }

  /// What a checkpoint keeps.
  public var state: State { State(teacher: teacher) }

  /// Goes on with another run's teacher.
  public func restore(_ state: State, at progress: RunProgress) throws {
    guard let kept = state.teacher else { throw SafetensorsError.malformed("the teacher of \(name) is missing") }
    teacher = kept
    try seat()
  }

  /// Seats the teacher in the shards.
  public func prepare(_ origin: RunOrigin) throws { try seat() }

  private func seat() throws {
    guard let network = try teacher?.makeNetwork(in: entry) else { return }
    for part in parts { part.voice = OracleVoice(network, entry) }
  }

  /// The part in one shard.
  public func makePart(_ environments: any EnvironmentShard) -> (any GuidePart)? {
    let part = OracleActionsPart(entry, environments.count, configuration.oracle.storedAction)
    parts.append(part)
    return part
  }

  /// Settles the probability for one rollout.
  public func willPlay(_ progress: RunProgress) {
    let probability = configuration.oracle.probability(at: progress.share)
    for part in parts { part.begin(probability) }
  }

  /// −log π(a_T|s), of weight β.
  public func loss(of sample: Int, logProbability: Float) -> GuideLoss {
    GuideLoss(value: -logProbability, slope: -Float(configuration.guidance.imitationWeight))
  }

  /// Reports the share of steps at which the teacher acted.
  public func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double]) {
    metrics[.imitationLoss] = sums.meanOwnLoss
    metrics[.overrideRate] = Double(parts.reduce(0) { $0 + $1.overrides }) / Double(rollout.count)
  }
}

/// The teacher's acting in one shard.
final class OracleActionsPart: GuidePart {
  /// The teacher, once it is known.
  var voice: OracleVoice?
  private(set) var overrides = 0
  private let storedAction: GuidanceConfiguration.StoredAction
  private var probability = 0.0
  /// What each environment shows (environments).
  private let rows: RowBuffer

  init(_ entry: EnvironmentEntry, _ count: Int, _ storedAction: GuidanceConfiguration.StoredAction) {
    self.storedAction = storedAction
    rows = RowBuffer(count: count, rowBytes: entry.spec.observation.rowBytes)
  }

  func begin(_ probability: Double) { (self.probability, overrides) = (probability, 0) }

  func observe(_ environment: Int, row: UnsafeRawPointer) {
    if probability > 0 { rows.row(environment).copyMemory(from: row, byteCount: rows.rowBytes) }
  }

  func override(at place: StepPlace, _ generator: inout SeededGenerator) -> ActionOverride? {
    guard probability > 0, let voice, generator.uniform() < probability else { return nil }
    overrides += 1
    return ActionOverride(
      action: voice.action(at: rows.row(place.environment)), entersBatch: storedAction != .sampled,
      hasOwnLoss: storedAction == .imitation)
  }
}

extension RefinementMethod {
  /// `oracle-actions`.
  static let oracleActions = RefinementMethod(
    oracle: "oracle-actions", "oracle, an upper bound: a policy trained for much longer acts, ever more rarely",
    guide: { try OracleActions($0, entry: $1, configuration: $2) })
}
