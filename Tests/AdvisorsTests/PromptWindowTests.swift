import Environments
import RLCore
import TestSupport
import Testing

@testable import Advisors
@testable import LanguageModels

/// Prompts and replies within what a model reads.
@Suite struct PromptWindowTests {
  @Test func leavesRoomForTheReply() {
    let large = PromptWindow(contextTokens: 32_768)
    #expect(large.replyTokens(4_096) == 4_096 && large.promptCharacters(reply: 4_096) == 2 * (32_768 - 4_096 - 64))
    // A reply takes no more than half, so that there is a prompt to reply to.
    let small = PromptWindow(contextTokens: 4_096)
    #expect(small.replyTokens(4_096) == 2_048 && small.promptCharacters(reply: 4_096) == 2 * (2_048 - 64))
    #expect(PromptWindow(contextTokens: 1_000_000).promptCharacters(reply: 4_096) == PromptWindow.mostCharacters)
    #expect(PromptWindow(contextTokens: 0).promptCharacters(reply: 10) == 0)
    #expect(PromptWindow(contextTokens: 0).replyTokens(10) == 1)
  }

  @Test(arguments: [
    (
      "This model's maximum context length is 8192 tokens. However, you requested 11096 tokens (7000 in the messages, "
        + "4096 in the completion).", 8_192
    ),
    ("the request exceeds the available context size (4096 tokens), try increasing it", 4_096),
    ("Input exceeds the context window of 131,072 tokens", 131_072),
    ("the request exceeds the available context size, try increasing it", nil), ("prompt is too long", nil),
    ("context length is 99999999999999999999999", nil), ("context length 12", nil), ("8192 tokens at most", nil),
  ])
  func readsTheSizeInAComplaint(words: String, tokens: Int?) {
    #expect(PromptWindow.contextTokens(in: words) == tokens)
  }

  @Test func isKnownFromTheConfigurationElseFromTheProbe() throws {
    let capabilities = EndpointCapabilities(
      jsonSchema: .honoured, jsonObject: .honoured, logprobs: .honoured, streamingUsage: .honoured,
      contextTokens: 8_192)
    #expect(try ProviderBench([]).advisor.promptCharacters == nil)
    #expect(try ProviderBench([], capabilities: capabilities).advisor.promptCharacters == 2 * (4_096 - 64))
    let configured = try ProviderBench([], capabilities: capabilities) { $0.contextTokens = 16_384 }
    #expect(configured.advisor.promptCharacters == 2 * (16_384 - 4_096 - 64))
  }

  @Test func asksForNoLongerReplyThanFits() async throws {
    let bench = try ProviderBench([.chat("{\"critical_states\":[]}")]) { $0.contextTokens = 2_048 }
    _ = try await bench.advisor.reply(to: ProviderBench.prompt)
    #expect(JSONValue(whole: bench.transport.bodies[0])?["max_tokens"]?.count == 1_024)
    #expect(bench.log.calls.first?.parameters.maximumTokens == 1_024)
  }

  /// A short prompt that is refused only because of the reply that was asked for.
  @Test func makesTheReplyShorterWhereThatIsEnough() async throws {
    let refusal = ScriptedTransport.Answer.fault(
      400, "This model's maximum context length is 4096 tokens. However, you requested 4300 tokens.",
      code: "context_length_exceeded")
    let bench = try ProviderBench([refusal, .chat("{\"critical_states\":[]}")])
    _ = try await bench.advisor.reply(to: ProviderBench.prompt)
    #expect(bench.transport.bodies.map { JSONValue(whole: $0)?["max_tokens"]?.count } == [4_096, 2_048])
    #expect(bench.log.calls.map(\.outcome) == [.failed, .answered])
    #expect(bench.advisor.promptCharacters == 2 * (2_048 - 64))
  }

  /// From the refusal of a prompt to a shorter one that is answered, both on the record.
  @Test func sendsARefusedPromptOnceMoreInAShorterForm() async throws {
    let refusal = ScriptedTransport.Answer.fault(
      400, "maximum context length is 7200 tokens", code: "context_length_exceeded")
    let bench = try ProviderBench([refusal, .chat("{\"critical_states\":[]}")])
    var options = IdentificationOptions()
    options.windowsPerEpisode = 1
    options.asksRewards = false
    let lines = (0..<30).flatMap { rally in
      SyntheticCourt.narration(actions: Array(repeating: 1, count: 10), first: rally * 10)
    }
    var calls: [AdviceCall] = []
    _ = try await Identification(
      environment: "Pong", interpreter: PongInterpreter(), actionSpace: SyntheticCourt.actions,
      library: try PromptLibrary(), options: options
    ).run([NarratedEpisode(id: 1, narration: lines, outcome: -30)], by: bench.advisor) { call in
      calls.append(call)
      return nil
    }
    #expect(calls.count == 2 && calls[0].failure?.contains("too long") == true && calls[1].failure == nil)
    #expect(calls[0].prompt.count > 2 * (3_600 - 64) && calls[1].prompt.count <= 2 * (3_600 - 64))
    #expect(calls[1].prompt.contains("rallies"), "what was left out is stated")
    #expect(bench.log.calls.map(\.outcome) == [.failed, .answered])
    #expect(bench.log.calls.map(\.prompt) == calls.map(\.prompt))
  }
}
