public import Networks
public import RLCore
import Threads

/// Suggestions that act on the action: `coach-a`, `coach-r` and `coach-ra`, a redesign of ULTRA's three.
///
/// **Overrides (A)**. At a match the advised action is played with a probability that falls to 0, for `guidance.hold`
/// steps, and an advised sequence a_t … a_{t+k−1} to its end. Such a step has no surrogate; what it teaches is its action,
///
///     L_A = −β w log π(a*|s),   w = min(exp(G / T Ḡ), w_max) where G > 0, else 0
///
/// (Nair et al., 2018, arXiv:1709.10089; Peng et al., 2019, arXiv:1910.00177), for a Gaussian by its mean alone. V learns
/// what the guided policy comes to, so that earlier steps see what they lead to once the advice is learnt. With
/// `guidance.overrideTrace=cut` the step lies apart instead: no value loss, no part in the standardisation of advantages,
/// and the advantages before it end in V of its state, which is then the policy's own.
///
/// **r_LLM (R)** is a term of the loss at every matched row, overridden or not, and no reward:
///
///     L_R = −α (r⁺ E_π[k(a', a*)] + r⁻ E_π[k(a', a_rec)])
///
/// with k as `PolicyTerms.addExpectedKernel` has it. Its gradient is that of an advantage of mean 0 under π, so that it
/// pulls towards an action and never into a state; α is in units of one standardised advantage. It is not
/// policy-invariant, so that α falls to 0 by the end. r_LLM is read as r⁺ where it is positive, else as r⁻ of the advised
/// action itself.
///
/// `guidance.credit` has two others to compare with: `additive`, the paper's, and `potential`, r = r_env + α (γ Φ(s') − Φ(s))
/// with Φ as `GuidanceMatcher.potential` has it (Ng, Harada and Russell, 1999), of what states are thought to be worth.
///
/// **The buffer** (`guidance.buffer`) has every minibatch imitate as many suggestions, weighted by w, whatever state it is
/// in: L_B = −β_B w log π(a*|s) on average, annealed as overrides are. A table is met in the states that it knows, a
/// network generalises (Rajeswaran et al., 2018, arXiv:1709.10087).
///
/// | symbol | code |
/// |---|---|
/// | a*, a_rec | `GuidanceEntry.action`, `.recorded` |
/// | r⁺, r⁻ | `GuidanceEntry.reward`, `.blame` |
/// | G, Ḡ | `GuidanceEntry.gain`, and the mean of those above 0; an action without evidence has w = 1 |
/// | T, w_max | `guidance.temperature`, `.greatestWeight` |
/// | β, β_B | `guidance.imitationWeight`, `.bufferWeight` |
/// | α | `alpha`; `weight` with its schedule |
///
/// **Rounds** (`guidance.rounds`) renew the table as training goes on; see `CoachedPPO+Rounds`. With `guidance.reuseEvidence`
/// what they play to measure advice is learnt from as well; see `EvidenceBatch`.
///
/// With α = 0, no overrides and no buffer, and without suggestions, a run is plain PPO's bit for bit.
public final class CoachedPPO: RolloutGuide, AlphaAdjustable {
  /// The variant's name in the catalog.
  public let name: String
  /// α as it is set.
  public var alpha: Double {
    didSet { if alpha != oldValue { alphaHistory.append(CurvePoint(step: Double(step), value: alpha)) } }
  }

  let configuration: GuidanceConfiguration
  let entry: EnvironmentEntry
  private(set) var table: GuidanceTable
  private(set) var parts: [CoachedPart] = []
  /// How the table is met, and what rounds have come to.
  var use: TableUse
  let settings: PPOConfiguration
  private var matcher: GuidanceMatcher
  private var advice: CoachedAdvice
  private var buffer: SuggestionBuffer?
  /// What the next update learns from beside its own steps.
  private var evidence: EvidenceBatch?
  private var pool: WorkerPool?
  private var alphaHistory: [CurvePoint] = []
  private var step = 0
  private let places: CoachedPlaces
  private var watch = FailureWatch()
  /// α of the update under way, with its schedule.
  private var weight = 0.0
  /// What is left of overrides and of the buffer.
  private var share = 1.0

