import Coaching
import RLCore
import SessionStore
import Testing

/// An advisor of this file alone, added by its catalog line, goes through the real stage.
@Suite struct ToyAdvisorTests {
  /// Would do the same everywhere.
  private struct Stubborn: Advisor {
    let name = "stubborn"
    let summary = "Says the same about every state."
    let isStandIn = true

    func suggestions(at states: [CriticalState], in context: AdviceContext) async throws -> Answer<[Suggestion]> {
      Answer(
        states.map {
          Suggestion(
            episode: $0.episode, step: $0.step, action: .discrete(1), reward: 0.25, rationale: "as always",
            confidence: 0.75, advisor: name)
        })
    }
  }

  private var catalogs: Catalogs {
    var catalogs = Catalogs.standard
    catalogs.advisors = catalogs.advisors.adding([
      AdvisorEntry("stubborn", Stubborn().summary, isStandIn: true) { _ in Stubborn() }
    ])
    return catalogs
  }

  @Test func itAdvisesAtTheStatesOfAnother() async throws {
    let desk = try Desk.played(catalogs: catalogs)
    let found = try await desk.identify("stubborn", by: "random")
    let suggestions = try desk.store.suggestions()
    #expect(found.suggestions == suggestions.count && !suggestions.isEmpty)
    #expect(suggestions.allSatisfy { $0.advisor == "stubborn" && $0.action == .discrete(1) && $0.reward == 0.25 })
    #expect(Set(suggestions.map { [$0.episode, $0.step] }).count == suggestions.count)
    let calls = try suggestions.map { try desk.store.call(try #require($0.call)) }
    #expect(calls.allSatisfy { $0?.advisor == "stubborn" && $0?.kind == .action })
    try desk.coach.verify()
    #expect(try desk.store.evidence().count == suggestions.count)
  }

  @Test func whoNamesNoStatesNeedsSomebodyWhoDoes() async throws {
    let desk = try Desk.played(catalogs: catalogs)
    let error = try await #require(throws: CoachError.self) { try await desk.identify("stubborn") }
    #expect("\(error)".contains("--identifier"))
  }
}
