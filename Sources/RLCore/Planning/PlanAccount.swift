/// What a planner has spent. Nothing is free but what a transposition table already holds.
public struct PlanAccount: Sendable, Equatable, Codable {
  /// Transitions tried while searching.
  public var searched = 0
  /// Transitions of rollouts that value leaves.
  public var rolledOut = 0
  /// Transitions of plans carried out.
  public var executed = 0
  /// Questions to the prior.
  public var modelCalls = 0
  /// Transitions and answers that the transposition table had.
  public var reused = 0
  /// Proposals that were not legal and were dropped.
  public var illegalProposals = 0

  /// Nothing.
  public init() {}

  /// Transitions of every kind.
  public var transitions: Int { searched + rolledOut + executed }
}
