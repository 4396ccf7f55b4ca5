import Environments
import RLCore
import TestSupport
import Testing

@testable import Advisors
@testable import LanguageModels

/// Retries, errors by kind, cancelling, and what an identification makes of them.
@Suite struct ProviderFailureTests {
  private let prompt = ProviderBench.prompt
  private let good = ProviderBench.states(ProviderBench.item(143))

  @Test func waitsAsLongAsTheServerSaysAndCountsDown() async throws {
    let bench = try ProviderBench([
      .json("{\"error\":{\"message\":\"slow down\"}}", status: 429, headers: ["retry-after": "2.5"]), .chat(good),
    ])
    #expect(try await bench.advisor.reply(to: prompt).text == good)
    #expect(bench.time.naps == [1, 1, 0.5])
    let waits = bench.progress.all.compactMap { progress -> Double? in
      if case .waiting(1, let left, _) = progress { left } else { nil }
    }
    #expect(waits == [2.5, 1.5, 0.5])
    #expect(bench.progress.all.first == .sent(attempt: 1) && bench.progress.all.last == .sent(attempt: 2))
    #expect(bench.log.calls.map(\.retries) == [1])
  }

  @Test func givesUpAfterItsAttempts() async throws {
    let bench = try ProviderBench(Array(repeating: .fault(503, "loading model"), count: 9))
    let error = await #expect(throws: ProviderError.self) { try await bench.advisor.reply(to: prompt) }
    #expect(error == .server(endpoint: "example.org", status: 503, retries: 2, detail: "loading model"))
    #expect(error?.description.contains("3 attempts") == true)
    #expect(bench.transport.requests.count == 3)
    let call = try #require(bench.log.calls.first)
    #expect(call.outcome == .failed && call.retries == 2 && call.reply == nil && call.usage == nil)
    #expect(call.error?.contains("loading") == true)
  }

  @Test func doesNotSitThroughALongWait() async throws {
    let bench = try ProviderBench([
      .json("{\"error\":{\"message\":\"slow down\"}}", status: 429, headers: ["retry-after": "3000"]), .chat(good),
    ])
    let error = await #expect(throws: ProviderError.self) { try await bench.advisor.reply(to: prompt) }
    #expect(bench.time.naps.isEmpty && bench.transport.requests.count == 1)
    #expect(error?.description.contains("slow down; HTTP 429, and the server asks to wait 3000 s") == true)
  }

  @Test(arguments: [
    (
      401, "Incorrect key sk-test-0123456789abcdef", "invalid_api_key",
      ProviderError.keyRefused(endpoint: "example.org", detail: "Incorrect key [redacted]"), true
    ),
    (403, "no", "", .forbidden(endpoint: "example.org", detail: "no"), true),
    (
      429, "You exceeded your quota", "insufficient_quota",
      .noQuota(endpoint: "example.org", detail: "You exceeded your quota"), true
    ),
    (
      404, "The model `gpt-4o-mini` does not exist", "model_not_found",
      .unknownModel("gpt-4o-mini", endpoint: "example.org"), true
    ),
    (404, "model 'x' not found", "", .unknownModel("gpt-4o-mini", endpoint: "example.org"), true),
    (404, "Not Found", "", .notFound(url: "https://example.org/v1/chat/completions"), true),
    (
      400, "maximum context length is 8192", "context_length_exceeded",
      .tooLong(model: "gpt-4o-mini", detail: "maximum context length is 8192"), false
    ),
    (422, "bad", "", .rejected(endpoint: "example.org", status: 422, detail: "bad"), false),
  ])
  func saysWhatIsWrongAndDoesNotTryAgain(
    status: Int, message: String, code: String, expected: ProviderError, pauses: Bool
  ) async throws {
    let bench = try ProviderBench([.fault(status, message, code: code), .chat(good)])
    await #expect(throws: expected) { try await bench.advisor.reply(to: prompt) }
    #expect(bench.transport.requests.count == 1 && bench.time.naps.isEmpty)
    #expect(expected.pausesAdvising == pauses)
    let recorded = try #require(bench.log.calls.first?.error)
    #expect(!recorded.contains("0123456789"))
  }

