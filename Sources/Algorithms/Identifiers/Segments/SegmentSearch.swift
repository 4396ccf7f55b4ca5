import Networks
import RLCore
import Threads

/// Searches for a sequence of actions that is worth more than what the policy does from a recorded state.
///
/// A rollout plays a sequence of k actions from the exact state, then the policy draws its own, to the horizon H:
///
///     R = Σ_{t<H} γᵗ r_t + γᴴ V(s_H)
///
/// rewards as the environment gives them, V scaled back by the reward normaliser, 0 after a fall. Of n sequences
/// (`SegmentProposal.all`) one is left by successive halving, and what it gains is measured anew: m pairs of fresh rollouts
/// of it and of the policy left alone, each pair on the same random numbers, none of them the search's. Whoever looks for
/// the best of many finds luck among it; the search's own mean is too high by that (the winner's curse), the fresh one is
/// not. It is worth proposing where the lower end of the 95 % interval of the gain (Student's t) is above 0 *and* its mean
/// is at least η |R̄_π|, a share of what the policy comes to.
///
/// | symbol | code |
/// |---|---|
/// | k, H, n, m, η | `SearchConfiguration` |
/// | γ, V | those of the policy's training |
/// | R̄_π | `Finding.policyReturn` |
///
/// The result depends on the seed, the number of the search, the state and the settings, not on the number of threads.
final class SegmentSearch {
  /// What a search found.
  struct Finding: Sendable, Equatable {
    /// The chosen sequence: shorter than k where an episode ends in it.
    var actions: [Action]
    /// What it gained over the recorded and the policy's own sequence when it was chosen; 0 or less where one of these was.
    var searchedGain = 0.0
    /// What it gains by fresh rollouts; nil where none were played, since nothing better was found.
    var gain: Gain?
    /// What the policy comes to by fresh rollouts.
    var policyReturn = 0.0
    /// Environment steps spent.
    var environmentSteps = 0
    /// Whether it is worth proposing.
    var isWorth = false
  }

  /// What a sequence gains over the policy, with the 95 % interval of its mean.
  struct Gain: Sendable, Equatable {
    var mean: Double
    var low: Double
    var high: Double
  }

  /// What a rollout is for. The random numbers of one purpose are never those of another.
  enum Purpose: UInt64 { case proposing = 91_000, choosing, measuring }

  private static let purpose = "the search for better actions starts from recorded states"
  private let configuration: SearchConfiguration
  private let entry: EnvironmentEntry
  private let network: PolicyNetwork
  private let discount: Double
  private let valueScale: Double
  private let seed: UInt64
  private let pool: WorkerPool

  /// Searches with the policy in `checkpoint`. Throws where that is another environment's, or settings do not fit together.
  init(
    checkpoint: PolicyCheckpoint, entry: EnvironmentEntry, configuration: SearchConfiguration, seed: UInt64,
    pool: WorkerPool
  ) throws {
    try checkpoint.check(entry)
    try configuration.check()
    let values = try RecordedValues(checkpoint)
    (discount, valueScale) = (values.discount, values.rewardScale)
    network = try checkpoint.makeNetwork()
    self.entry = entry
    self.configuration = configuration
    self.seed = seed
    self.pool = pool
  }

  /// Environment steps that a search takes at most, from a state that takes so many to reach.
  func most(reaching way: Int) -> Int {
    (configuration.rollouts + 2 * configuration.fresh) * (way + configuration.horizon)
  }

  /// The seed of the `play`-th rollout, or pair of rollouts, of search `number`.
  func draws(_ purpose: Purpose, _ number: Int, _ play: Int) -> UInt64 {
    let own = SeededGenerator.derived(seed: seed, stream: purpose.rawValue) ^ UInt64(truncatingIfNeeded: number)
    return SeededGenerator.derived(seed: own, stream: UInt64(play))
  }

