public import RLCore
public import Threads

/// Majority vote over sampled episodes (self-consistency; Wang et al., 2023, arXiv:2203.11171).
///
/// Whole episodes are sampled from the prior, each to its end. Those that end with the same observation vote for one answer,
/// and the first episode that came to the answer with most votes is carried out. Nothing is asked of the environment but
/// what it shows, so that it is the plain way to choose among answers where no reward is to be read. One that reaches the
/// goal is taken at once.
public struct MajorityVote: Planner {
  /// `majority`.
  public let name = "majority"
  /// Episodes at most.
  public var episodes: Int

  /// A planner.
  public init(episodes: Int = 10) { self.episodes = episodes }

  /// What some episodes came to.
  private struct Answer {
    var plan: [String]
    var votes = 0
  }

  /// Samples, counts, and carries out.
  public func plan<Problem: PlanningProblem>(
    _ problem: Problem, prior: any ActionPrior, budget: PlanBudget, seed: UInt64, pool: WorkerPool
  ) throws -> PlanReport {
    var simulator = try PlanSimulator(problem, prior: prior, budget: budget, pool: pool, remembers: false)
    var generator = SeededGenerator(seed: seed, stream: 77_002)
    var report = PlanReport(
      method: name, source: prior.source, task: problem.id, plan: [], isSolved: problem.isSolved,
      stop: problem.isSolved ? .solved : .horizon, goalShare: problem.goalShare, account: PlanAccount())
    var answers: [Answer] = []
    var places: [String: Int] = [:]
    var isCut = false
    for _ in 0..<(problem.isSolved ? 0 : max(1, episodes)) {
      // What is chosen has to be carried out after all.
      guard answers.isEmpty || simulator.transitionsLeft >= 2 * problem.horizon else {
        isCut = true
        break
      }
      let (plan, end, isSolved) = try sample(problem, &simulator, &generator)
      guard !plan.isEmpty else {
        report.stop = .deadEnd
        break
      }
      let observation = try simulator.observation(of: end)
      let place = places[observation] ?? answers.count
      if place == answers.count {
        answers.append(Answer(plan: plan))
        places[observation] = place
      }
      answers[place].votes += isSolved ? episodes : 1
      if isSolved || simulator.exhausted != nil { break }
    }
    // Of equals the one that was first.
    if let most = answers.map(\.votes).max(), let chosen = answers.first(where: { $0.votes == most }) {
      report.plan = chosen.plan
    }
    if let exhausted = simulator.exhausted ?? (isCut ? .transitionBudget : nil), !problem.isSolved {
      report.stop = exhausted
    }
    var state = problem.state
    for action in report.plan {
      guard let edge = try simulator.step(state, action, for: .execution) else {
        report.stop = simulator.exhausted ?? .transitionBudget
        break
      }
      state = edge.next
      (report.goalShare, report.isSolved) = (edge.goalShare, edge.isSolved)
    }
    if report.isSolved { report.stop = .solved }
    report.account = simulator.account
    report.note = simulator.note
    return report
  }

  /// An episode of sampled actions, to its end.
  private func sample<Problem: PlanningProblem>(
    _ problem: Problem, _ simulator: inout PlanSimulator<Problem>, _ generator: inout SeededGenerator
  ) throws -> (plan: [String], end: Problem.State, isSolved: Bool) {
    var (plan, state): ([String], Problem.State) = ([], problem.state)
    while plan.count < problem.horizon {
      guard let proposals = try simulator.propose(state, history: plan), !proposals.isEmpty else { break }
      let action = proposals[generator.pick(proposals.map(\.probability)[...])].action
      guard let edge = try simulator.step(state, action, for: .search) else { break }
      guard edge.isLegal else {
        simulator.chargeIllegalProposal()
        break
      }
      plan.append(action)
      state = edge.next
      if edge.isSolved { return (plan, state, true) }
    }
    return (plan, state, false)
  }
}