  @Test(arguments: [
    ("Bad gateway", "the answer is not JSON but 'Bad gateway'"), ("", "the answer is empty"),
    ("{\"choices\":[]}", "the answer holds no choice"),
  ])
  func tellsAnAnswerThatIsNoChat(body: String, detail: String) async throws {
    let bench = try ProviderBench([.json(body)])
    await #expect(throws: ProviderError.notChat(endpoint: "example.org", detail: detail)) {
      try await bench.advisor.reply(to: prompt)
    }
  }

  @Test func tellsThatNobodyAnswers() async throws {
    let bench = try ProviderBench(Array(repeating: .failure(.timeout(.firstByte, 120)), count: 3))
    let error = await #expect(throws: ProviderError.self) { try await bench.advisor.reply(to: prompt) }
    #expect(error == .unreachable(endpoint: "example.org", retries: 2, reason: .timeout(.firstByte, 120)))
    // Each attempt may have been read before it was given up, so each counts.
    let usage = try #require(bench.log.calls.first?.usage)
    #expect(usage.isEstimated && usage.reply == 0 && usage.prompt % 3 == 0 && usage.prompt > 0)
    let refused = try ProviderBench([.failure(.badURL("x"))])
    await #expect(throws: ProviderError.self) { try await refused.advisor.reply(to: prompt) }
    #expect(refused.log.calls.first?.usage == nil && refused.transport.requests.count == 1)
  }

  @Test(.timeLimit(.minutes(1))) func endsAtOnceWhenItIsCancelled() async throws {
    let bench = try ProviderBench([.silence])
    let advisor = bench.advisor
    let task = Task { try await advisor.reply(to: prompt) }
    while bench.transport.requests.isEmpty { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(bench.transport.requests.count == 1)
    #expect(bench.log.calls.first?.error != nil)
  }

  private func identify(with advisor: any Identifier & Advisor, record: (AdviceCall) -> Void) async throws
    -> IdentificationResult
  {
    var options = IdentificationOptions()
    options.asksRewards = false
    let lines = (0..<8).flatMap { rally in
      SyntheticCourt.narration(actions: Array(repeating: 1, count: 10), first: rally * 10)
    }
    return try await Identification(
      environment: "Pong", interpreter: PongInterpreter(), actionSpace: SyntheticCourt.actions,
      library: try PromptLibrary(), options: options
    ).run([NarratedEpisode(id: 1, narration: lines, outcome: -8)], by: advisor) { call in
      record(call)
      return nil
    }
  }

  @Test func pausesAnIdentificationAtTheFirstLastingError() async throws {
    let bench = try ProviderBench([.fault(401, "no")])
    var failures: [String] = []
    await #expect(throws: ProviderError.keyRefused(endpoint: "example.org", detail: "no")) {
      try await identify(with: bench.advisor) { failures += [$0.failure ?? ""] }
    }
    #expect(failures.count == 1 && failures[0].contains("401"))
  }

  @Test func passesNotesOnToTheRecordOfAnIdentification() async throws {
    let reply = "{\"critical_states\":[]}"
    let bench = try ProviderBench(Array(repeating: .chat(reply, finish: "length"), count: 6))
    var reasons: Set<String> = []
    _ = try await identify(with: bench.advisor) { call in reasons.formUnion(call.issues.map(\.reason)) }
    #expect(reasons == ["the reply was cut at 4096 tokens; raise maximumTokens to get the rest"])
  }

  @Test func pausesAnIdentificationWhenTheBudgetIsUsed() async throws {
    let bench = try ProviderBench(
      Array(repeating: .chat("{\"critical_states\":[]}"), count: 9), budget: AdvisorBudget(caps: BudgetCaps(calls: 2)))
    var calls = 0
    await #expect(throws: BudgetReached.calls(cap: 2)) {
      try await identify(with: bench.advisor) { _ in calls += 1 }
    }
    #expect(bench.transport.requests.count == 2 && calls == 3)
  }
}
