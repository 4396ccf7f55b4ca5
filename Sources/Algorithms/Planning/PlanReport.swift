public import RLCore

/// Why a planner stopped.
public enum PlanStop: String, Sendable, Codable, CaseIterable {
  /// The goal holds.
  case solved
  /// The horizon's actions are used up.
  case horizon
  /// No proposal leads anywhere new.
  case deadEnd
  /// The budget of transitions is used up.
  case transitionBudget
  /// The budget of model calls is used up.
  case modelCallBudget
  /// The prior gives no more answers; `PlanReport.note` says why.
  case priorUnavailable
  /// Everything within the horizon was tried and nothing reaches the goal.
  case exhausted
}

/// What a planner found for one task, and what it cost.
public struct PlanReport: Sendable, Equatable, Codable {
  /// The planner.
  public var method: String
  /// Where the prior's probabilities come from.
  public var source: String
  /// The task.
  public var task: String
  /// The plan, or the best one so far.
  public var plan: [String]
  /// The plan reaches the goal.
  public var isSolved: Bool
  /// Why the planner stopped.
  public var stop: PlanStop
  /// The share of the goal that the plan reaches.
  public var goalShare: Double
  /// What was spent.
  public var account: PlanAccount
  /// The search, for planners that grow a tree.
  public var tree: SearchTree?
  /// Why the prior stopped answering, where it did.
  public var note: String?
  /// The share of the prior's probability that speaks of legal actions, where that is measured.
  public var coverage: Double?

  /// What a planner found.
  public init(
    method: String, source: String, task: String, plan: [String], isSolved: Bool, stop: PlanStop, goalShare: Double,
    account: PlanAccount, tree: SearchTree? = nil, note: String? = nil
  ) {
    self.method = method
    self.source = source
    self.task = task
    self.plan = plan
    self.isSolved = isSolved
    self.stop = stop
    self.goalShare = goalShare
    self.account = account
    self.tree = tree
    self.note = note
  }

  /// The plan does not reach the goal: it is the best so far, not an answer.
  public var isPartial: Bool { !isSolved }
}
