import RLCore
import TestSupport
import Numerics
import Testing

@testable import Advisors
@testable import LanguageModels

/// What recurs is kept, and agreement is confidence.
@Suite struct ProviderConsistencyTests {
  private func suggestion(
    _ step: Int, _ action: Action = .discrete(1), reward: Double = 0.5, confidence: Double = 0.9, episode: Int = 3,
    why: String = "r"
  ) -> Suggestion {
    Suggestion(
      episode: episode, step: step, action: action, reward: reward, rationale: why, confidence: confidence, advisor: "a"
    )
  }

  @Test func keepsWhatRecursAndCountsAgreement() {
    let merged = SelfConsistency().merge([
      [suggestion(110, reward: 0.2, why: "a"), suggestion(150)],
      [suggestion(111, reward: 0.6, confidence: 0.95, why: "b")],
      [suggestion(110, .discrete(2), reward: -1)], [suggestion(110, reward: 0.4)],
    ])
    #expect(merged.count == 1)
    #expect(merged.first?.step == 110 && merged.first?.action == .discrete(1))
    #expect(abs((merged.first?.reward ?? 0) - 0.4) < 1e-12)
    #expect(merged.first?.confidence == 0.75 && merged.first?.rationale == "b")
  }

  @Test func keepsExactlyTheShareThatIsAskedFor() {
    let samples = [[suggestion(110)], [suggestion(110)], [], []]
    #expect(SelfConsistency(leastShare: 0.5).merge(samples).count == 1)
    #expect(SelfConsistency(leastShare: 0.51).merge(samples).isEmpty)
    #expect(SelfConsistency().merge([]).isEmpty && SelfConsistency().merge([[], []]).isEmpty)
  }

  @Test func countsASampleOnceForAState() {
    // One verbose sample names four steps in a row; that is no agreement.
    let verbose = [suggestion(110), suggestion(111), suggestion(112), suggestion(113)]
    #expect(SelfConsistency().merge([verbose, [], []]).isEmpty)
    #expect(SelfConsistency().merge([verbose, [suggestion(112)], []]).map(\.step) == [112])
  }

  @Test func tellsDistantStepsAndEpisodesApart() {
    let merged = SelfConsistency(stepTolerance: 0).merge([
      [suggestion(110), suggestion(120)], [suggestion(111), suggestion(120)], [suggestion(110, episode: 4)],
    ])
    #expect(merged.map(\.step) == [120])
  }

  @Test func averagesContinuousActionsThatAgree() throws {
    let merged = SelfConsistency().merge([
      [suggestion(110, .continuous([0.51, -1]))], [suggestion(110, .continuous([0.49, -1]))],
      [suggestion(110, .continuous([-0.9, 1]))],
    ])
    guard case .continuous(let vector) = try #require(merged.first).action else {
      Issue.record("not continuous")
      return
    }
    #expect(vector[0].isApproximatelyEqual(to: 0.5, absoluteTolerance: 1e-6) && vector[1] == -1)
    #expect(abs((merged.first?.confidence ?? 0) - 2.0 / 3) < 1e-12)
  }

  @Test func answersWithWhatItsSamplesAgreeOn() async throws {
    let bench = try ProviderBench([
      .chat(ProviderBench.states(ProviderBench.item(143), ProviderBench.item(160, "down"))),
      .fault(400, "bad request"), .chat(ProviderBench.states(ProviderBench.item(143, reward: 0.7))),
    ]) { $0.temperature = 0.8 }
    let advisor = try SelfConsistentAdvisor(
      bench.advisor, samples: 3, merge: SelfConsistency(leastShare: 0.6))
    let answer = try await advisor.criticalStates(in: ProviderBench.context)
    // The record of the last sample is the number that the advice bears.
    #expect(
      answer.value.compactMap(\.suggestion) == [
        Suggestion(
          episode: 3, step: 143, action: .discrete(1), reward: 0.6, rationale: "late", confidence: 1,
          advisor: "openai:gpt-4o-mini")
      ])
    #expect(answer.call == 3 && answer.isReadable && answer.prompt?.text.isEmpty == false)
    #expect(bench.log.calls.compactMap(\.usage).reduce(0) { $0 + $1.prompt } == 200)
    #expect(answer.issues.count == 1 && answer.issues[0].reason.hasPrefix("sample 2 of 3 failed"))
    #expect(bench.transport.bodies.map { JSONValue(whole: $0)?["seed"]?.count } == [nil, 1, 2])
  }

  @Test func throwsWhenAllSamplesFailOrOneMustPause() async throws {
    let failing = try ProviderBench([.fault(400, "a"), .fault(400, "b")]) { $0.temperature = 1 }
    await #expect(throws: ProviderError.rejected(endpoint: "example.org", status: 400, detail: "b")) {
      try await SelfConsistentAdvisor(failing.advisor, samples: 2).criticalStates(in: ProviderBench.context)
    }
    let pausing = try ProviderBench([.fault(401, "a"), .fault(401, "b")]) { $0.temperature = 1 }
    await #expect(throws: ProviderError.self) {
      try await SelfConsistentAdvisor(pausing.advisor, samples: 2).criticalStates(in: ProviderBench.context)
    }
    #expect(pausing.transport.requests.count == 1)
  }

  @Test func asksOnceForAnythingElse() async throws {
    let bench = try ProviderBench([.chat("It is late.")]) { $0.temperature = 1 }
    let advisor = try SelfConsistentAdvisor(bench.advisor, samples: 5)
    _ = try await advisor.caseAnalysis(of: ProviderBench.context)
    #expect(bench.transport.requests.count == 1)
  }

  @Test func refusesSamplesThatCannotDiffer() throws {
    let cold = try ProviderBench([])
    #expect(throws: InvalidSettingError.self) { try SelfConsistentAdvisor(cold.advisor, samples: 3) }
    #expect(throws: InvalidSettingError.self) { try SelfConsistentAdvisor(cold.advisor, samples: 0) }
    #expect(throws: Never.self) { try SelfConsistentAdvisor(cold.advisor, samples: 1) }
    let thinking = try ProviderBench([], model: "o3-mini")
    #expect(throws: Never.self) { try SelfConsistentAdvisor(thinking.advisor, samples: 3) }
  }
}