  /// Guides by `table`, as `settings` say.
  public init(table: GuidanceTable, entry: EnvironmentEntry, settings: PPOConfiguration) throws {
    try table.check(entry)
    configuration = settings.guidance
    name = configuration.overridesActions ? configuration.shapesRewards ? "coach-ra" : "coach-a" : "coach-r"
    self.settings = settings
    self.entry = entry
    self.table = table
    use = TableUse(entries: table.entries.count)
    alpha = configuration.alpha
    matcher = GuidanceMatcher(table: table, configuration: configuration, entry: entry)
    advice = CoachedAdvice(table, configuration, width: entry.spec.action.width)
    places = CoachedPlaces(samples: settings.batchSize)
    try configuration.check(entry)
  }

  /// What a checkpoint keeps.
  public struct State: Codable, Equatable {
    var table: GuidanceTable
    var alpha: Double
    var alphaHistory: [CurvePoint]
    /// The entry whose action each environment is held to, by shard; -1 is none.
    var held: [[Int]]
    /// Steps for which it still is.
    var remaining: [[Int]]
    /// Where there are rounds: how the table is met.
    var use: TableUse?
    /// Where rounds change Φ: what it was of the state that each environment shows, by shard.
    var potentials: [[Float?]]?
    /// Where evidence is learnt from: what the next update has of it.
    var evidence: [EvidenceBranch]?
  }

  /// What a checkpoint keeps.
  public var state: State {
    State(
      table: table, alpha: alpha, alphaHistory: alphaHistory, held: parts.map(\.held),
      remaining: parts.map(\.remaining), use: configuration.rounds > 0 ? use : nil,
      potentials: configuration.rounds > 0 && configuration.credit == .potential ? parts.map(\.potentials) : nil,
      evidence: evidence?.branches)
  }

  /// Goes on with another run's table and α.
  public func restore(_ state: State, at progress: RunProgress) throws {
    try state.table.check(entry)
    take(state.table)
    step = progress.step
    alpha = state.alpha
    alphaHistory = state.alphaHistory
    let widths = parts.map(\.held.count)
    use = state.use ?? TableUse(entries: table.entries.count)
    guard state.held.map(\.count) == widths, state.remaining.map(\.count) == widths,
      state.potentials.map({ $0.map(\.count) == widths }) ?? true,
      state.held.joined().allSatisfy({ $0 < table.entries.count }),
      use.hits.count == table.entries.count, use.idle.count == table.entries.count
    else { throw SafetensorsError.malformed("the state of \(name) is of another number of environments or entries") }
    for (index, part) in parts.enumerated() {
      (part.held, part.remaining) = (state.held[index], state.remaining[index])
      if let potentials = state.potentials { part.potentials = potentials[index] }
    }
    learn(from: state.evidence ?? [])
  }

  /// The next update learns from `branches` as well.
  func learn(from branches: [EvidenceBranch]) {
    evidence = network.flatMap { EvidenceBatch(branches, entry, settings, $0) }
  }

  /// Goes on with another table.
  func take(_ table: GuidanceTable) {
    self.table = table
    matcher = GuidanceMatcher(table: table, configuration: configuration, entry: entry)
    advice = CoachedAdvice(table, configuration, width: entry.spec.action.width)
    buffer = nil
    fillBuffer()
  }

  /// Takes up the run's threads.
  public func prepare(_ origin: RunOrigin) throws {
    pool = origin.pool
    network = origin.network
    fillBuffer()
  }

  private var network: PolicyNetwork?

  private func fillBuffer() {
    guard let network, configuration.overridesActions, configuration.buffer > 0, !table.entries.isEmpty else { return }
    buffer = SuggestionBuffer(table, advice, size: configuration.buffer, entry, network)
  }

  /// As `guidance.credit` has it.
  public var alphaTarget: AlphaTarget {
    switch configuration.credit.ofCoach {
    case .additive: .rewards
    case .potential: .potential
    case .advantage, .method: .actions
    }
  }

  /// Only a variant with r_LLM has a use for α.
  public var adjustable: (any AlphaAdjustable)? {
    configuration.shapesRewards && (configuration.rounds > 0 || !table.entries.isEmpty) ? self : nil
  }

  /// Whatever a difference of potentials is, it counts as a whole.
  public var keepsRewardsWhole: Bool {
    configuration.credit == .potential && configuration.shapesRewards && alpha != 0 && !table.entries.isEmpty
  }

  /// The part in one shard.
  public func makePart(_ environments: any EnvironmentShard) -> (any GuidePart)? {
    let part = CoachedPart(settings, entry, places, environments)
    parts.append(part)
    return part
  }

