import RLCore
import TestSupport
import Testing

@testable import Advisors
@testable import LanguageModels

/// A call from the prompt to the reply: what is asked, what counts, what is recorded.
@Suite struct ProviderAdvisorTests {
  private let prompt = ProviderBench.prompt
  private let good = ProviderBench.states(ProviderBench.item(143))

  @Test func repliesAndRecordsTheCall() async throws {
    let budget = AdvisorBudget(prices: PriceTable(["gpt-4o-mini": ModelPrice(input: 1, cachedInput: 0.5, output: 4)]))
    let bench = try ProviderBench([.chat(good, prompt: 100, cached: 40, reply: 25)], budget: budget)
    let reply = try await bench.advisor.reply(to: prompt)
    #expect(reply.text == good)
    #expect(reply.promptTokens == 100 && reply.replyTokens == 25 && reply.notes.isEmpty)
    let request = try #require(bench.transport.requests.first)
    #expect(request.url == "https://example.org/v1/chat/completions" && request.method == "POST")
    let call = try #require(bench.log.calls.first)
    #expect(bench.log.calls.count == 1)
    #expect(call.advisor == "openai:gpt-4o-mini" && call.endpoint == "example.org" && call.servedModel == "served-1")
    #expect(call.kind == "identify" && call.promptVersion == "identify-1" && call.prompt == prompt.text)
    #expect(call.promptDigest == prompt.digest && call.promptDigest.count == 64)
    #expect(call.parameters.answerForm == "json_schema" && call.parameters.temperature == 0)
    #expect(call.outcome == .answered && call.suggestions == 1 && call.finishReason == "stop" && call.retries == 0)
    #expect(call.usage == TokenUsage(prompt: 100, cached: 40, reply: 25))
    #expect(call.cost == 180.0 / 1_000_000)
    #expect(call.seconds > 0 && call.time == 1_700_000_000)
  }

  @Test func readsAStreamPieceByPiece() async throws {
    let half = good.utf8.count / 2
    let parts = [String(good.prefix(half)), String(good.dropFirst(half))].map { text in
      "data: {\"model\":\"served-2\",\"choices\":[{\"delta\":{\"content\":\(ScriptedTransport.quoted(text))}}]}\n\n"
    }
    let whole =
      ": ping\n\ndata: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n" + parts.joined()
      + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
      + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\ndata: [DONE]\n\n"
    let pieces = stride(from: 0, to: whole.count, by: 11).map { String(whole.dropFirst($0).prefix(11)) }
    let bench = try ProviderBench([.stream(pieces, error: nil)]) { $0.isStreaming = true }
    let reply = try await bench.advisor.reply(to: prompt)
    #expect(reply.text == good && reply.promptTokens == 7 && reply.replyTokens == 3)
    let call = try #require(bench.log.calls.first)
    #expect(call.servedModel == "served-2" && call.parameters.isStreaming)
    let first = try #require(call.secondsToFirstToken)
    #expect(first > 0 && first < call.seconds)
    #expect(bench.progress.all.contains(.receiving(bytes: good.utf8.count)))
  }

  @Test func takesAWholeAnswerWhereAStreamWasAskedFor() async throws {
    let bench = try ProviderBench([.chat(good)]) { $0.isStreaming = true }
    #expect(try await bench.advisor.reply(to: prompt).text == good)
    #expect(bench.log.calls.first?.secondsToFirstToken == nil)
  }

  @Test func asksAgainWhenAStreamBreaksOff() async throws {
    let piece = "data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n"
    let bench = try ProviderBench([
      .stream([piece], error: nil), .stream([piece], error: .interrupted("gone")), .chat(good, prompt: 10, reply: 2),
    ]) { $0.isStreaming = true }
    #expect(try await bench.advisor.reply(to: prompt).text == good)
    let call = try #require(bench.log.calls.first)
    #expect(call.retries == 2 && bench.log.calls.count == 1)
    // Both lost attempts have read the prompt, which nobody counted.
    let usage = try #require(call.usage)
    #expect(usage.isEstimated && usage.prompt > 10 + 2 * prompt.text.utf8.count / 4)
  }

