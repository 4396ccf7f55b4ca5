import RLCore
import Testing

@testable import SessionStore

@Suite struct AdviceTests {
  private func call(_ kind: ModelCall.Kind, episode: Int? = nil) -> ModelCall {
    ModelCall(
      advisor: "offline", kind: kind, episode: episode, prompt: "Which states?\nThe ball …",
      promptVersion: "identify-1", reply: "[]", outcome: "ok", seconds: 0.25, time: 4)
  }

  @Test func callsAndTheirIssuesComeBack() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    for (index, kind) in ModelCall.Kind.allCases.enumerated() {
      #expect(try store.addCall(call(kind, episode: index == 0 ? 3 : nil)) == index + 1)
    }
    let stored = try store.calls()
    #expect(stored.map(\.kind) == [.identify, .action, .case, .reward, .prior, .probe])
    var expected = call(.identify, episode: 3)
    expected.id = 1
    #expect(stored.first == expected)
    let issues = [
      ReplyIssue(kind: .rejected, item: nil, reason: "no JSON"), ReplyIssue(kind: .clamped, item: 2, reason: "1.5"),
    ]
    try store.addIssues(issues, call: 2)
    try store.addIssues([], call: 99)
    #expect(try store.issues(call: 2) == issues)
    #expect(try store.issues(call: 1).isEmpty)
    #expect(throws: SessionStoreError.unknownCall(99)) { try store.addIssues(issues, call: 99) }
  }

  @Test func suggestionsAreNumberedAndComeBackExactly() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addCall(call(.identify))
    var last = Suggestion.sample(step: 3, action: .continuous([]))
    last.call = 1
    last.reward = 0.1 + 0.2
    (last.blame, last.stateValue, last.hold) = (-0.7, 0.1 + 0.2, 5)
    let given: [Suggestion] = [
      .sample(step: 1), .sample(step: 2, action: .continuous([0.1, -1, .infinity, 1e-30])), last,
    ]
    let stored = try store.addSuggestions(given, now: 2)
    #expect(stored.map(\.id) == [1, 2, 3])
    #expect(stored.map(\.step) == [1, 2, 3])
    #expect(try store.suggestions() == stored)
    #expect(try store.addSuggestions([.sample(step: 4)], now: 2).map(\.id) == [4])
  }

  @Test func suggestionsOutOfBoundsAreRefused() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    for (reward, confidence) in [(1.5, 0.5), (.nan, 0.5), (0, -0.1), (0, .nan)] {
      var bad = Suggestion.sample(step: 2)
      bad.reward = reward
      bad.confidence = confidence
      #expect(throws: SessionStoreError.self) { try store.addSuggestions([.sample(step: 1), bad], now: 1) }
    }
    for (blame, value, hold) in [(0.5, 0, 1), (-1.5, 0, 1), (.nan, 0, 1), (-0.5, 2, 1), (-0.5, .nan, 1), (0, 0, 0)] {
      var bad = Suggestion.sample(step: 2)
      (bad.blame, bad.stateValue, bad.hold) = (blame, value, hold)
      #expect(throws: SessionStoreError.self) { try store.addSuggestions([bad], now: 1) }
    }
    var orphan = Suggestion.sample(step: 2)
    orphan.call = 5
    #expect(throws: SessionStoreError.unknownCall(5)) { try store.addSuggestions([.sample(step: 1), orphan], now: 1) }
    #expect(try store.suggestions().isEmpty)
  }

  @Test func theLatestEvidenceCounts() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addSuggestions([.sample(step: 1), .sample(step: 2)], now: 1)
    let early = Evidence(
      difference: 0.1, low: -.infinity, high: .infinity, rollouts: 1, horizon: 10, hold: 1, environmentSteps: 20)
    let late = Evidence(
      difference: 1 / 3, low: 0.25, high: 0.5, rollouts: 8, horizon: 10, hold: 1, environmentSteps: 160)
    try store.setEvidence(early, suggestion: 1, now: 1)
    try store.setEvidence(early, suggestion: 2, now: 1)
    try store.setEvidence(late, suggestion: 1, now: 2)
    #expect(try store.evidence() == [1: late, 2: early])
    var third = late
    third.overPolicy = 0.125
    try store.setEvidence(third, suggestion: 2, now: 3)
    try store.setEvidence(third, suggestion: 1, action: .discrete(0), now: 3)
    #expect(try store.evidence() == [1: late, 2: third])
    #expect(try store.measuredActions()[1]?[.discrete(0)] == third)
    let proposed = Suggestion.sample(step: 1).action
    #expect(try store.measurements(of: 1, action: proposed) == [early, late])
    #expect(try store.measurements(of: 1, action: .discrete(0)) == [third])
    #expect(throws: SessionStoreError.unknownSuggestion(3)) { try store.measurements(of: 3, action: proposed) }
    #expect(throws: SessionStoreError.unknownSuggestion(3)) { try store.setEvidence(late, suggestion: 3, now: 1) }
  }
}
