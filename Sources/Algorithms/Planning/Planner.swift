public import RLCore
public import Threads

/// A planner for text environments: same problem, prior, budget and seed in, plan and cost out.
public protocol Planner: Sendable {
  /// The name on the command line and in tables.
  var name: String { get }
  /// Plans for `problem` from the state it is in.
  ///
  /// The result depends on the arguments but not on the threads of `pool`.
  /// - Throws: what the environment or the prior throws; a budget that is used up is no error.
  func plan<Problem: PlanningProblem>(
    _ problem: Problem, prior: any ActionPrior, budget: PlanBudget, seed: UInt64, pool: WorkerPool
  ) throws -> PlanReport
}

/// A planner that grows a search tree: its reports have one, and it can be watched while it grows.
public protocol TreeGrowing: Planner {
  /// Watches the search.
  var onGrowth: PlanObserver? { get set }
}

/// Watches a search while it grows, with what was spent so far; it is called often and must be quick. What it throws ends
/// the planning, and nothing else that it does changes the result.
public typealias PlanObserver = @Sendable (SearchTree, PlanAccount) throws -> Void
