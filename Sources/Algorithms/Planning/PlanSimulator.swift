import Networks
import RLCore

/// Steps a problem for planners: counts everything, keeps to the budget and remembers what it has seen.
///
/// What may be spent is decided one request after the other before any work is shared out, so that a budget cuts at the
/// same place for any number of threads.
struct PlanSimulator<Problem: PlanningProblem> {
  typealias State = Problem.State

  /// What an action led to.
  struct Edge {
    var next: State
    var reward: Double
    var isLegal: Bool
    var isSolved: Bool
    var progress: Double
    var goalShare: Double
    var observation: String
  }

  /// An action in a state.
  struct Move: Hashable {
    var state: State
    var action: String
  }

  /// What a transition is for.
  enum Purpose { case search, execution }

  let prior: any ActionPrior
  let budget: PlanBudget
  let pool: WorkerPool
  /// Keep transitions and answers, and use them again without cost.
  let remembers: Bool
  private(set) var account = PlanAccount()
  /// Why nothing more may be spent.
  private(set) var exhausted: PlanStop?
  private var forks: [Problem]
  private var edges: [Move: Edge] = [:]
  private var answers: [State: [Proposal]] = [:]

  /// Requests below which sharing out costs more than it saves, and pieces of a shared one.
  private static var smallest: Int { 8 }
  private static var pieces: Int { 8 }

  init(_ problem: Problem, prior: any ActionPrior, budget: PlanBudget, pool: WorkerPool, remembers: Bool) throws {
    self.prior = prior
    self.budget = budget
    self.pool = pool
    self.remembers = remembers
    forks = [try problem.fork()]
  }

  /// Transitions that are left to spend.
  var transitionsLeft: Int { (budget.transitions ?? .max) - account.transitions }

  /// Model calls that are left to spend.
  var modelCallsLeft: Int { (budget.modelCalls ?? .max) - account.modelCalls }

  /// One transition, or nil where the budget is used up. Plans that are carried out cost their steps also when known.
  mutating func step(_ state: State, _ action: String, for purpose: Purpose) throws -> Edge? {
    if purpose == .search { return try step([Move(state: state, action: action)])[0] }
    guard transitionsLeft > 0 else {
      exhausted = .transitionBudget
      return nil
    }
    account.executed += 1
    return try Self.simulate(&forks[0], Move(state: state, action: action))
  }

  /// Transitions for searching, in order; nil from where the budget was used up.
  mutating func step(_ moves: [Move]) throws -> [Edge?] {
    var missing: [Move] = []
    var pending: [Move: Int] = [:]
    let places: [Int?] = moves.map { move in
      if remembers, edges[move] != nil || pending[move] != nil {
        account.reused += 1
        return pending[move]
      }
      guard transitionsLeft > 0 else {
        exhausted = .transitionBudget
        return nil
      }
      account.searched += 1
      pending[move] = missing.count
      missing.append(move)
      return missing.count - 1
    }
    let found = try share(missing.count) { try Self.simulate(&$0, missing[$1]) }
    let result = zip(moves, places).map { move, place in place.map { found[$0] } ?? edges[move] }
    if remembers { for (move, edge) in zip(missing, found) { edges[move] = edge } }
    return result
  }

  /// The prior's proposals at a state, or nil where the budget is used up.
  mutating func propose(_ state: State, history: [String]) throws -> [Proposal]? {
    try propose([(state, history)])[0]
  }

  /// Proposals at each state, in order; nil from where the budget was used up. Proposals that are not among the legal
  /// actions are dropped and counted.
  mutating func propose(_ requests: [(state: State, history: [String])]) throws -> [[Proposal]?] {
    var missing: [Int] = []
    var pending: [State: Int] = [:]
    let places: [Int?] = requests.enumerated().map { index, request in
      if remembers, answers[request.state] != nil || pending[request.state] != nil {
        account.reused += 1
        return pending[request.state]
      }
      guard modelCallsLeft > 0 else {
        exhausted = .modelCallBudget
        return nil
      }
      account.modelCalls += 1
      pending[request.state] = missing.count
      missing.append(index)
      return missing.count - 1
    }
    let prior = prior
    let found = try share(missing.count) { fork, index in
      let request = requests[missing[index]]
      return try prior.legalProposals(&fork, request.state, history: request.history)
    }
    for answer in found { account.illegalProposals += answer.dropped }
    let result = zip(requests, places).map { request, place in
      place.map { found[$0].proposals } ?? (remembers ? answers[request.state] : nil)
    }
    if remembers { for (index, answer) in zip(missing, found) { answers[requests[index].state] = answer.proposals } }
    return result
  }

