public import RLCore
public import Threads

/// Planners that follow the prior without searching, from one greedy episode to retries with a memory.
///
/// Try Again and Plan & Solve are InterCode's baselines, ReAct is arXiv 2210.03629, Reflexion is arXiv 2303.11366; here
/// they differ in how the prior's proposals are used, since the prior itself may be a record and not a model.
public struct PriorActing: Planner {
  /// How the prior is followed.
  public enum Mode: String, Sendable, CaseIterable, Codable {
    /// The most probable action at each state, one episode.
    case act = "prior"
    /// A sampled action after each observation, one episode.
    case react
    /// A plan that was written at once, up to its first illegal action; priors without one are followed as `act` does.
    case planAndSolve = "plan-solve"
    /// Sampled episodes from the start until one succeeds.
    case tryAgain = "try-again"
    /// As `tryAgain`, but an action taken in a failed episode counts half for each time when its state comes up again.
    case reflexion
    /// `retries` sampled episodes, all of them; the best is carried out.
    case bestOfN = "best-of-n"
  }

  /// How the prior is followed.
  public var mode: Mode
  /// Episodes at most, where there are several.
  public var retries: Int
  /// The name of the mode.
  public var name: String { mode.rawValue }

  /// A planner.
  public init(_ mode: Mode, retries: Int = 10) {
    self.mode = mode
    self.retries = retries
  }

  private struct Episode<State> {
    var states: [State]
    var plan: [String] = []
    var isSolved = false
    var goalShare: Double
    var stop = PlanStop.horizon
  }

  /// Follows the prior.
  public func plan<Problem: PlanningProblem>(
    _ problem: Problem, prior: any ActionPrior, budget: PlanBudget, seed: UInt64, pool: WorkerPool
  ) throws -> PlanReport {
    var simulator = try PlanSimulator(problem, prior: prior, budget: budget, pool: pool, remembers: false)
    var generator = SeededGenerator(seed: seed, stream: 77_001)
    let start = Episode(
      states: [problem.state], isSolved: problem.isSolved, goalShare: problem.goalShare,
      stop: problem.isSolved ? .solved : .horizon)
    var best = start
    var memory: [PlanSimulator<Problem>.Move: Int] = [:]
    let isSingle = mode == .act || mode == .react || mode == .planAndSolve
    var isCut = false
    for round in 0..<(isSingle ? 1 : max(1, retries)) where !best.isSolved || mode == .bestOfN {
      if start.isSolved { break }
      // Another try has to leave enough to carry out the best one.
      if mode == .bestOfN, round > 0, simulator.transitionsLeft < 2 * problem.horizon {
        isCut = true
        break
      }
      var episode = start
      let written = mode == .planAndSolve ? try prior.plan(for: problem.context(history: [])) : nil
      try run(problem, &simulator, &generator, &episode, written: written, memory: memory)
      if mode == .reflexion, !episode.isSolved {
        for (state, action) in zip(episode.states, episode.plan) {
          memory[.init(state: state, action: action), default: 0] += 1
        }
      }
      // Of equals the shorter one is better, then the earlier.
      let isBetter =
        episode.isSolved != best.isSolved
        ? episode.isSolved
        : (episode.goalShare, -episode.plan.count) > (best.goalShare, -best.plan.count)
      if round == 0 || isBetter { best = episode }
      if simulator.exhausted != nil { break }
    }
    var report = PlanReport(
      method: name, source: prior.source, task: problem.id, plan: best.plan, isSolved: best.isSolved,
      stop: best.isSolved ? .solved : simulator.exhausted ?? (isCut ? .transitionBudget : best.stop),
      goalShare: best.goalShare,
      account: simulator.account)
    report.note = simulator.note
    // The other ways act as they go; here the episodes were tries and the best one is still to be carried out.
    if mode == .bestOfN { try simulator.carryOut(&report, from: problem.state) }
    return report
  }

  private func run<Problem: PlanningProblem>(
    _ problem: Problem, _ simulator: inout PlanSimulator<Problem>, _ generator: inout SeededGenerator,
    _ episode: inout Episode<Problem.State>, written: [String]?, memory: [PlanSimulator<Problem>.Move: Int]
  ) throws {
    if written != nil, !simulator.chargeModelCall() { return }
    while episode.plan.count < problem.horizon, !episode.isSolved {
      let state = episode.states[episode.states.count - 1]
      let action: String
      if let written {
        guard episode.plan.count < written.count else {
          episode.stop = .deadEnd
          return
        }
        action = written[episode.plan.count]
      } else {
        guard let proposals = try simulator.propose(state, history: episode.plan), let first = proposals.first
        else {
          episode.stop = .deadEnd
          return
        }
        action = mode == .act ? first.action : sample(proposals, state, memory, &generator)
      }
      let purpose: PlanSimulator<Problem>.Purpose = mode == .bestOfN ? .search : .execution
      guard let edge = try simulator.step(state, action, for: purpose) else { return }
      guard edge.isLegal else {
        simulator.chargeIllegalProposal()
        episode.stop = .deadEnd
        return
      }
      episode.plan.append(action)
      episode.states.append(edge.next)
      episode.isSolved = edge.isSolved
      episode.goalShare = edge.goalShare
      if edge.isSolved { episode.stop = .solved }
    }
  }

  private func sample<Problem: PlanningProblem>(
    _ proposals: [Proposal], _ state: Problem.State, _ memory: [PlanSimulator<Problem>.Move: Int],
    _ generator: inout SeededGenerator
  ) -> String {
    let weights = proposals.map { proposal in
      let failures = memory[PlanSimulator<Problem>.Move(state: state, action: proposal.action)] ?? 0
      return proposal.probability / Double(1 << min(failures, 60))
    }
    return proposals[generator.pick(weights[...])].action
  }
}
