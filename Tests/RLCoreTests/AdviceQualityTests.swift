import Foundation
import RLCore
import Testing

/// How good advice was, by advisor and prompt version.
@Suite struct AdviceQualityTests {
  private func suggestion(_ id: Int, step: Int, _ action: Int = 1, call: Int? = 7) -> Suggestion {
    Suggestion(
      id: id, episode: 1, step: step, action: .discrete(action), reward: 0, rationale: "", confidence: 1,
      advisor: "openai:m", call: call)
  }

  private func call(_ version: String, cost: Double?, rejected: Int = 0, tokens: Int = 10) -> ModelCall {
    var service = ModelCall.Service(
      endpoint: "e", model: "m",
      parameters: .init(temperature: 0, maximumTokens: 1, seed: nil, isStreaming: false, answerForm: "prompt"),
      promptDigest: "d")
    (service.promptTokens, service.replyTokens, service.cost) = (tokens, 0, cost)
    (service.suggestions, service.rejected, service.clamped) = (1, rejected, 1)
    return ModelCall(
      advisor: "openai:m", kind: .identify, prompt: "p", promptVersion: version, seconds: 1, service: service)
  }

  private func evidence(_ difference: Double, low: Double) -> Evidence {
    Evidence(
      difference: difference, low: low, high: difference + 1, rollouts: 8, horizon: 1, hold: 1, environmentSteps: 9)
  }

  @Test func countsWhatBecameOfEachSuggestion() throws {
    let suggestions = [
      suggestion(1, step: 1), suggestion(2, step: 2), suggestion(3, step: 3), suggestion(4, step: 4, 2),
      suggestion(5, step: 4, 1),
    ]
    let decisions = [
      Decision(suggestion: 1, verdict: .accepted, actor: "person"),
      Decision(suggestion: 2, verdict: .accepted, actor: "person"),
      Decision(suggestion: 2, verdict: nil, actor: "person"),
      Decision(suggestion: 3, verdict: .edited(action: .discrete(0), reward: 1), actor: "person"),
      Decision(suggestion: 4, verdict: .accepted, actor: "verified"),
      Decision(suggestion: 4, verdict: .rejected, actor: "person"),
      Decision(suggestion: 5, verdict: .skipped, actor: "person"),
    ]
    let table = AdviceQuality.table(
      suggestions: suggestions, decisions: decisions,
      evidence: [1: evidence(2, low: 1), 4: evidence(-1, low: -2), 99: evidence(9, low: 9)],
      versions: [7: "identify-1"],
      calls: [call("identify-1", cost: 0.25, rejected: 3), call("case-1", cost: 0.5)].map { CountedCall($0) })
    #expect(table.map(\.source.promptVersion) == ["case-1", "identify-1", nil])
    let row = table[1]
    #expect(row.valid == 5 && row.rejectedItems == 3)
    #expect(row.accepted == 2 && row.edited == 1 && row.turnedDown == 1)
    #expect(row.measured == 2 && row.positive == 1 && row.meanEvidence == 0.5)
    // The second suggestion for step 4 is no further state.
    #expect(row.states == 4 && row.commonestActionShare == 0.75)
    #expect(row.cost == 0.25 && row.costPerAccepted == 0.125 && row.calls == 1)
    let total = table[2]
    #expect(total.calls == 2 && total.cost == 0.75 && total.tokens == 20 && total.accepted == 2)
    #expect(table[0].valid == 0 && table[0].costPerAccepted == nil && table[0].meanEvidence == nil)
  }

  @Test func statesNoCostWhereAPriceIsMissing() {
    let table = AdviceQuality.table(
      suggestions: [suggestion(1, step: 1)], decisions: [], evidence: [:], versions: [:],
      calls: [call("identify-1", cost: 0.25), call("identify-1", cost: nil)].map { CountedCall($0) })
    #expect(table.map(\.source.promptVersion) == ["", "identify-1", nil])
    #expect(table.allSatisfy { $0.cost == nil })
    #expect(table[0].valid == 1 && table[0].costPerAccepted == nil)
  }

  @Test func readsARecordBackAsItWas() throws {
    var made = call("identify-1", cost: nil)
    made.reply = "text\n\"quoted\""
    made.service?.secondsToFirstToken = 0.5
    let data = try JSONEncoder().encode(made)
    #expect(try JSONDecoder().decode(ModelCall.self, from: data) == made)
  }
}