  /// Rollouts of the prior's sampled actions: the mean of `count` returns from each state.
  ///
  /// Each state may spend an equal share of what is left of the budget, so that the sum keeps to it.
  mutating func rollOut(
    _ starts: [(state: State, history: [String])], count: Int, horizon: Int, seed: UInt64, stream: UInt64
  ) throws -> [Double] {
    guard !starts.isEmpty, count > 0 else { return starts.map { _ in 0 } }
    let share = min(transitionsLeft, modelCallsLeft) / starts.count
    let prior = prior
    let results = try self.share(starts.count) { fork, index in
      var generator = SeededGenerator(seed: seed, stream: stream &+ UInt64(index))
      var (total, steps, dropped) = (0.0, 0, 0)
      var isCut = false
      for _ in 0..<count {
        var history = starts[index].history
        var state = starts[index].state
        while history.count < horizon {
          guard steps < share else {
            isCut = true
            break
          }
          let answer = try prior.legalProposals(&fork, state, history: history)
          dropped += answer.dropped
          guard !fork.isSolved, !answer.proposals.isEmpty else { break }
          let action = answer.proposals[generator.pick(answer.proposals.map(\.probability)[...])].action
          let outcome = try fork.step(action)
          steps += 1
          total += outcome.reward
          history.append(action)
          state = fork.state
        }
      }
      return (value: total / Double(count), steps: steps, dropped: dropped, isCut: isCut)
    }
    for result in results {
      account.rolledOut += result.steps
      account.modelCalls += result.steps
      account.illegalProposals += result.dropped
      if result.isCut, exhausted == nil {
        exhausted = transitionsLeft <= modelCallsLeft ? .transitionBudget : .modelCallBudget
      }
    }
    return results.map(\.value)
  }

  /// Counts a question that is put to the prior elsewhere; false where the budget is used up.
  mutating func chargeModelCall() -> Bool {
    guard modelCallsLeft > 0 else {
      exhausted = .modelCallBudget
      return false
    }
    account.modelCalls += 1
    return true
  }

  /// Counts an action that turned out not to be legal.
  mutating func chargeIllegalProposal() { account.illegalProposals += 1 }

  /// Text for a state, for screens; costs nothing.
  mutating func observation(of state: State) throws -> String {
    try forks[0].restore(state)
    return forks[0].observation
  }

  /// The legal actions at a state, as the environment lists them.
  mutating func actions(in state: State) throws -> [String] {
    try forks[0].restore(state)
    return forks[0].actions
  }

  private static func simulate(_ problem: inout Problem, _ move: Move) throws -> Edge {
    try problem.restore(move.state)
    let outcome = try problem.step(move.action)
    return Edge(
      next: problem.state, reward: outcome.reward, isLegal: outcome.isLegal, isSolved: problem.isSolved,
      progress: problem.progress, goalShare: problem.goalShare, observation: problem.observation)
  }

  /// `body` for 0 ..< `count` with a problem of its own, in order of the index.
  private mutating func share<Value>(
    _ count: Int, _ body: (inout Problem, Int) throws -> Value
  ) throws -> [Value] {
    guard count >= Self.smallest, pool.threads > 1 else { return try (0..<count).map { try body(&forks[0], $0) } }
    while forks.count < Self.pieces { forks.append(try forks[0].fork()) }
    var results = [Result<[Value], any Error>?](repeating: nil, count: Self.pieces)
    let pool = pool
    forks.withUnsafeMutableBufferPointer { forks in
      results.withUnsafeMutableBufferPointer { slots in
        // Each piece has its own fork and slot.
        let (forks, slots) = (forks, slots)
        pool.run(Self.pieces) { piece in
          let range = (piece * count / Self.pieces)..<((piece + 1) * count / Self.pieces)
          slots[piece] = Result { try range.map { try body(&forks[piece], $0) } }
        }
      }
    }
    return try results.flatMap { try $0?.get() ?? [] }
  }
}

extension ActionPrior {
  /// Proposals at a state, those that the environment does not list as legal dropped; `problem` is left at the state.
  func legalProposals<Problem: PlanningProblem>(
    _ problem: inout Problem, _ state: Problem.State, history: [String]
  ) throws -> (proposals: [Proposal], dropped: Int) {
    try problem.restore(state)
    let context = problem.context(history: history)
    let all = try proposals(for: context)
    guard !context.actions.isEmpty else { return (all.normalised(), 0) }
    let legal = Set(context.actions)
    let kept = all.filter { legal.contains($0.action) }
    return (kept.normalised(), all.count - kept.count)
  }
}
