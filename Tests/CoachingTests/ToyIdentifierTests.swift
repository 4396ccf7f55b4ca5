import Coaching
import RLCore
import SessionStore
import Testing

/// An identifier of this file alone, added by its catalog line, goes through the real stage.
@Suite struct ToyIdentifierTests {
  /// Names the first step of every stretch.
  private struct First: Identifier {
    let name = "first"
    let summary = "Names the first step of every stretch."
    let isStandIn = false

    func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]> {
      Answer([CriticalState(episode: context.episode, step: context.firstStep, why: "it comes first")])
    }
  }

  private var catalogs: Catalogs {
    var catalogs = Catalogs.standard
    catalogs.identifiers = catalogs.identifiers.adding([IdentifierEntry("first", First().summary) { _ in First() }])
    return catalogs
  }

  @Test func itsStatesReachTheAdvisorAndTheQueue() async throws {
    let desk = try Desk.played(catalogs: catalogs)
    let found = try await desk.identify("planner", by: "first")
    let suggestions = try desk.store.suggestions()
    #expect(found.suggestions == suggestions.count && found.issues == 0 && found.unread == 0)
    #expect(suggestions.allSatisfy { $0.advisor == "planner" })
    let asked = try desk.store.calls(matching: "", limit: 1_000, preview: 10_000)
    let named = asked.filter { $0.kind == .identify }
    #expect(!named.isEmpty)
    for call in named { #expect(call.advisor == "first" && call.reply.contains("it comes first"), "\(call)") }
    #expect(asked.filter { $0.kind == .action }.allSatisfy { $0.advisor == "planner" })
    let steps = try desk.store.stepsSpent()[.identify] ?? 0
    #expect(steps > 0, "the search at its states is paid for")
  }

  @Test func itsNameIsKnownBesideTheOthers() async throws {
    let desk = try Desk.played(catalogs: catalogs)
    let error = try await #require(throws: UnknownNameError.self) { try await desk.identify("offline", by: "frist") }
    #expect(error.nearest == "first" && error.valid.contains("random") && error.valid.contains("openai:MODEL"))
    await #expect(throws: UnknownNameError.self) { try await desk.identify("first") }
  }
}
