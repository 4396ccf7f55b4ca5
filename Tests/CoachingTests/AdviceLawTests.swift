import Algorithms
import Coaching
import RLCore
import SessionStore
import Testing
import Threads

/// The laws that `Identifier` and `Advisor` state, over every line of the catalogs.
@Suite struct AdviceLawTests {
  private let desk: Desk
  private let resources: AdviceResources

  init() throws {
    desk = try Desk.played()
    var resources = try desk.coach.advice.resources(pool: desk.coach.pool)
    // A mask network is trained anew for every question here: one update is enough for the laws.
    resources.mask.training = desk.coach.settings.training
    resources.mask.steps = 1
    resources.mask.baselineEpisodes = 2
    self.resources = resources
  }

  /// Stretches of the recorded episodes: the beginning, the end, and a single step.
  private func contexts() throws -> [AdviceContext] {
    let advice = desk.coach.advice
    return try desk.store.episodeSummaries().flatMap { summary -> [AdviceContext] in
      let narrated = try advice.narrate(try #require(try desk.store.episode(summary.id)))
      let last = summary.length - 1
      return [0...min(40, last), max(0, last - 60)...last, last...last].map { steps in
        var context = AdviceContext(
          environment: "Pong", interpreter: advice.entry.interpreter ?? Silent(), actionSpace: advice.entry.spec.action,
          episode: summary.id, firstStep: steps.lowerBound, lastStep: steps.upperBound,
          narration: Array(narrated.narration[steps]), outcome: narrated.outcome, maximumStates: 4)
        context.recorded = narrated.recorded
        return context
      }
    }
  }

  private struct Silent: Interpreter {
    let background = ""
    let rules = ""
    let criteria = ""
    func narrate(rows: [[UInt8]], steps: [EpisodeStep], first: Int) -> [String] { [] }
    func key(row: [UInt8]) -> String { "" }
  }

  private func isLegal(_ action: Action, _ space: ActionSpace) -> Bool {
    switch (action, space) {
    case (.discrete(let index), .discrete(let names)): names.indices.contains(index)
    case (.continuous(let vector), .box(let low, let high)):
      vector.count == low.count && vector.indices.allSatisfy { (low[$0]...high[$0]).contains(vector[$0]) }
    default: false
    }
  }

  @Test(arguments: Catalogs.standard.identifiers.names)
  func identifiersKeepTheLaws(_ name: String) async throws {
    let entry = try Catalogs.standard.identifiers.entry(name)
    var all: [CriticalState] = []
    for context in try contexts() {
      let identifier = try entry.make(resources)
      #expect(identifier.name == name && identifier.isStandIn == entry.isStandIn)
      let states = try await identifier.criticalStates(in: context).value
      #expect(states.count <= 4 && Set(states.map(\.step)).count == states.count)
      for state in states {
        #expect(state.episode == context.episode && (context.firstStep...context.lastStep).contains(state.step))
        #expect((0...1).contains(state.score))
        guard let proposal = state.proposal else { continue }
        #expect(isLegal(proposal.action, context.actionSpace) && (-1...1).contains(proposal.reward))
      }
      #expect(try await entry.make(resources).criticalStates(in: context).value == states, "the same again")
      // The environment's words are for those who are asked in words.
      var silent = context
      (silent.background, silent.rules, silent.criteria) = ("", "", "")
      #expect(try await entry.make(resources).criticalStates(in: silent).value == states)
      all += states
    }
    #expect(!all.isEmpty)
  }

  @Test(arguments: Catalogs.standard.advisors.names)
  func advisorsKeepTheLaws(_ name: String) async throws {
    let entry = try Catalogs.standard.advisors.entry(name)
    let random = try Catalogs.standard.identifiers.entry("random").make(resources)
    for context in try contexts() {
      let states = try await random.criticalStates(in: context).value
      let advisor = try entry.make(resources)
      #expect(advisor.name == name && advisor.isStandIn == entry.isStandIn)
      let suggestions = try await advisor.suggestions(at: states, in: context).value
      for suggestion in suggestions {
        #expect(states.contains { $0.episode == suggestion.episode && $0.step == suggestion.step })
        #expect(isLegal(suggestion.action, context.actionSpace) && suggestion.advisor == name)
        #expect((-1...1).contains(suggestion.reward) && (0...1).contains(suggestion.confidence))
      }
      #expect(
        try await entry.make(resources).suggestions(at: states, in: context).value == suggestions, "the same again")
      let rewards = try await advisor.rewards(of: suggestions, in: context).value
      #expect(rewards.allSatisfy { (-1...1).contains($0.reward) })
    }
  }

  @Test func randomStatesDifferBetweenSeedsAndFillTheStretch() async throws {
    let context = try #require(try contexts().first)
    var (one, other) = (resources, resources)
    (one.seed, other.seed) = (1, 2)
    let entry = try Catalogs.standard.identifiers.entry("random")
    let first = try await entry.make(one).criticalStates(in: context).value
    let second = try await entry.make(other).criticalStates(in: context).value
    #expect(first.count == 4 && second.count == 4 && first != second)
  }

  @Test func whatAnEnvironmentLacksIsSaid() throws {
    var other = resources
    other.entry = try Catalogs.standard.environment("Pendulum-v1")
    let error = try #require(throws: CoachError.self) {
      try Catalogs.standard.consultation(advisor: "offline", identifier: nil, other)
    }
    #expect("\(error)".contains("Pendulum-v1 has no rules of thumb") && "\(error)".contains("planner"))
  }
}
