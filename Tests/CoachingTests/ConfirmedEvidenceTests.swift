import Coaching
import RLCore
import SessionStore
import Testing

/// What is verified once may be so by chance: it is accepted when fresh rollouts say it again.
@Suite struct ConfirmedEvidenceTests {
  private func advised() async throws -> Desk {
    let desk = try Desk.played()
    _ = try await desk.identify("offline")
    return desk
  }

  private func evidence(low: Double) -> Evidence {
    Evidence(difference: low + 1, low: low, high: low + 2, rollouts: 8, horizon: 40, hold: 2, environmentSteps: 100)
  }

  @Test func aSecondMeasurementDecides() async throws {
    let desk = try await advised()
    let suggestions = try desk.store.suggestions()
    try #require(suggestions.count > 3)
    let lucky = suggestions.prefix(3).map(\.id)
    for suggestion in suggestions {
      try desk.store.setEvidence(
        evidence(low: lucky.contains(suggestion.id) ? 0.5 : -0.5), suggestion: suggestion.id, now: 0)
    }
    let counts = try desk.coach.accept(by: .confirmed)
    let (measured, times) = (try desk.store.evidence(), try desk.store.timesMeasured())
    #expect(suggestions.allSatisfy { times[$0.id] == (lucky.contains($0.id) ? 2 : 1) })
    let verdicts = try desk.store.currentVerdicts()
    for suggestion in suggestions {
      let isConfirmed = lucky.contains(suggestion.id) && measured[suggestion.id]?.isPositive == true
      #expect(verdicts[suggestion.id] == (isConfirmed ? .accepted : .rejected))
    }
    #expect(counts.accepted + counts.rejected == suggestions.count)
    // What confirming took is charged.
    let spent = lucky.reduce(0) { $0 + (measured[$1]?.environmentSteps ?? 0) }
    #expect(try desk.store.stepsSpent()[.verify] == spent && spent > 0)
    let again = try desk.coach.accept(by: .confirmed)
    #expect(again.accepted == 0 && again.rejected == 0)
    #expect(try desk.store.timesMeasured() == times, "what is decided is not measured again")
  }

  @Test func rolloutsThatAPersonAddsConfirmNothing() async throws {
    let desk = try await advised()
    let suggestions = try desk.store.suggestions()
    let first = try #require(suggestions.first)
    for suggestion in suggestions {
      try desk.store.setEvidence(
        evidence(low: suggestion.id == first.id ? 0.5 : -0.5), suggestion: suggestion.id, now: 0)
    }
    // As `m` keeps it: more pairs, those of before among them.
    var pooled = evidence(low: 0.6)
    pooled.rollouts = 24
    try desk.store.setEvidence(pooled, suggestion: first.id, now: 0)
    #expect(try desk.store.timesMeasured()[first.id] == 2 && desk.store.confirmedSuggestions().isEmpty)
    _ = try desk.coach.accept(by: .confirmed)
    #expect(try desk.store.timesMeasured()[first.id] == 3, "it was confirmed by a measurement of its own")
    #expect(try desk.store.confirmedSuggestions() == [first.id])
    let isPositive = try desk.store.evidence()[first.id]?.isPositive == true
    #expect(try desk.store.currentVerdicts()[first.id] == (isPositive ? .accepted : .rejected))
  }

  @Test func everyMeasurementHasRandomNumbersOfItsOwn() async throws {
    let desk = try await advised()
    try desk.coach.verify()
    let first = try desk.store.evidence()
    for suggestion in try desk.store.suggestions() {
      try desk.coach.advice.measure(suggestion.id, suggestion.action)
    }
    let second = try desk.store.evidence()
    #expect(first.count == second.count)
    // From many states every rollout comes to the same, whatever its random numbers.
    #expect(first.contains { second[$0.key] != $0.value }, "some came out otherwise")
    #expect(try desk.store.timesMeasured().values.allSatisfy { $0 == 2 })
  }

  @Test func theRuleIsReadAndNamed() throws {
    #expect(try AcceptancePolicy("confirmed") == .confirmed && AcceptancePolicy.confirmed.name == "confirmed")
    let suggestion = Suggestion(
      id: 1, episode: 1, step: 0, action: .discrete(0), reward: 0, rationale: "", confidence: 0.5, advisor: "x")
    let positive = evidence(low: 0.1)
    #expect(!AcceptancePolicy.confirmed.accepts(suggestion, positive, isConfirmed: false))
    #expect(AcceptancePolicy.confirmed.accepts(suggestion, positive, isConfirmed: true))
    #expect(!AcceptancePolicy.confirmed.accepts(suggestion, evidence(low: -0.1), isConfirmed: true))
    #expect(AcceptancePolicy.verified.accepts(suggestion, positive, isConfirmed: false))
  }
}