  /// Searches at `moment`, where `recorded` was done next.
  ///
  /// - Parameters:
  ///   - warm: an earlier solution, shifted to this state; empty where there is none.
  ///   - number: tells searches with the same seed apart.
  func improve(_ recorded: [Action], warm: [Action], at moment: Moment, number: Int) throws -> Finding {
    var generator = SeededGenerator(seed: draws(.proposing, number, 0))
    let proposals = SegmentProposal.all(
      recorded: Array(recorded.prefix(configuration.segment)), warm: warm, in: entry.spec.action, configuration,
      &generator)
    var (sequences, steps) = ([[Action]](repeating: [], count: proposals.count), 0)
    let halving = SuccessiveHalving(arms: proposals.count, budget: configuration.rollouts)
    let chosen = try halving.run { plays in
      // The first rollout of a sequence says what it is, the others play that.
      var returns = [Double](repeating: 0, count: plays.count)
      for isFirst in [true, false] {
        let due = plays.indices.filter { (plays[$0].number == 0) == isFirst }
        let rollouts = try pool.map(due.count) { place in
          let one = plays[due[place]]
          let source = isFirst ? proposals[one.arm] : SegmentProposal(given: sequences[one.arm])
          return try play(
            source, steps: isFirst ? configuration.segment : sequences[one.arm].count, moment,
            draws(.choosing, number, one.number))
        }
        for (place, rollout) in zip(due, rollouts) {
          if isFirst { sequences[plays[place].arm] = rollout.actions }
          returns[place] = rollout.total
          steps += rollout.steps
        }
      }
      return returns
    }
    let usual = max(chosen.means[0], chosen.means[1])
    var finding = Finding(actions: sequences[chosen.best], searchedGain: chosen.means[chosen.best] - usual)
    // What was recorded, and what the policy does anyway, is no suggestion.
    guard chosen.best > 1, !finding.actions.isEmpty, finding.actions != sequences[0], finding.actions != sequences[1]
    else {
      finding.environmentSteps = steps
      return finding
    }
    let pairs = try pool.map(2 * configuration.fresh) { place in
      let isPolicy = place % 2 == 1
      return try play(
        SegmentProposal(given: finding.actions), steps: isPolicy ? 0 : finding.actions.count, moment,
        draws(.measuring, number, place / 2))
    }
    steps += pairs.reduce(0) { $0 + $1.steps }
    let (advised, own) = (
      stride(from: 0, to: pairs.count, by: 2).map { pairs[$0].total },
      stride(from: 1, to: pairs.count, by: 2).map { pairs[$0].total }
    )
    finding.judge(advised, against: own, leastShare: configuration.leastShare)
    finding.environmentSteps = steps
    return finding
  }

  /// One rollout.
  struct Rollout: Sendable {
    var total = 0.0
    /// What was done in place of the policy's own draws.
    var actions: [Action] = []
    /// Environment steps, those to the state among them.
    var steps = 0
  }

  /// Plays the first `steps` steps as proposed and the rest as the policy draws.
  func play(_ proposal: SegmentProposal, steps: Int, _ moment: Moment, _ seed: UInt64) throws -> Rollout {
    let player = PolicyPlayer(
      entry: entry, network: network, generator: SeededGenerator(seed: seed, stream: 1), samples: true)
    var rollout = Rollout()
    rollout.steps = try player.environments.visit(0, moment, for: Self.purpose)
    player.environments.restorable?.reseed(0, seed: seed)
    var weight = 1.0
    for time in 0..<configuration.horizon {
      // The policy draws at proposed steps too, so that both sides of a pair stay on the same random numbers.
      player.decide()
      let outcome: StepOutcome
      if time < steps {
        let action = proposal.action(time, policy: player.takeMode(), in: entry.spec.action)
        rollout.actions.append(action)
        outcome = player.act(action)
      } else {
        outcome = player.environments.step(0, action: player.action.base)
      }
      rollout.steps += 1
      // A simulation that fails is the worst that an action can lead to.
      guard !outcome.hasFailed else {
        rollout.total = -.infinity
        return rollout
      }
      rollout.total += weight * Double(outcome.reward)
      weight *= discount
      if outcome.terminated { return rollout }
      if outcome.truncated { break }
    }
    player.decide()
    rollout.total += weight * valueScale * Double(player.value)
    return rollout
  }
}

extension SegmentSearch.Finding {
  /// Takes up fresh returns, pair by pair, and says whether they are worth proposing it.
  mutating func judge(_ advised: [Double], against policy: [Double], leastShare: Double) {
    let interval = meanInterval(zip(advised, policy).map { $0 - $1 })
    let gain = SegmentSearch.Gain(mean: interval.mean, low: interval.low, high: interval.high)
    policyReturn = policy.reduce(0, +) / Double(max(1, policy.count))
    self.gain = gain
    isWorth =
      gain.mean.isFinite && policyReturn.isFinite && gain.low > 0 && gain.mean >= leastShare * abs(policyReturn)
  }
}
