import Networks
public import RLCore

/// An upper bound, and no method: the values of a teacher that was trained for much longer shape the reward as a potential.
///
/// It bounds what advice about states could bring. At each step
///
///     r = r_env + w (γ Φ(s') − Φ(s)),   Φ = V_T
///
/// which leaves the best policy what it is (Ng, Harada and Russell, 1999). Φ of a terminal state is 0; where an episode is
/// cut by its limit Φ(s') is that of its last observation, since there the value is bootstrapped too. Over an episode of T
/// steps the discounted terms then sum to −w Φ(s_0), or to w (γ^T Φ(s_T) − Φ(s_0)) where it was cut.
///
/// | symbol | code |
/// |---|---|
/// | w | `oracle.weight` |
/// | γ | `gamma` of the run |
/// | V_T | the teacher's value, brought to rewards of the environment by `OracleTeacher.valueUnit` |
///
/// A teacher whose rewards were normalised has values in units of a deviation that moved while it was trained, and they
/// are brought back by the last one: Φ is V_T up to a factor near 1, and any Φ shapes without harm. Where the run
/// normalises rewards, shaped ones are divided as others are and not clipped, as clipping would end the sum above.
///
/// With w = 0 a run is plain PPO's bit for bit. The teacher's training is charged to nobody.
public final class OraclePotential: RolloutGuide {
  /// `oracle-potential`.
  public let name = "oracle-potential"
  private let entry: EnvironmentEntry
  private let configuration: PPOConfiguration
  private var teacher: OracleTeacher?
  private var parts: [OraclePotentialPart] = []

  /// Asks the teacher of `material`; throws where there is none, or where nobody knows the unit of its values.
  public init(_ material: OracleMaterial, entry: EnvironmentEntry, configuration: PPOConfiguration) throws {
    teacher = try material.teacher(of: name)
    self.entry = entry
    self.configuration = configuration
    guard teacher == nil || teacher?.valueUnit != nil else {
      throw InvalidSettingError(
        key: "oracle.teacher", value: "a policy without its training",
        valid: "a policy that was trained here: the unit of its values is that of its rewards in training")
    }
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
    guard let teacher, let unit = teacher.valueUnit else { return }
    let network = try teacher.makeNetwork(in: entry)
    for part in parts { part.take(OracleVoice(network, entry), unit: Float(unit)) }
  }

  /// Whatever a difference of potentials is, it counts as a whole.
  public var keepsRewardsWhole: Bool { configuration.oracle.weight != 0 }

  /// The part in one shard.
  public func makePart(_ environments: any EnvironmentShard) -> (any GuidePart)? {
    let part = OraclePotentialPart(entry, environments, configuration)
    parts.append(part)
    return part
  }

  /// Begins to count anew.
  public func willPlay(_ progress: RunProgress) {
    for part in parts { part.paid = 0 }
  }

  /// Reports the mean size of what was added.
  public func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double]) {
    metrics[.shapedRewardSize] = parts.reduce(0) { $0 + $1.paid } / Double(rollout.count)
  }
}

/// Shaping in one shard.
final class OraclePotentialPart: GuidePart {
  /// Σ |w (γ Φ(s') − Φ(s))| of the latest rollout.
  var paid = 0.0
  private let environments: any EnvironmentShard
  private let weight: Float
  private let discount: Float
  private var voice: OracleVoice?
  private var unit: Float = 1
  /// Φ of what each environment shows; nil where nobody has looked since its episode began (environments).
  private var potentials: [Float?]
  private let next: RowBuffer

  init(_ entry: EnvironmentEntry, _ environments: any EnvironmentShard, _ configuration: PPOConfiguration) {
    self.environments = environments
    weight = Float(configuration.oracle.weight)
    discount = Float(configuration.discount)
    potentials = [Float?](repeating: nil, count: environments.count)
    next = RowBuffer(count: 1, rowBytes: entry.spec.observation.rowBytes)
  }

  func take(_ voice: OracleVoice, unit: Float) { (self.voice, self.unit) = (voice, unit) }

  func observe(_ environment: Int, row: UnsafeRawPointer) {
    guard weight != 0, potentials[environment] == nil, let voice else { return }
    potentials[environment] = unit * voice.value(at: row)
  }

  /// w (γ Φ(s') − Φ(s)). A step that failed ends its episode as terminated, so that Φ(s') is 0.
  func reward(at place: StepPlace, action: UnsafePointer<Float>, _ outcome: StepOutcome) -> Float {
    guard weight != 0, let voice, let before = potentials[place.environment] else { return 0 }
    var after: Float = 0
    if !outcome.terminated {
      environments.observe(place.environment, into: next.base)
      after = unit * voice.value(at: next.base)
    }
    potentials[place.environment] = outcome.isOver ? nil : after
    let extra = weight * (discount * after - before)
    paid += Double(abs(extra))
    return extra
  }
}

extension RefinementMethod {
  /// `oracle-potential`.
  static let oraclePotential = RefinementMethod(
    oracle: "oracle-potential", "oracle, an upper bound: values of a policy trained for much longer shape the reward",
    guide: { try OraclePotential($0, entry: $1, configuration: $2) })
}
