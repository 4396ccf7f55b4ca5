import Networks
import RLCore
import Threads

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
    /// As what follows, only where states are put into words.
    var ownIdentity: String?
    var response: TextResponse?
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
  /// Put every state into words, for trees that are looked at later; the words cost more than the step.
  let describes: Bool
  private(set) var account = PlanAccount()
  /// Why nothing more may be spent.
  private(set) var exhausted: PlanStop?
  /// Why the prior stopped answering, where it did.
  private(set) var note: String?
  private var forks: [Problem]
  private var edges: [Move: Edge] = [:]
  private var answers: [State: [Proposal]] = [:]

  /// Requests below which sharing out costs more than it saves, and pieces of a shared one.
  private static var smallest: Int { 8 }
  private static var pieces: Int { 8 }

  init(
    _ problem: Problem, prior: any ActionPrior, budget: PlanBudget, pool: WorkerPool, remembers: Bool,
    describes: Bool = false
  ) throws {
    self.prior = prior
    self.budget = budget
    self.pool = pool
    self.remembers = remembers
    self.describes = describes
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
    return try Self.simulate(&forks[0], Move(state: state, action: action), describes: describes)
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
    let describes = describes
    let found = try share(missing.count) { try Self.simulate(&$0, missing[$1], describes: describes) }
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
      // A prior that has ended is not asked again.
      guard exhausted != .priorUnavailable else { return nil }
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
    let asked = try share(missing.count) { fork, index -> Result<LegalProposals, PriorUnavailable> in
      let request = requests[missing[index]]
      do {
        return .success(try prior.legalProposals(&fork, request.state, history: request.history))
      } catch let error as PriorUnavailable {
        return .failure(error)
      }
    }
    let found = answered(asked)
    for answer in found { account.illegalProposals += answer.dropped }
    if remembers { for (index, answer) in zip(missing, found) { answers[requests[index].state] = answer.proposals } }
    return zip(requests, places).map { request, place in
      if let place { return place < found.count ? found[place].proposals : nil }
      return remembers ? answers[request.state] : nil
    }
  }

  /// The answers before the first that did not come; questions after it are taken off the account again.
  private mutating func answered(_ asked: [Result<LegalProposals, PriorUnavailable>]) -> [LegalProposals] {
    var found: [LegalProposals] = []
    for result in asked {
      switch result {
      case .success(let answer): found.append(answer)
      case .failure(let error):
        account.modelCalls -= asked.count - found.count
        stop(error)
        return found
      }
    }
    return found
  }

  private mutating func stop(_ error: PriorUnavailable) {
    exhausted = .priorUnavailable
    if note == nil { note = error.description }
  }

  private typealias Rollout = (value: Double, steps: Int, dropped: Int, isCut: Bool, failure: PriorUnavailable?)

  /// Rollouts of the prior's sampled actions: the mean of `count` returns from each state, with what the state is worth in
  /// which one ends.
  ///
  /// Each state may spend an equal share of what is left of the budget, so that the sum keeps to it.
  mutating func rollOut(
    _ starts: [(state: State, history: [String])], count: Int, horizon: Int, seed: UInt64, stream: UInt64
  ) throws -> [Double] {
    guard !starts.isEmpty, count > 0 else { return starts.map { _ in 0 } }
    let share = min(transitionsLeft, modelCallsLeft) / starts.count
    let prior = prior
    let results = try self.share(starts.count) { fork, index -> Rollout in
      var generator = SeededGenerator(seed: seed, stream: stream &+ UInt64(index))
      var (total, steps, dropped) = (0.0, 0, 0)
      var isCut = false
      for _ in 0..<count {
        var history = starts[index].history
        var state = starts[index].state
        try fork.restore(state)
        var worth = fork.endWorth
        while history.count < horizon {
          guard steps < share else {
            isCut = true
            break
          }
          let answer: LegalProposals
          do {
            answer = try prior.legalProposals(&fork, state, history: history)
          } catch let error as PriorUnavailable {
            return (value: 0, steps: steps, dropped: dropped, isCut: true, failure: error)
          }
          dropped += answer.dropped
          guard !fork.isSolved, !answer.proposals.isEmpty else { break }
          let action = answer.proposals[generator.pick(answer.proposals.map(\.probability)[...])].action
          let outcome = try fork.step(action)
          steps += 1
          total += outcome.reward
          history.append(action)
          state = fork.state
          worth = fork.endWorth
        }
        total += worth
      }
      return (value: total / Double(count), steps: steps, dropped: dropped, isCut: isCut, failure: nil)
    }
    for result in results {
      account.rolledOut += result.steps
      account.modelCalls += result.steps
      account.illegalProposals += result.dropped
      if let failure = result.failure { stop(failure) }
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

  /// What tells a state from others that look the same, for screens; costs nothing.
  mutating func ownIdentity(of state: State) throws -> String? {
    try forks[0].restore(state)
    return forks[0].ownIdentity
  }

  /// The legal actions at a state, as the environment lists them.
  mutating func actions(in state: State) throws -> [String] {
    try forks[0].restore(state)
    return forks[0].actions
  }

  private static func simulate(_ problem: inout Problem, _ move: Move, describes: Bool) throws -> Edge {
    try problem.restore(move.state)
    let outcome = try problem.step(move.action)
    return Edge(
      next: problem.state, reward: outcome.reward, isLegal: outcome.isLegal, isSolved: problem.isSolved,
      progress: problem.progress, goalShare: problem.goalShare, observation: describes ? problem.observation : "",
      ownIdentity: describes ? problem.ownIdentity : nil, response: describes ? problem.response : nil)
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

/// Proposals without those that the environment does not list as legal, and how many those were.
typealias LegalProposals = (proposals: [Proposal], dropped: Int)

extension ActionPrior {
  /// Proposals at a state, those that the environment does not list as legal dropped; `problem` is left at the state.
  func legalProposals<Problem: PlanningProblem>(
    _ problem: inout Problem, _ state: Problem.State, history: [String]
  ) throws -> LegalProposals {
    try problem.restore(state)
    let context = problem.context(history: history)
    let all = try proposals(for: context)
    guard !context.actions.isEmpty else { return (all.normalised(), 0) }
    let legal = Set(context.actions)
    let kept = all.filter { legal.contains($0.action) }
    return (kept.normalised(), all.count - kept.count)
  }
}
