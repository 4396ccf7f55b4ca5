/// What a person said about one proposal of a prior at one state.
public struct PlanDecision: Sendable, Equatable, Codable {
  /// What is to become of the proposal.
  public enum Verdict: String, Sendable, Codable, CaseIterable {
    /// It is not to be tried.
    case veto
    /// `replacement` is to be tried in its place.
    case replace
    /// It is to be tried also where the prior does not propose it.
    case add
    /// A person carried it out, whatever a search or a prior says of it.
    case take
    /// What was said of it before holds no more.
    case withdraw
  }

  /// What is to become of it.
  public var verdict: Verdict
  /// The task, as `PlanningProblem.id` names it.
  public var task: String
  /// The identity of the state: what an agent sees there, unless the environment tells states apart by more.
  public var state: String
  /// The proposal.
  public var action: String
  /// What stands in its place.
  public var replacement: String?
  /// The probability that what is put in shall have, in (0, 1]; nil: that of what it stands for, or one half.
  public var probability: Double?
  /// The actions from the start to the state, where this is about an action taken by hand; nil for what concerns proposals.
  public var way: [String]?

  /// A decision.
  public init(
    _ verdict: Verdict, task: String, state: String, action: String, replacement: String? = nil,
    probability: Double? = nil, way: [String]? = nil
  ) {
    self.verdict = verdict
    self.task = task
    self.state = state
    self.action = action
    self.replacement = replacement
    self.probability = probability
    self.way = way
  }

  /// Whether both are about the same proposal, or about the same action taken by hand.
  public func concernsSame(as other: PlanDecision) -> Bool {
    action == other.action && state == other.state && task == other.task && way == other.way
  }
}

/// The decisions that are in force: of those about the same proposal the last, and the actions that were taken by hand.
///
/// A state is known by its identity: a decision holds wherever that is the same, and at no other state whose words are.
public struct PlanAmendments: Sendable, Equatable {
  /// In the order in which they were made.
  public private(set) var decisions: [PlanDecision] = []

  /// What is left of `decisions` when all of them are taken in turn.
  public init(_ decisions: some Sequence<PlanDecision> = []) {
    for decision in decisions { take(decision) }
  }

  /// Puts a decision in force.
  public mutating func take(_ decision: PlanDecision) {
    decisions.removeAll { $0.concernsSame(as: decision) }
    if decision.verdict != .withdraw { decisions.append(decision) }
  }

  /// The decision about a proposal, if there is one.
  public func decision(task: String, state: String, action: String) -> PlanDecision? {
    decisions.first { $0.action == action && $0.state == state && $0.task == task && $0.way == nil }
  }

  /// Those about proposals, which a prior heeds.
  public var changes: [PlanDecision] { decisions.filter { $0.way == nil } }

  /// The actions that were taken by hand, in order.
  public var taken: [PlanDecision] { decisions.filter { $0.verdict == .take } }

  /// Those about one task.
  public func about(task: String) -> PlanAmendments {
    var part = PlanAmendments()
    part.decisions = decisions.filter { $0.task == task }
    return part
  }

  /// The proposals of a state with the decisions about it carried out, summing to 1, the most probable first.
  ///
  /// A replacement has the probability of what it stands for unless the decision says another; what already is proposed
  /// keeps the larger. Where the prior does not propose what is to be replaced, nothing is.
  public func amended(_ proposals: [Proposal], task: String, state: String) -> [Proposal] {
    let here = changes.filter { $0.state == state && $0.task == task }
    guard !here.isEmpty else { return proposals }
    var result = proposals.normalised()
    for decision in here {
      let place = result.firstIndex { $0.action == decision.action }
      switch decision.verdict {
      case .withdraw, .take: break
      case .veto:
        if let place { result.remove(at: place) }
      case .replace:
        guard let place, let replacement = decision.replacement else { continue }
        let share = result.remove(at: place).probability
        result.put(replacement, share: decision.probability, atLeast: share)
      case .add:
        result.put(decision.action, share: decision.probability ?? 0.5, atLeast: 0)
      }
      result = result.normalised()
    }
    return result
  }
}

extension [Proposal] {
  /// Puts an action in: with `share` of the whole where that is given, otherwise with `least` or what it has already.
  fileprivate mutating func put(_ action: String, share: Double?, atLeast least: Double) {
    let old = firstIndex { $0.action == action }.map { remove(at: $0).probability }
    guard let share else { return append(Proposal(action: action, probability: Swift.max(least, old ?? 0))) }
    let bounded = Swift.min(1, Swift.max(0, share))
    let rest = reduce(0) { $0 + $1.probability }
    if rest > 0 { for index in indices { self[index].probability *= (1 - bounded) / rest } }
    append(Proposal(action: action, probability: rest > 0 ? bounded : 1))
  }
}
