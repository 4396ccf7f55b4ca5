public import RLCore

/// A policy of another program, fitted to an environment: a network of ours that computes the same.
///
/// | in the file | here |
/// |---|---|
/// | towers of different widths | the narrower one is filled up with units of weights 0, which stay 0 in training |
/// | shared layers below towers of their own | a copy in each tower; nothing changes until training goes on |
/// | shared layers alone | one trunk |
/// | a time feature: the last number seen, what is left of an episode | held at 1 and folded into the first bias |
/// | gSDE: σ(s)² = h(s)² exp(2 log σ), h the last hidden layer | the mean of σ(s)² over drawn observations |
/// | ε of the normaliser | what it has over 1e-8 is added to the variance, which gives the same |
///
/// The time feature's own wrapper holds it at 1 in its test mode. With gSDE the mean action is the same, draws are not.
///
/// Refused, with the reason: towers of different depths, a normaliser that clips elsewhere than at ±10, spaces or
/// bounds of other sizes.
public struct PolicyImport: Sendable {
  /// The network's shape.
  public let shape: NetworkShape
  /// The weights, as `PolicyFile` names them.
  public let tensors: [Tensor]
  /// The observation normaliser, where there is one.
  public let normaliser: RunningStatistics?
  /// The normaliser of rewards, where there was one.
  public let rewardStatistics: RunningStatistics?
  /// Whether the critic is in units of normalised rewards; nil where nothing is known of that.
  public let normalisesRewards: Bool?
  /// What is known of its training.
  public let origin: ForeignPolicy.Origin
  /// What a person should know about it, a sentence each.
  public let notes: [String]

  /// Steps of training that a file may say; `--steps` takes no more.
  private static let mostSteps = 1_000_000_000_000

  /// Fits `policy` to the environment of `spec`.
  ///
  /// - Parameters:
  ///   - timeFeature: what a time feature is held at, where the policy sees one.
  ///   - logDeviation: log σ of continuous actions whose spread the file does not state.
  /// - Throws: `PolicyImportError`, which says both sizes where these do not fit.
  public init(
    _ policy: ForeignPolicy, to spec: EnvironmentSpec, timeFeature: Double = 1, logDeviation: Double = 0
  ) throws(PolicyImportError) {
    guard case .dense(let dimension) = spec.observation else {
      throw .misfit("\(spec.id) shows sparse frames, which no policy over vectors can see; name another environment")
    }
    try Self.checkActions(policy, spec)
    var fitting = try PolicyFitting(policy)
    try fitting.fit(inputs: dimension, id: spec.id, timeFeature: timeFeature)
    try fitting.settleDeviation(unstated: spec.action.count > 0 ? nil : logDeviation)
    try fitting.evenTowers()
    let isShared = fitting.critic.isEmpty
    let hidden = (isShared ? fitting.trunk : fitting.actor.dropLast()).map(\.outputs)
    guard !hidden.isEmpty, hidden.allSatisfy({ (1...4096).contains($0) }), hidden.count <= 64 else {
      throw .unsupported(
        "the policy has hidden layers of \(hidden) units; one layer at least, of 1 to 4096 each, is taken")
    }
    let start = min(max(policy.deviation == .unstated ? Float(logDeviation) : policy.initialLogDeviation, -10), 2)
    shape = NetworkShape(
      observation: spec.observation, hidden: hidden, activation: policy.activation, isShared: isShared,
      policyOutputs: policy.outputs,
      initialLogDeviation: fitting.logDeviation == nil ? nil : start.isFinite ? start : 0)
    guard shape.isPossible else { throw .unsupported("the policy has more weights than a network may have") }
    tensors = fitting.tensors
    let normaliser = fitting.normaliser
    self.normaliser = normaliser.flatMap {
      RunningStatistics(mean: $0.mean, variance: $0.variance, count: $0.count)
    }
    rewardStatistics = normaliser?.returns.flatMap {
      RunningStatistics(mean: [0], variance: [$0.variance], count: $0.count)
    }
    normalisesRewards = rewardStatistics != nil ? true : policy.knowsRewards ? false : nil
    var origin = policy.origin
    origin.steps = min(max(0, origin.steps), Self.mostSteps)
    self.origin = origin
    notes = policy.notes + fitting.notes
  }

  private static func checkActions(_ policy: ForeignPolicy, _ spec: EnvironmentSpec) throws(PolicyImportError) {
    let outputs = policy.outputs
    switch (spec.action, policy.deviation) {
    case (.discrete(let names), .none), (.discrete(let names), .unstated):
      guard names.count == outputs else {
        throw .misfit("the policy chooses among \(outputs) actions and \(spec.id) has \(names.count)")
      }
    case (.box(let low, let high), .constant), (.box(let low, let high), .stateDependent),
      (.box(let low, let high), .unstated):
      guard low.count == outputs else {
        throw .misfit("the policy acts by \(outputs) numbers and \(spec.id) takes \(low.count)")
      }
      guard case .box(let ownLow, let ownHigh)? = policy.action, ownLow.count == outputs else { return }
      for index in low.indices where ownLow[index] != low[index] || ownHigh[index] != high[index] {
        throw .misfit(
          "the policy's number \(index + 1) is cut to \(ownLow[index])…\(ownHigh[index]) and that of \(spec.id) to "
            + "\(low[index])…\(high[index])")
      }
    case (.discrete, _):
      throw .misfit("the policy acts by \(outputs) numbers and \(spec.id) has \(spec.action.count) named actions")
    case (.box(let low, _), .none):
      throw .misfit("the policy chooses among \(outputs) actions and \(spec.id) takes \(low.count) numbers")
    }
  }
}
