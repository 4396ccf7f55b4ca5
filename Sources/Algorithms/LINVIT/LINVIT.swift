public import RLCore

/// Value iteration on a learnt model, with a language model's policy as regulariser (LINVIT).
///
/// Paper: arXiv 2402.16181, algorithm 1. Each iteration (a) estimates P_h and u_h from the counts, (b) computes backward
///
///     Qbar_h = min{H - h, r + P_h Vbar_{h+1} + u_h},   Vbar_h(s) = max_p <p, Qbar_h> - λ KL(p || π_LLM),
///     Qlow_h = max{r, r + P_h Vlow_{h+1} - u_h},       Vlow_h likewise,
///
/// and (c) plays an episode: the policy of Vbar, but at a stage drawn uniformly argmax_a (Qbar - Qlow)(s,a).
///
/// | symbol | code | shape |
/// |---|---|---|
/// | Qbar, Qlow | `upper`, `lower` | H x S x A |
/// | πbar | `policy` | H x S x A |
/// | Qbar - Qlow at its largest action | `gaps` | H x S |
///
/// Undetermined in the paper, chosen here: the bonus (`ExplorationBonus`), the output (`LINVITConfiguration.Output`) and
/// that counts are kept for each stage. Deviation: bounds are cut at the span that is left, H - h, not at H.
/// - Complexity: O(H S² A) per episode.
public struct LINVIT: Sendable {
  /// The bounds before an episode.
  public struct Record: Sendable, Equatable {
    /// Episodes played before.
    public var episode: Int
    /// Σ μ(s) Vbar_0(s).
    public var optimistic: Double
    /// Σ μ(s) Vlow_0(s).
    public var pessimistic: Double
  }

  /// The settings.
  public let configuration: LINVITConfiguration
  /// The process; the learner reads its sizes and rewards, and draws its transitions.
  public let mdp: TabularMDP
  /// π_LLM.
  public let prior: TabularPolicy
  /// Episodes played so far.
  public private(set) var episodes = 0
  /// The policy of the optimistic values.
  public private(set) var policy: TabularPolicy
  /// The bounds, one record for each planning.
  public private(set) var records: [Record] = []
  /// max_a (Qbar - Qlow)(s,a).
  public private(set) var gaps: [Double]  // (H x S)
  /// Qbar.
  public private(set) var upper: [Double]  // (H x S x A)
  /// Qlow.
  public private(set) var lower: [Double]  // (H x S x A)

  private var model: EmpiricalModel
  private let bonus: ExplorationBonus
  private var generator: SeededGenerator
  private var upperValues: [Double]  // ((H + 1) x S)
  private var lowerValues: [Double]  // ((H + 1) x S)
  private var scratch: TabularPolicy

  /// A learner that has seen nothing.
  public init(_ mdp: TabularMDP, prior: TabularPolicy, configuration: LINVITConfiguration, seed: UInt64) throws {
    guard prior.states == mdp.states, prior.actions == mdp.actions, prior.horizon == mdp.horizon else {
      throw TabularMismatchError(process: mdp.name)
    }
    self.mdp = mdp
    self.prior = prior
    self.configuration = configuration
    generator = SeededGenerator(seed: seed, stream: 73_001)
    model = EmpiricalModel(mdp, sharesStages: configuration.sharesStages)
    bonus = ExplorationBonus(configuration, mdp)
    policy = TabularPolicy(uniformFor: mdp)
    scratch = policy
    gaps = [Double](repeating: 0, count: mdp.horizon * mdp.states)
    upper = [Double](repeating: 0, count: mdp.horizon * mdp.states * mdp.actions)
    lower = upper
    upperValues = [Double](repeating: 0, count: (mdp.horizon + 1) * mdp.states)
    lowerValues = upperValues
    plan()
  }

  /// Vbar_h(s).
  public func optimisticValue(_ stage: Int, _ state: Int) -> Double { upperValues[stage * mdp.states + state] }

  /// Vlow_h(s).
  public func pessimisticValue(_ stage: Int, _ state: Int) -> Double { lowerValues[stage * mdp.states + state] }

  /// Plays one episode with the present policy, then plans anew.
  public mutating func advance() {
    // Drawn always, so that the ways to explore see the same randomness.
    let deviation = generator.below(mdp.horizon)
    var state = mdp.first(&generator)
    for stage in 0..<mdp.horizon {
      let action = choose(stage, state, deviates: stage == deviation)
      let next = mdp.next(state, action, &generator)
      model.add(stage, state, action, next: next)
      state = next
    }
    episodes += 1
    plan()
  }

  private mutating func choose(_ stage: Int, _ state: Int, deviates: Bool) -> Int {
    switch configuration.exploration {
    case .gap where deviates:
      let first = policy.offset(stage, state)
      // Among equals the policy's own choice: a gap of 0 everywhere is no reason to leave it.
      var best = policy.sample(stage, state, &generator)
      for action in 0..<mdp.actions
      where upper[first + action] - lower[first + action] > upper[first + best] - lower[first + best] {
        best = action
      }
      return best
    case .epsilonGreedy:
      return generator.uniform() < configuration.explorationRate
        ? generator.below(mdp.actions) : policy.sample(stage, state, &generator)
    default: return policy.sample(stage, state, &generator)
    }
  }

  /// Steps (a) and (b).
  private mutating func plan() {
    let (states, actions) = (mdp.states, mdp.actions)
    for stage in (0..<mdp.horizon).reversed() {
      let span = Double(mdp.horizon - stage - 1)
      for state in 0..<states {
        let first = policy.offset(stage, state)
        var widest = 0.0
        for action in 0..<actions {
          let row = model.row(stage, state, action)
          let high = model.moments(row, upperValues, from: (stage + 1) * states)
          let low = model.moments(row, lowerValues, from: (stage + 1) * states)
          let width = bonus.width(
            visits: model.visits[row], variance: max(high.variance, low.variance), span: span)
          let reward = mdp.reward(state, action)
          upper[first + action] = reward + min(span, high.mean + width)
          lower[first + action] = reward + max(0, low.mean - width)
          widest = max(widest, upper[first + action] - lower[first + action])
        }
        gaps[stage * states + state] = widest
        upperValues[stage * states + state] = policy.backUp(
          upper, prior, at: first, configuration.backup, configuration.priorWeight)
        lowerValues[stage * states + state] = scratch.backUp(
          lower, prior, at: first, configuration.backup, configuration.priorWeight)
      }
    }
    records.append(
      Record(
        episode: episodes, optimistic: zip(mdp.start, upperValues).reduce(0) { $0 + $1.0 * $1.1 },
        pessimistic: zip(mdp.start, lowerValues).reduce(0) { $0 + $1.0 * $1.1 }))
  }
}

/// A prior whose sizes are not those of the process.
public struct TabularMismatchError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The process's name.
  public var process: String

  /// A sentence.
  public var description: String { "the prior's states, actions or horizon are not those of \(process)" }
}
