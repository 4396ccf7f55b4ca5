import Networks
public import RLCore

/// An upper bound, and no method: the policy imitates a teacher that was trained for much longer on the states of recorded
/// episodes, a few times over, and then goes on with plain PPO.
///
/// It bounds what answers about recorded episodes could bring: an advisor that is never wrong, asked about every step of
/// them. Before the first rollout, for each of `oracle.epochs` passes over these states in shuffled minibatches,
///
///     L = −mean log π(a_T|s)
///
/// | symbol | code |
/// |---|---|
/// | a_T | the teacher's most probable action, or its mean one within the bounds |
/// | π | the run's policy; of a Gaussian one the mean only, since σ would shrink to nothing on actions that are not drawn |
///
/// Rate, ε and greatest gradient norm are those of the run, the moments are the imitation's own; V of a policy with one
/// trunk moves along. With no pass a run is plain PPO's bit for bit. The steps of the recorded episodes are charged, the
/// teacher's training is charged to nobody.
public final class OracleImitation: RolloutGuide {
  /// `oracle-imitation`.
  public let name = "oracle-imitation"
  private let entry: EnvironmentEntry
  private let configuration: PPOConfiguration
  private let material: OracleMaterial
  private var losses: [Double] = []
  private var isFirst = false

  /// Asks the teacher of `material` about the states of its episodes; throws where there is no teacher.
  public init(_ material: OracleMaterial, entry: EnvironmentEntry, configuration: PPOConfiguration) throws {
    _ = try material.teacher(of: name)
    self.material = material
    self.entry = entry
    self.configuration = configuration
  }

  /// What a checkpoint keeps: −log π(a_T|s) on average, before the first pass and after each. What was learnt is in the
  /// policy, so that nobody is asked again.
  public struct State: Codable, Equatable {
    var losses: [Double]
  }

  /// What a checkpoint keeps.
  public var state: State { State(losses: losses) }

  /// Goes on after another run's imitation.
  public func restore(_ state: State, at progress: RunProgress) throws { losses = state.losses }

  /// Imitates, where a run begins.
  public func prepare(_ origin: RunOrigin) throws {
    guard let teacher = material.teacher, configuration.oracle.epochs > 0, !material.episodes.isEmpty else { return }
    let lessons = try OracleLessons(material.episodes, of: teacher, entry)
    losses = lessons.teach(origin, configuration)
  }

  /// Notes whether the run begins.
  public func willPlay(_ progress: RunProgress) { isFirst = progress.step == 0 }

  /// Reports what is left of the loss, once.
  public func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double]) {
    if isFirst { metrics[.imitationLoss] = losses.last }
  }
}

extension RefinementMethod {
  /// `oracle-imitation`.
  static let oracleImitation = RefinementMethod(
    oracle: "oracle-imitation",
    "oracle, an upper bound: a policy trained for much longer is imitated on recorded states, then plain PPO",
    needsEpisodes: true, guide: { try OracleImitation($0, entry: $1, configuration: $2) })
}
