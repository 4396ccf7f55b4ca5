import Algorithms
import RLCore
import Testing
import Threads

/// Planning where no reward and no share of the goal tells how good an end is, and where different states look alike.
@Suite struct BlindPlanningTests {
  /// One of four guesses is right, and only the last one counts; every wrong one gets the same words.
  private struct Guess: PlanningProblem {
    var state: [String] = []
    /// What ends are worth to a rollout.
    var isWorth = false
    /// How often each guess is handed in, where somebody knows.
    var shares: [String: Double] = [:]
    /// Ways are told apart by more than words.
    var isToldApart = false
    let horizon = 4

    var id: String { "guess" }
    var task: String { "find the right one" }
    var observation: String { state.last.map { $0 == "c" ? "right" : "wrong" } ?? "begin" }
    var ownIdentity: String? { isToldApart && !state.isEmpty ? state.joined() : nil }
    var actions: [String] { ["a", "b", "c", "d"] }
    var goalShare: Double { state.last.flatMap { shares[$0] } ?? 0 }
    var isSolved: Bool { false }
    var endWorth: Double { isWorth && state.last == "c" ? 1 : 0 }

    mutating func step(_ action: String) -> PlanningOutcome {
      guard actions.contains(action) else { return PlanningOutcome(reward: 0, isLegal: false) }
      state.append(action)
      return PlanningOutcome(reward: 0)
    }

    mutating func restore(_ state: [String]) { self.state = state }
  }

  /// The same shares everywhere.
  private struct Fixed: ActionPrior {
    var shares: [String: Double]
    var source: String { "fixed" }

    func proposals(for context: PlanningContext) -> [Proposal] {
      context.actions.map { Proposal(action: $0, probability: shares[$0] ?? 0) }.normalised()
    }
  }

  private func plan(_ planner: any Planner, _ problem: Guess, _ prior: any ActionPrior) throws -> PlanReport {
    try planner.plan(problem, prior: prior, budget: .unlimited, seed: 1, pool: WorkerPool(threads: 2))
  }

  @Test func waysAreToldApartWhereTheirEndsLookAlike() throws {
    let record = RecordedPlan(task: "guess", prompt: "x", actions: ["a", "b", "d", "c"])
    func acted(byHistory: Bool) throws -> [String] {
      let prior = try RecordedPrior([record], source: "test", byHistory: byHistory) { _ in Guess() }
      return try plan(PriorActing(.act), Guess(), prior).plan
    }
    #expect(try acted(byHistory: true) == record.actions)
    #expect(try acted(byHistory: false) != record.actions, "three wrong guesses look alike")
    // Where nobody went that way, what was done in states that look like it counts.
    let prior = try RecordedPrior([record], source: "test", byHistory: true) { _ in Guess() }
    var other = Guess()
    _ = other.step("d")
    let proposals = try prior.proposals(for: other.context(history: ["d"]))
    #expect(proposals.filter { $0.probability > 0.2 }.map(\.action) == ["b", "c", "d"])
  }

  @Test func aVetoHoldsAtItsStateAndNotWhereverTheWordsAreTheSame() throws {
    let prior = Fixed(shares: ["a": 0.5, "b": 0.3, "c": 0.1, "d": 0.1])
    func actions(isToldApart: Bool, after history: [String], vetoedAt state: String) throws -> [String] {
      var guess = Guess(isToldApart: isToldApart)
      for action in history { _ = guess.step(action) }
      let veto = PlanDecision(.veto, task: guess.id, state: state, action: "a")
      let amended = AmendedPrior(prior, amendments: PlanAmendments([veto]))
      return try amended.proposals(for: guess.context(history: history)).map(\.action)
    }
    #expect(try actions(isToldApart: true, after: ["a"], vetoedAt: "a") == ["b", "c", "d"])
    #expect(try actions(isToldApart: true, after: ["b"], vetoedAt: "a").contains("a"), "it only looks the same")
    // What earlier versions kept are the words; they hold where these are the identity.
    #expect(try actions(isToldApart: false, after: ["b"], vetoedAt: "wrong") == ["b", "c", "d"])
    #expect(try actions(isToldApart: true, after: [], vetoedAt: "begin") == ["b", "c", "d"])
    // The search's nodes carry it.
    for planner in [SLINVIT() as any Planner, TreeSearchPlanner()] {
      let tree = try #require(try plan(planner, Guess(isToldApart: true), prior).tree)
      #expect(tree.nodes[0].identity == "begin")
      for index in tree.nodes.indices.dropFirst() {
        #expect(tree.nodes[index].identity == tree.actions(to: index).joined())
      }
    }
  }

  @Test func mostEpisodesDecide() throws {
    let prior = Fixed(shares: ["a": 0.1, "b": 0.1, "c": 0.7, "d": 0.1])
    let report = try plan(MajorityVote(episodes: 9), Guess(), prior)
    #expect(report.plan.count == 4 && report.plan.last == "c" && report.method == "majority")
    #expect(report.account.searched == 9 * 4 && report.account.executed == 4 && report.account.modelCalls == 9 * 4)
    let wrong = try plan(MajorityVote(episodes: 9), Guess(), Fixed(shares: ["a": 0.3, "b": 0.3, "c": 0.1, "d": 0.3]))
    #expect(wrong.plan.last != "c", "what most say is taken, right or not")
    let short = try MajorityVote(episodes: 9).plan(
      Guess(), prior: prior, budget: PlanBudget(transitions: 10), seed: 1, pool: WorkerPool(threads: 1))
    #expect(short.account.transitions <= 10 && short.plan.count == 4 && short.stop == .transitionBudget)
  }

  @Test func rolloutsCountWhatTheirEndsAreWorth() throws {
    var configuration = SLINVITConfiguration()
    (configuration.breadth, configuration.depth, configuration.priorWeight) = (0, 1, 0)
    (configuration.leafValue, configuration.rollouts) = (.rollouts, 1)
    configuration.usesTranspositions = false
    // Every rollout ends after the last action: only there does a choice change what its end is worth.
    let even = Fixed(shares: ["a": 1, "b": 1, "c": 1, "d": 1])
    let report = try plan(SLINVIT(configuration), Guess(isWorth: true), even)
    #expect(report.plan.count == 4 && report.plan.last == "c")
    #expect(report.account.rolledOut > 0)
  }

  @Test func aPlanIsWhatWasCarriedOutWhereNothingTellsHowGoodItIs() throws {
    let report = try plan(SLINVIT(SLINVITConfiguration()), Guess(), Fixed(shares: ["a": 1, "b": 1, "c": 1, "d": 1]))
    #expect(report.plan.count == 4, "and not its first action alone")
    // Where something does, the best of it stays.
    let known = Guess(shares: ["c": 0.5])
    let prior = Fixed(shares: ["a": 0, "b": 0, "c": 1, "d": 0])
    let short = SLINVITConfiguration { ($0.breadth, $0.depth) = (1, 1) }
    #expect(try plan(SLINVIT(short), known, prior).plan == ["c"])
  }
}