  @Test func reportsAnErrorInMidStream() async throws {
    let piece = "data: {\"error\":{\"message\":\"overloaded\",\"code\":400}}\n\n"
    let bench = try ProviderBench([.stream([piece], error: nil)]) { $0.isStreaming = true }
    await #expect(throws: ProviderError.rejected(endpoint: "example.org", status: 400, detail: "overloaded")) {
      try await bench.advisor.reply(to: prompt)
    }
  }

  @Test func sendsAnUnusableReplyBackOnceWithTheReasons() async throws {
    let bad = ProviderBench.states(ProviderBench.item(999), ProviderBench.item(150, "jump"))
    let bench = try ProviderBench([.chat(bad, prompt: 100, reply: 20), .chat(good, prompt: 150, reply: 30)])
    let reply = try await bench.advisor.reply(to: prompt)
    #expect(reply.text == good && reply.promptTokens == 250 && reply.replyTokens == 50)
    let second = try #require(JSONValue(whole: bench.transport.bodies[1]))
    let messages = try #require(second["messages"]?.items)
    #expect(messages.map { $0["role"]?.text } == ["user", "assistant", "user"])
    #expect(messages[0]["content"]?.text == prompt.text && messages[1]["content"]?.text == bad)
    let words = try #require(messages[2]["content"]?.text)
    #expect(words.contains("- item 1: step 999 is outside the shown steps 100 to 200"))
    #expect(words.contains("- item 2: unknown action 'jump'"))
    #expect(bench.log.calls.map(\.outcome) == [.unusable, .answered])
    #expect(bench.log.calls.map(\.isRepair) == [false, true])
    #expect(Set(bench.log.calls.map(\.promptDigest)) == [prompt.digest])
    // The record of the repair stands by itself: the question, what was answered, and what was wrong with it.
    #expect(bench.log.calls[0].prompt == prompt.text)
    #expect(
      bench.log.calls[1].prompt
        == "=== user ===\n\(prompt.text)\n\n=== assistant ===\n\(bad)\n\n=== user ===\n\(words)")
  }

  @Test func keepsTheFirstReplyWhenTheRepairIsNoBetterOrFails() async throws {
    let bench = try ProviderBench([.chat("No."), .chat("Still no.")])
    #expect(try await bench.advisor.reply(to: prompt).text == "No.")
    #expect(bench.transport.requests.count == 2)
    let failing = try ProviderBench([.chat("No."), .fault(400, "bad")])
    let reply = try await failing.advisor.reply(to: prompt)
    #expect(reply.text == "No." && reply.notes.count == 1)
  }

  @Test(arguments: ["{\"critical_states\":[]}", ""])
  func tellsAnEmptyListThatIsMeantFromNothing(text: String) async throws {
    let bench = try ProviderBench([.chat(text), .chat(good)])
    let reply = try await bench.advisor.reply(to: prompt)
    #expect(bench.transport.requests.count == (text.isEmpty ? 2 : 1))
    #expect(reply.text == (text.isEmpty ? good : text))
    let messages = bench.transport.bodies.last.flatMap { JSONValue(whole: $0)?["messages"]?.items }
    // No message without text is sent back, nor two of one speaker: some servers refuse both.
    #expect(messages?.map { $0["role"]?.text } == ["user"])
    let said = messages?.first?["content"]?.text ?? ""
    #expect(said.hasPrefix(prompt.text) && said.contains("- the reply is empty") == text.isEmpty)
  }

  @Test func stepsDownTheLadderAndRemembersIt() async throws {
    let bench = try ProviderBench([
      .fault(400, "'response_format' of type 'json_schema' is not supported with this model"),
      .fault(400, "json_object is not supported", parameter: "response_format"), .chat(good), .chat(good),
    ]) { $0.reusesReplies = false }
    #expect(try await bench.advisor.reply(to: prompt).text == good)
    _ = try await bench.advisor.reply(to: prompt)
    let forms = bench.transport.bodies.map { JSONValue(whole: $0)?["response_format"]?["type"]?.text }
    #expect(forms == ["json_schema", "json_object", nil, nil])
    #expect(bench.log.calls.map(\.outcome) == [.failed, .failed, .answered, .answered])
    #expect(bench.log.calls.last?.parameters.answerForm == "prompt")
  }

  @Test func endsWhenARefusedParameterTeachesNothing() async throws {
    let faults = Array(repeating: ScriptedTransport.Answer.fault(400, "json_schema is not supported"), count: 9)
    let bench = try ProviderBench(faults)
    await #expect(throws: ProviderError.self) { try await bench.advisor.reply(to: prompt) }
    #expect(bench.transport.requests.count == 3)
  }

  @Test func tellsRefusalsCutsAndFiltersInWords() async throws {
    let refusal = ScriptedTransport.Answer.json(
      "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"I can't\\u001b[2J\"},\"finish_reason\":\"stop\"}]}")
    let cut = String(good.dropLast(2)) + ",{\"episode\":3,\"st"
    let bench = try ProviderBench([
      refusal, .chat(cut, finish: "length"), .chat("", finish: "content_filter"), .chat("", finish: "length"),
    ]) { $0.reusesReplies = false }
    let declined = try await bench.advisor.reply(to: prompt)
    #expect(declined.text == "" && declined.notes == ["the model declined to answer: I can't[2J"])
    let short = try await bench.advisor.reply(to: prompt)
    #expect(short.text == cut)
    #expect(short.notes == ["the reply was cut at 4096 tokens; raise maximumTokens to get the rest"])
    #expect(bench.log.calls.last?.suggestions == 1)
    #expect(try await bench.advisor.reply(to: prompt).notes.first?.contains("content filter") == true)
    #expect(try await bench.advisor.reply(to: prompt).notes.first?.contains("raise maximumTokens") == true)
    #expect(bench.log.calls.map(\.outcome) == [.refused, .cut, .filtered, .cut])
    #expect(bench.transport.requests.count == 4, "none of these is worth a repair")
  }

  @Test func asksForProseWithoutASchema() async throws {
    let bench = try ProviderBench([.chat("It moves too late.")])
    let reply = try await bench.advisor.reply(to: Prompt(kind: .caseAnalysis, version: "case-1", text: "Why?"))
    #expect(reply.text == "It moves too late.")
    #expect(!bench.transport.bodies[0].contains("response_format"))
    #expect(bench.log.calls.first?.outcome == .answered)
  }

  @Test func repeatsNoKeyThatAReplyHolds() async throws {
    let bench = try ProviderBench([.chat("{\"critical_states\":[]} \(ProviderBench.secret)")])
    let reply = try await bench.advisor.reply(to: prompt)
    #expect(reply.text == "{\"critical_states\":[]} [key]")
    #expect(bench.log.calls.first?.reply == reply.text)
  }

  @Test func notesThatARecordWasLostAndKeepsTheReply() async throws {
    struct Full: ModelCallRecording {
      struct Failure: Error {}
      func record(_ call: ModelCall, _ outcome: AdviceOutcome) throws -> Int { throw Failure() }
    }
    let transport = ScriptedTransport([.chat(good)])
    let settings = try EndpointConfiguration(baseURL: "http://localhost:1", model: "m")
    let endpoint = ChatEndpoint(settings, transport: transport, clock: ScriptedTime().clock, recorder: Full())
    let reply = try await LanguageModelAdvisor(endpoint, library: PromptLibrary()).reply(to: prompt)
    #expect(reply.text == good && reply.notes == ["the call could not be recorded: Failure()"])
  }

  @Test func reusesRepliesAtTemperatureZeroOnly() async throws {
    let bench = try ProviderBench([.chat(good), .chat("{\"critical_states\":[]}")])
    let first = try await bench.advisor.reply(to: prompt)
    let second = try await bench.advisor.reply(to: prompt)
    #expect(second.text == first.text && second.promptTokens == nil && bench.transport.requests.count == 1)
    #expect(bench.log.calls.map(\.isReused) == [false, true])
    #expect(bench.log.calls.last?.outcome == .answered && bench.endpoint.budget.spent.calls == 1)
    #expect(BudgetSpending(bench.log.calls) == bench.endpoint.budget.spent)
    var other = prompt
    other.text += " Again."
    _ = try await bench.advisor.reply(to: other)
    #expect(bench.transport.requests.count == 2)
    let warm = try ProviderBench([.chat(good), .chat(good)]) { $0.temperature = 0.5 }
    for _ in 0..<2 { _ = try await warm.advisor.reply(to: prompt) }
    #expect(warm.transport.requests.count == 2)
  }

  @Test func keepsNoReplyThatWasOfNoUse() async throws {
    let bench = try ProviderBench([.chat("No."), .chat("No."), .chat(good)])
    _ = try await bench.advisor.reply(to: prompt)
    #expect(try await bench.advisor.reply(to: prompt).text == good)
  }
}
