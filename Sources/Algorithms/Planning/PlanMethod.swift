public import RLCore
public import Threads

/// Watches a search while it grows, with what was spent so far; it is called often and must be quick. What it throws ends
/// the planning, and nothing else that it does changes the result.
public typealias PlanObserver = @Sendable (SearchTree, PlanAccount) throws -> Void

/// A planner for text environments: same task, prior, budget and seed in, plan and cost out.
public protocol PlanMethod: Sendable {
  /// The name on the command line and in tables.
  var name: String { get }
  /// Whether its reports have a search tree.
  var growsTree: Bool { get }
  /// Watches the search, where the planner grows a tree; others leave it unused.
  var onGrowth: PlanObserver? { get set }
  /// Plans for `problem` from the state it is in.
  ///
  /// The result depends on the arguments but not on the threads of `pool`.
  /// - Throws: what the environment or the prior throws; a budget that is used up is no error.
  func plan<Problem: PlanningProblem>(
    _ problem: Problem, prior: any ActionPrior, budget: PlanBudget, seed: UInt64, pool: WorkerPool
  ) throws -> PlanReport
}

extension PlanMethod {
  /// No tree.
  public var growsTree: Bool { false }
  /// Planners that grow no tree have nothing to show.
  public var onGrowth: PlanObserver? {
    get { nil }
    set {}
  }
}

/// The planners, one line each.
public enum PlanMethodCatalog {
  /// One planner of the catalog.
  public struct Entry: Sendable {
    /// The name on the command line.
    public var name: String
    /// One sentence for help.
    public var summary: String
    /// It searches by the settings that `SLINVITConfiguration` names.
    public var readsConfiguration = false
    /// Makes the planner.
    public var build: @Sendable (PlanSettings) -> any PlanMethod

    /// The planner with SLINVIT's settings, and the papers' for the others.
    public func make(_ configuration: SLINVITConfiguration) -> any PlanMethod {
      build(PlanSettings(slinvit: configuration))
    }
  }

  /// Every planner, in the order of comparison.
  public static let all: [Entry] = [
    Entry(
      name: "slinvit", summary: "sub-goal search regularised by the prior", readsConfiguration: true,
      build: { SLINVIT($0.slinvit) }),
    Entry(
      name: "prior", summary: "takes the prior's most probable action at each state", build: { _ in PriorActing(.act) }),
    Entry(
      name: "react", summary: "samples one action of the prior after each observation",
      build: { _ in PriorActing(.react) }),
    Entry(
      name: "plan-solve", summary: "carries out a plan that was written at once",
      build: { _ in PriorActing(.planAndSolve) }),
    Entry(
      name: "try-again", summary: "samples whole episodes until one succeeds",
      build: { PriorActing(.tryAgain, retries: $0.baselines.episodes) }),
    Entry(
      name: "reflexion", summary: "tries again, and less of what led to failures",
      build: { PriorActing(.reflexion, retries: $0.baselines.episodes) }),
    Entry(
      name: "best-of-n", summary: "samples n episodes and keeps the best",
      build: { PriorActing(.bestOfN, retries: $0.baselines.episodes) }),
    Entry(
      name: "rap", summary: "Monte-Carlo tree search with the prior in its rewards",
      build: { TreeSearchPlanner($0.baselines) }),
    Entry(name: "bfs", summary: "breadth-first search without a prior", build: { _ in BreadthFirstPlanner() }),
  ]

  /// The planner called `name`; an unknown one is an error that lists the valid ones.
  public static func entry(_ name: String) throws -> Entry {
    guard let entry = all.first(where: { $0.name == name }) else {
      throw UnknownNameError(kind: "planner", name: name, valid: all.map(\.name))
    }
    return entry
  }
}
