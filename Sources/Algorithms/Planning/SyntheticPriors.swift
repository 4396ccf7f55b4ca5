public import RLCore

/// Every legal action is as likely as any other.
public struct UniformPrior: ActionPrior {
  /// `uniform`.
  public let source = "uniform"

  /// The prior.
  public init() {}

  /// Every legal action with the same probability.
  public func proposals(for context: PlanningContext) throws -> [Proposal] {
    context.actions.map { Proposal(action: $0, probability: 1) }.normalised()
  }
}

/// A prior of known quality: it knows which actions are good, and errs in a stated share of the states.
///
/// In a share `errors` of the states, chosen by `seed`, it is sure of one action that is not good; elsewhere it is sure of
/// the good ones. What it is sure of has the probability `certainty`, shared equally; the rest goes to the other actions.
public struct SyntheticPrior: ActionPrior {
  /// The share of states in which it is wrong.
  public var errors: Double
  /// The probability of what it is sure of.
  public var certainty: Double
  /// Which states it errs in.
  public var seed: UInt64
  private let good: @Sendable (PlanningContext) throws -> Set<String>

  /// A prior; `good` names the good actions of a state.
  public init(
    errors: Double, certainty: Double = 0.8, seed: UInt64 = 0,
    good: @escaping @Sendable (PlanningContext) throws -> Set<String>
  ) {
    self.errors = errors
    self.certainty = certainty
    self.seed = seed
    self.good = good
  }

  /// The quality in words.
  public var source: String {
    "synthetic, wrong in \(Numerals.fixed(errors * 100, 0)) % of the states"
  }

  /// What it is sure of first, then the rest.
  public func proposals(for context: PlanningContext) throws -> [Proposal] {
    // The state's text decides, so that the same state always gets the same answer (FNV-1a).
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in (context.id + "\n" + context.observation).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    var generator = SeededGenerator(seed: seed, stream: hash)
    let isWrong = generator.uniform() < errors
    let best = try good(context).intersection(context.actions)
    let others = context.actions.filter { !best.contains($0) }
    var sure = best
    if isWrong || best.isEmpty, !others.isEmpty { sure = [others[generator.below(others.count)]] }
    let rest = context.actions.count - sure.count
    return context.actions.map { action in
      let share =
        sure.contains(action)
        ? (rest == 0 ? 1 : certainty) / Double(max(1, sure.count)) : (1 - certainty) / Double(max(1, rest))
      return Proposal(action: action, probability: share)
    }.normalised()
  }
}