  /// Settles α and the share of overrides for one rollout.
  public func willPlay(_ progress: RunProgress) {
    weight = alpha * configuration.alphaSchedule.share(at: progress)
    share = configuration.schedule.share(at: progress)
    let probability = configuration.overridesActions ? configuration.overrideProbability * share : 0
    for part in parts { part.begin(matcher, advice, weight: weight, overrideProbability: probability) }
    buffer?.rewind()
  }

  /// Notes where the run is.
  public func didPlay(_ rollout: Rollout, _ progress: RunProgress) { step = progress.step }

  /// Rows say something where the table has anything to say.
  public var hasTerms: Bool {
    !table.entries.isEmpty && (configuration.overridesActions || pulls)
  }

  /// r_LLM acts on advantages in this update.
  private var pulls: Bool {
    configuration.credit.ofCoach == .advantage && configuration.shapesRewards && weight != 0
  }

  /// L_A at an override, and L_R at a match.
  public func addTerms(
    of sample: Int, to delta: UnsafeMutablePointer<Float>, _ policy: PolicyTerms, _ outputs: UnsafePointer<Float>,
    weight: Float
  ) -> GuideTerms {
    var terms = GuideTerms()
    let forced = Int(places.forced[sample])
    if forced >= 0, advice.weights[forced] > 0 {
      let slope = -weight * Float(configuration.imitationWeight) * advice.weights[forced]
      terms.imitation = -Double(
        policy.addImitation(
          to: delta, action: advice.advised(forced, step: Int(places.offset[sample])), outputs: outputs, slope: slope))
      terms.imitated = 1
    }
    let match = Int(places.matched[sample])
    guard match >= 0, pulls else { return terms }
    let (slope, width) = (-weight * Float(self.weight), Float(configuration.kernelWidth))
    terms.agreement = Double(
      policy.addExpectedKernel(
        to: delta, action: advice.advised(match), outputs: outputs, slope: slope * advice.rewards[match],
        width: width))
    terms.compared = 1
    if advice.blames[match] != 0 {
      _ = policy.addExpectedKernel(
        to: delta, action: advice.recorded(match), outputs: outputs, slope: slope * advice.blames[match],
        width: width)
    }
    return terms
  }

  /// Works out what evidence says.
  public func willLearn(_ rollout: Rollout, rewardScale: Float) {
    evidence?.prepare(beside: rollout, rewardScale: rewardScale)
  }

  /// L_B, and PPO's own loss of what was played for evidence.
  public func addLessons(to network: PolicyNetwork) {
    guard let pool else { return }
    if let buffer, share > 0 {
      buffer.addGradients(to: network, weight: Float(configuration.bufferWeight * share), pool)
    }
    evidence?.addGradients(to: network, pool)
  }

  /// Reports what guidance did in the rollout, and watches for signs that it fails.
  public func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double]) {
    if configuration.rounds > 0 { metrics[.guidanceEntries] = Double(table.entries.count) }
    if let evidence { metrics[.evidenceSteps] = Double(evidence.count) }
    evidence = nil
    guard !table.entries.isEmpty else { return }
    if configuration.rounds > 0 {
      for sample in 0..<rollout.count where places.matched[sample] >= 0 { use.hits[Int(places.matched[sample])] += 1 }
    }
    let terms = sums.terms
    if terms.imitated > 0 { metrics[.imitationLoss] = terms.imitation / terms.imitated }
    if terms.compared > 0 { metrics[.agreement] = terms.agreement / terms.compared }
    var tally = GuidanceTally()
    for part in parts { tally.add(part.tally) }
    metrics[.alpha] = configuration.shapesRewards ? weight : 0
    tally.report(samples: rollout.count, into: &metrics)
    watch.observe(metrics, table: table)
  }

  /// Signs that guidance fails.
  public func alerts() -> [(title: String, detail: String)] { watch.take() }
}

extension RefinementMethod {
  /// `coach-a`.
  static let coachA = coached("coach-a", "advised actions override, and are imitated", overrides: true, shapes: false)
  /// `coach-r`.
  static let coachR = coached("coach-r", "alpha * r_LLM pulls at the advised action", overrides: false, shapes: true)
  /// `coach-ra`.
  static let coachRA = coached("coach-ra", "both, each acting on the action alone", overrides: true, shapes: true)

  private static func coached(_ name: String, _ summary: String, overrides: Bool, shapes: Bool) -> RefinementMethod {
    RefinementMethod(
      name, summary, needsGuidance: true, usualAlpha: 5,
      configure: {
        $0.guidance.overridesActions = overrides
        $0.guidance.shapesRewards = shapes
      }, guide: { try CoachedPPO(table: $0, entry: $1, settings: $2) })
  }
}
