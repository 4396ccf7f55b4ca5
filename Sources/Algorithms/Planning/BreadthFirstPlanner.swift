public import RLCore
public import Threads

/// Breadth-first search over states, without a prior: what a plan costs when nothing is known.
///
/// Each state is expanded once, all legal actions in order; the first plan found is a shortest one.
public struct BreadthFirstPlanner: Planner {
  /// `bfs`.
  public let name = "bfs"

  /// What its reports say of the prior that it does not ask.
  public static let source = "none"

  /// The search.
  public init() {}

  /// Searches until the goal is reached or every state within the horizon was tried.
  public func plan<Problem: PlanningProblem>(
    _ problem: Problem, prior: any ActionPrior, budget: PlanBudget, seed: UInt64, pool: WorkerPool
  ) throws -> PlanReport {
    var simulator = try PlanSimulator(problem, prior: prior, budget: budget, pool: pool, remembers: false)
    var report = PlanReport(
      method: name, source: Self.source, task: problem.id, plan: [], isSolved: problem.isSolved, stop: .solved,
      goalShare: problem.goalShare, account: simulator.account)
    var reached: Set<Problem.State> = [problem.state]
    var frontier: [(state: Problem.State, plan: [String])] = [(problem.state, [])]
    var depth = 0
    search: while !report.isSolved {
      guard !frontier.isEmpty, depth < problem.horizon else {
        report.stop = .exhausted
        break
      }
      depth += 1
      var next: [(state: Problem.State, plan: [String])] = []
      for node in frontier {
        for action in try simulator.actions(in: node.state) {
          guard let edge = try simulator.step(node.state, action, for: .search) else {
            report.stop = simulator.exhausted ?? .transitionBudget
            break search
          }
          guard edge.isLegal, reached.insert(edge.next).inserted else { continue }
          if edge.goalShare > report.goalShare || edge.isSolved {
            report.plan = node.plan + [action]
            report.goalShare = edge.goalShare
          }
          if edge.isSolved {
            report.isSolved = true
            break search
          }
          next.append((edge.next, node.plan + [action]))
        }
      }
      frontier = next
    }
    try simulator.carryOut(&report, from: problem.state)
    return report
  }
}

extension PlanSimulator {
  /// Takes the report's plan step by step and counts it; a budget that ends on the way leaves the plan unproven.
  mutating func carryOut(_ report: inout PlanReport, from start: State) throws {
    if report.isSolved {
      var state = start
      for action in report.plan {
        guard let edge = try step(state, action, for: .execution) else {
          report.isSolved = false
          report.stop = exhausted ?? .transitionBudget
          break
        }
        state = edge.next
      }
    }
    report.account = account
    report.note = note
  }
}
