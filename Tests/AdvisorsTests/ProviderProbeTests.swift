import RLCore
import TestSupport
import Testing

@testable import Advisors
@testable import LanguageModels

/// What an endpoint offers, and what it really does.
@Suite struct ProviderProbeTests {
  private static let logprobs =
    "{\"choices\":[{\"message\":{\"content\":\"A\"},\"finish_reason\":\"length\",\"logprobs\":{\"content\":[{\"token\":\"A\","
    + "\"logprob\":-0.1,\"top_logprobs\":[{\"token\":\"A\",\"logprob\":-0.1}]}]}}]}"
  private static let stream = "data: {\"choices\":[{\"delta\":{\"content\":\"1 2 3\"},\"finish_reason\":\"stop\"}]}\n\n"
  private static let usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3}}\n\n"

  @Test func findsAnEndpointThatDoesEverything() async throws {
    let bench = try ProviderBench([
      .chat("{\"thing\":\"sky\",\"letters\":3}"), .chat("{\"sea\":\"wide\"}"), .json(Self.logprobs),
      .stream([Self.stream, Self.usage, "data: [DONE]\n\n"], error: nil),
    ])
    #expect(
      try await bench.endpoint.probe()
        == EndpointCapabilities(
          jsonSchema: .honoured, jsonObject: .honoured, logprobs: .honoured, streamingUsage: .honoured))
    #expect(bench.log.calls.map(\.kind) == ["probe", "probe", "probe", "probe"])
    #expect(bench.log.calls.map(\.outcome) == Array(repeating: .answered, count: 4))
  }

  @Test func findsWhatIsIgnoredInSilence() async throws {
    let bench = try ProviderBench([
      .chat("The sky."), .chat("It is wide."), .chat("A"),
      .stream([Self.stream, "data: [DONE]\n\n"], error: nil),
    ])
    let found = try await bench.endpoint.probe()
    #expect(
      found
        == EndpointCapabilities(
          jsonSchema: .ignored("answered in prose"), jsonObject: .ignored("answered in prose"),
          logprobs: .ignored("gave none"), streamingUsage: .ignored("counted no tokens")))
    // What is known is not asked for again.
    let next = try ProviderBench([.chat("{\"critical_states\":[]}")], capabilities: found)
    _ = try await next.advisor.reply(to: ProviderBench.prompt)
    #expect(!next.transport.bodies[0].contains("response_format"))
    #expect(!next.endpoint.traits.givesLogprobs)
  }

  @Test func findsWhatIsRefused() async throws {
    let bench = try ProviderBench([
      .fault(400, "json_schema is not supported"), .chat("{}"), .chat("{\"sea\":\"wide\"}"),
      .fault(400, "logprobs is not supported"), .chat("A"), .fault(500, "x"), .fault(500, "x"), .fault(500, "x"),
    ])
    let found = try await bench.endpoint.probe()
    #expect(found.jsonSchema == .refused("json_schema is not supported") && found.jsonObject == .honoured)
    #expect(found.logprobs == .refused("logprobs is not supported"))
    guard case .failed = found.streamingUsage else {
      Issue.record("unexpected \(found.streamingUsage)")
      return
    }
    var traits = EndpointTraits(model: "m")
    found.apply(to: &traits)
    #expect(traits.highestRung == .object && !traits.givesLogprobs && traits.takesStreamOptions)
  }

  // MARK: - Advice

  private static func state(_ rationale: String) -> String {
    "{\"critical_states\":[{\"episode\":1,\"step\":22,\"rationale\":\"\(rationale)\",\"action\":\"down\",\"reward\":0.7,"
      + "\"confidence\":0.9}]}"
  }

  @Test func whoWritesAdviceThatCountsIsAskedInWords() async throws {
    let bench = try ProviderBench([.chat(Self.state("it went up, away from the ball"))])
    #expect(try await AdviceProbe.result(of: bench.endpoint, library: PromptLibrary()) == .honoured)
    #expect(!bench.transport.bodies[0].contains("t=143 "), "the example's step is not in the stretch")
  }

  @Test func whoRepeatsTheExampleIsAskedByChoice() async throws {
    let copied = Self.state("one or two sentences on why this state decides and why this action")
    let bench = try ProviderBench([.chat(copied), .chat(copied)])
    let found = try await AdviceProbe.result(of: bench.endpoint, library: PromptLibrary())
    #expect(found == .ignored("it repeats the example of the prompt"))
    #expect(bench.endpoint.adviceForm == .free)
    bench.endpoint.learn(capabilities(advice: found))
    #expect(bench.endpoint.adviceForm == .choice)
  }

  @Test func anEndpointThatFailsProvesNothing() async throws {
    let bench = try ProviderBench([.fault(500, "x"), .fault(500, "x"), .fault(500, "x")])
    guard case .failed = try await AdviceProbe.result(of: bench.endpoint, library: PromptLibrary()) else {
      Issue.record("a failure is no finding")
      return
    }
  }

  private func capabilities(
    schema: ProbeResult = .honoured, logprobs: ProbeResult = .honoured, advice: ProbeResult?
  ) -> EndpointCapabilities {
    EndpointCapabilities(
      jsonSchema: schema, jsonObject: schema, logprobs: logprobs, streamingUsage: .honoured, advice: advice)
  }

  @Test func whatIsKnownDecidesHowAdviceIsAskedFor() throws {
    func form(_ found: EndpointCapabilities?, _ change: (inout EndpointConfiguration) -> Void = { _ in }) throws
      -> AdviceForm
    {
      try ProviderBench([], capabilities: found, settings: change).endpoint.adviceForm
    }
    let prose = ProbeResult.ignored("prose")
    #expect(try form(nil) == .free)
    #expect(try form(capabilities(advice: prose)) == .choice)
    #expect(try form(capabilities(schema: prose, advice: nil)) == .free, "nobody tried")
    #expect(try form(capabilities(schema: prose, advice: .honoured)) == .free)
    #expect(try form(capabilities(schema: prose, logprobs: prose, advice: nil)) == .free)
    #expect(try form(capabilities(schema: prose, advice: .failed("down"))) == .free)
    #expect(try form(nil) { $0.answerForm = "prompt" } == .free)
    #expect(try form(capabilities(advice: prose)) { $0.advice = .free } == .free)
    #expect(try form(nil) { $0.advice = .choice } == .choice)
  }

  @Test func endsAtAKeyThatIsRefused() async throws {
    let bench = try ProviderBench([.fault(401, "no"), .chat("{}")])
    await #expect(throws: ProviderError.keyRefused(endpoint: "example.org", detail: "no")) {
      try await bench.endpoint.probe()
    }
    #expect(bench.transport.requests.count == 1)
  }

  @Test func listsModels() async throws {
    let body =
      "{\"object\":\"list\",\"data\":[{\"id\":\"zeta\",\"owned_by\":\"me\",\"max_model_len\":4096},"
      + "{\"id\":\"alpha\\u001b[1m\"},{\"id\":\"zeta\"},{\"name\":5},7]}"
    let bench = try ProviderBench([.json(body)])
    let models = try await bench.endpoint.models()
    #expect(
      models == [
        ListedModel(name: "alpha[1m", owner: nil, contextTokens: nil),
        ListedModel(name: "zeta", owner: "me", contextTokens: 4096),
      ])
    #expect(bench.transport.requests.first?.url == "https://example.org/v1/models")
    #expect(bench.transport.requests.first?.method == "GET")
  }

  @Test func saysWhyThereIsNoList() async throws {
    let other = try ProviderBench([.json("{\"x\":1}")])
    await #expect(throws: ProviderError.notChat(endpoint: "example.org", detail: "the answer holds no list of models"))
    {
      try await other.endpoint.models()
    }
    let missing = try ProviderBench([.fault(404, "Not Found")])
    await #expect(throws: ProviderError.notFound(url: "https://example.org/v1/models")) {
      try await missing.endpoint.models()
    }
  }
}
