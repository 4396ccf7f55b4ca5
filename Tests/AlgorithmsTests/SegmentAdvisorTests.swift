import RLCore
import Testing
import Threads

@testable import Algorithms

/// The planner that proposes sequences.
@Suite struct SegmentAdvisorTests {
  /// An episode that walks to the edge, for little at each step, and falls.
  private func fall(steps: Int) -> Episode {
    var game = LedgeGame(Int32(steps))
    var states = game.capture()
    let played = (0..<steps).map { _ in
      _ = [Float(0.05)].withUnsafeBufferPointer { $0.baseAddress.map { game.step($0) } }
      states += game.capture()
      return EpisodeStep(action: .continuous([0.05]), reward: 0.05, value: 0, probabilities: [])
    }
    return Episode(
      id: 2, environment: "Ledge", seed: 0, steps: played, stateBytes: 4, states: states, terminated: true)
  }

  private func context(_ episode: Episode, maximumStates: Int = 4) -> AdviceContext {
    var context = AdviceContext(
      environment: "Ledge", actionSpace: LedgeGame().spec.action, episode: episode.id, firstStep: 0,
      lastStep: episode.steps.count - 1, narration: ["t=3 near the edge"], outcome: 0, maximumStates: maximumStates)
    context.recorded = { episode }
    return context
  }

  private func advisor(_ allowance: SearchAllowance, threads: Int = 1) throws -> SegmentAdvisor {
    let entry = LedgeGame.entry()
    let run = try PPO(
      name: "base", entry: entry, configuration: .small(), seed: 1, pool: WorkerPool(threads: 1))
    _ = try run.advance()
    var configuration = SearchConfiguration()
    (configuration.segment, configuration.horizon, configuration.leastShare) = (6, 8, 0.01)
    return try SegmentAdvisor(
      checkpoint: try run.policy(), entry: entry, configuration: configuration, allowance: allowance, seed: 3,
      pool: WorkerPool(threads: threads))
  }

  /// What one search may take: 24 rollouts and 8 pairs of 8 steps.
  private static let most = (24 + 2 * 8) * 8

  @Test(arguments: [1, 2, 5]) func noMoreIsSpentThanIsAllowed(searches: Int) async throws {
    let allowance = SearchAllowance(steps: 2 * (searches * Self.most + 7), questions: 2)
    let advisor = try advisor(allowance)
    let first = try await advisor.criticalStates(in: context(fall(steps: 30)))
    #expect(first.isReadable && advisor.environmentSteps > 0 && advisor.environmentSteps <= allowance.each)
    // A second question has a share of its own, and a third one none.
    for _ in 0..<3 { _ = try await advisor.criticalStates(in: context(fall(steps: 30))) }
    #expect(advisor.environmentSteps <= allowance.steps)
  }

  @Test func whatDoesNotReachForOneSearchIsSaid() async throws {
    let advisor = try advisor(SearchAllowance(steps: Self.most - 1, questions: 1))
    let answer = try await advisor.criticalStates(in: context(fall(steps: 30)))
    #expect(answer.value.isEmpty && !answer.isReadable && advisor.environmentSteps == 0)
    #expect(answer.trouble?.contains("search.share") == true && answer.trouble?.contains("\(Self.most)") == true)
  }

  @Test func whatIsProposedIsASequenceThatHolds() async throws {
    let episode = fall(steps: 30)
    let advisor = try advisor(SearchAllowance(steps: 100 * Self.most, questions: 1))
    let states = try await advisor.criticalStates(in: context(episode)).value
    #expect(!states.isEmpty && states.count <= 4 && states.map(\.step) == states.map(\.step).sorted())
    for state in states {
      let suggestion = try #require(state.suggestion)
      #expect(suggestion.advisor == "planner" && suggestion.hold == nil && suggestion.episode == 2)
      let segment = suggestion.segment(usual: 1)
      #expect(segment.count <= 6 && segment.count == (suggestion.following?.count ?? 0) + 1)
      for step in 0..<segment.count {
        #expect(LedgeGame().spec.action.problem(with: try #require(segment[step])) == nil)
      }
      #expect(suggestion.rationale.contains("the search had not seen"))
    }
    // As an advisor it says the same of the same states, without another search.
    let spent = advisor.environmentSteps
    let again = try await advisor.suggestions(at: states, in: context(episode)).value
    #expect(again == states.compactMap(\.suggestion) && advisor.environmentSteps == spent)
  }

  @Test func theSameQuestionHasTheSameAnswerWithAnyThreads() async throws {
    let allowance = SearchAllowance(steps: 20 * Self.most, questions: 1)
    let (one, other) = (try advisor(allowance), try advisor(allowance, threads: 3))
    let first = try await one.criticalStates(in: context(fall(steps: 30))).value
    #expect(try await other.criticalStates(in: context(fall(steps: 30))).value == first)
    #expect(one.environmentSteps == other.environmentSteps)
  }

  @Test func nobodyIsAskedAboutNothing() async throws {
    let advisor = try advisor(SearchAllowance(steps: 0, questions: 0))
    #expect(SearchAllowance(steps: -3, questions: 0).each == 0)
    // Cut by the limit, and without a drop: nothing there is worth a search.
    var calm = fall(steps: 30)
    calm.terminated = false
    for index in calm.steps.indices { calm.steps[index].reward = 0 }
    let answer = try await advisor.criticalStates(in: context(calm))
    #expect(answer.value.isEmpty && answer.isReadable)
  }
}
