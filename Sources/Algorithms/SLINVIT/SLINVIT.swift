public import RLCore
public import Threads

/// Sub-goal search regularised by a language model's policy (SLINVIT).
///
/// Paper: arXiv 2402.16181, algorithm 2. The horizon is cut into sub-problems of N steps. From the present state the k best
/// proposals of each node are followed to depth N, and the leaf with the largest
///
///     Σ_{j=t}^{t+N-1} (r_j + λ P_LLM(a_j|s_j)) + V̂(s_{t+N})
///
/// is the sub-goal; as in the paper no logarithm is taken of P_LLM. The plan takes the N actions to it, or the first only
/// and searches again.
///
/// | symbol | code | unit |
/// |---|---|---|
/// | k, N, λ, M | `breadth`, `depth`, `priorWeight`, `rollouts` | |
/// | P_LLM(a\|s) | `Proposal.probability` | share of the legal proposals |
/// | V̂ | `PlanningProblem.progress` or the mean return of M rollouts | the environment's |
///
/// Deviations: a search ends at the depth at which the goal is first reached, since longer ways would collect more λ P;
/// with `usesTranspositions` equal states are merged (the larger sum stays) and ways back to states of the plan dropped;
/// with `attempts` a failure is followed by a fresh start with one proposal more a node and a beam as wide once more
/// (iterative broadening, Ginsberg and Harvey, 1992), for which the transposition table stays; a way that reaches the goal
/// is carried out without searching again; with `batch` a level is left unfinished once it has reached the goal.
/// - Complexity: k + k² + ... + k^N transitions a sub-problem at most, beam · k · N with a beam.
public struct SLINVIT: TreeGrowing {
  /// `slinvit`.
  public let name = "slinvit"
  /// The settings.
  public var configuration: SLINVITConfiguration
  /// Sees the tree after every batch of nodes, every choice and every action.
  public var onGrowth: PlanObserver?

  /// A planner.
  public init(_ configuration: SLINVITConfiguration = SLINVITConfiguration()) {
    self.configuration = configuration
  }

  /// Plans by sub-goals until the goal, the horizon or the budget ends it.
  public func plan<Problem: PlanningProblem>(
    _ problem: Problem, prior: any ActionPrior, budget: PlanBudget, seed: UInt64, pool: WorkerPool
  ) throws -> PlanReport {
    let simulator = try PlanSimulator(
      problem, prior: prior, budget: budget, pool: pool, remembers: configuration.usesTranspositions, describes: true)
    var search = SubGoalSearch(
      configuration: configuration, simulator: simulator, horizon: problem.horizon, seed: seed, onGrowth: onGrowth)
    var report = PlanReport(
      method: name, source: prior.source, task: problem.id, plan: [], isSolved: problem.isSolved,
      stop: problem.isSolved ? .solved : .horizon, goalShare: problem.goalShare, account: PlanAccount())
    // With k = 0 every proposal is tried already, so there is nothing to broaden.
    let attempts = configuration.breadth == 0 ? 1 : configuration.attempts
    for attempt in 0..<attempts where !report.isSolved && search.simulator.exhausted == nil {
      try play(problem, &search, &report, attempt: attempt)
    }
    report.account = search.simulator.account
    report.tree = search.tree
    report.note = search.simulator.note
    return report
  }

  /// One way from the start; keeps the best plan in `report`.
  private func play<Problem: PlanningProblem>(
    _ problem: Problem, _ search: inout SubGoalSearch<Problem>, _ report: inout PlanReport, attempt: Int
  ) throws {
    let breadth = configuration.breadth == 0 ? 0 : configuration.breadth + attempt
    try search.start(at: problem.state)
    func keep(_ node: Int, isSolved: Bool) {
      let goalShare = search.goalShares[node]
      // Where nothing tells how much of the goal is reached, what was carried out last is as good as any.
      let isBlind = goalShare == 0 && report.goalShare == 0
      guard isSolved || goalShare > report.goalShare || isBlind || report.plan.isEmpty else { return }
      report.plan = search.tree.actions(to: node)
      report.goalShare = goalShare
    }
    report.stop = .horizon
    while search.stepsLeft > 0 {
      guard let leaf = try search.findSubGoal(breadth: breadth, attempt: attempt) else {
        report.stop = search.simulator.exhausted ?? .deadEnd
        return
      }
      keep(leaf, isSolved: false)
      // A way that reaches the goal leaves nothing to search for.
      let isEnd = search.tree.nodes[leaf].fate == .solved
      for node in search.way(to: leaf).prefix(configuration.replans && !isEnd ? 1 : .max) {
        guard let isSolved = try search.execute(node) else {
          report.stop = search.simulator.exhausted ?? .deadEnd
          return
        }
        keep(node, isSolved: isSolved)
        if isSolved {
          report.isSolved = true
          report.stop = .solved
          return
        }
      }
      // A search that the budget cut short names a leaf, but what it left out may have been better.
      if let exhausted = search.simulator.exhausted { report.stop = exhausted }
    }
  }
}
