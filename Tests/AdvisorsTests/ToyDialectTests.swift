import RLCore
import TestSupport
import Testing

@testable import Advisors
@testable import LanguageModels

/// A wire format of this file alone goes through the real endpoint: retries, records and readings are the same for all.
@Suite struct ToyDialectTests {
  /// Questions under `q`, answers under `a`.
  private struct Terse: Dialect {
    let name = "terse"
    let summary = "Questions under q, answers under a."
    let chatPath = "/ask"
    let modelsPath = "/who"
    func headers(_ key: APIKey?) -> [HTTPHeader] { [] }
    func body(
      _ conversation: Conversation, _ call: ModelCall.Parameters, model: String, traits: EndpointTraits
    ) -> String {
      JSONText.object([("to", JSONText.quoted(model)), ("q", JSONText.quoted(conversation.transcript))])
    }
    func holdsReply(_ value: JSONValue) -> Bool { value["a"] != nil }
    func error(in value: JSONValue) -> JSONValue? { value["no"] }
    func take(_ value: JSONValue, into answer: inout ChatAnswer) {
      answer.text += value["a"]?.text ?? ""
      answer.usage = value["n"]?.count.map { TokenUsage(prompt: $0, reply: 1) } ?? answer.usage
    }
    func isEnd(_ event: String) -> Bool { event == "over" }
    func models(in value: JSONValue) -> [ListedModel]? {
      value["who"]?.items?.compactMap(\.text).map { ListedModel(name: $0) }
    }
  }

  private func bench(_ answers: [ScriptedTransport.Answer], streams: Bool = false) throws -> ProviderBench {
    try ProviderBench(answers) {
      $0.dialect = Terse()
      $0.isStreaming = streams
    }
  }

  private func answer(_ text: String) -> String { "{\"a\":\(ScriptedTransport.quoted(text)),\"n\":7}" }

  @Test func aConversationGoesOutAndAReplyComesIn() async throws {
    let states = ProviderBench.states(ProviderBench.item(143))
    let bench = try bench([.json(answer(states))])
    let found = try await bench.advisor.criticalStates(in: ProviderBench.context)
    #expect(found.value.map(\.step) == [143] && found.call == 1)
    #expect(bench.transport.requests.first?.url == "https://example.org/v1/ask")
    let body = try #require(JSONValue(whole: bench.transport.bodies[0]))
    #expect(body["to"]?.text == "gpt-4o-mini" && body["q"]?.text?.contains("critical_states") == true)
    #expect(bench.log.calls.first?.outcome == .answered && bench.log.calls.first?.usage?.prompt == 7)
  }

  @Test func aStreamEndsWithItsOwnWord() async throws {
    let bench = try bench(
      [.stream(["data: {\"a\":\"It is \"}\n\n", "data: {\"a\":\"late.\",\"n\":3}\n\ndata: over\n\n"], error: nil)],
      streams: true)
    let reply = try await bench.advisor.reply(to: Prompt(kind: .caseAnalysis, version: "1", text: "Why?"))
    #expect(reply.text == "It is late." && reply.promptTokens == 3)
  }

  @Test func itsErrorsAndListsAreRead() async throws {
    let bench = try bench([
      .json("{\"no\":{\"message\":\"not today\",\"code\":400}}"), .json("{\"who\":[\"b\",\"a\",\"b\"]}"),
    ])
    await #expect(throws: ProviderError.rejected(endpoint: "example.org", status: 400, detail: "not today")) {
      try await bench.advisor.reply(to: ProviderBench.prompt)
    }
    #expect(try await bench.endpoint.models().map(\.name) == ["a", "b"])
    #expect(bench.transport.requests.last?.url == "https://example.org/v1/who")
  }

  /// What holds for every line of the catalog.
  @Test(arguments: Dialects.all.names)
  func everyDialectSaysWhatIsAskedAndKeepsTheKeyInItsHeaders(_ name: String) throws {
    let dialect = try Dialects.all.entry(name).dialect
    let key = try #require(APIKey(ProviderBench.secret))
    let conversation = Conversation(
      [.init(.user, "What \"decided\" it?"), .init(.assistant, "Nothing."), .init(.user, "Again.")],
      purpose: .init(kind: .identify, version: "1", digest: ""))
    let parameters = ModelCall.Parameters(
      temperature: 0.5, maximumTokens: 99, seed: 3, isStreaming: true, answerForm: "prompt")
    let body = dialect.body(conversation, parameters, model: "m-1", traits: EndpointTraits(model: "m-1"))
    guard case .object = try #require(JSONValue(whole: body)) else {
      Issue.record("\(body) is no object")
      return
    }
    for text in ["m-1", #"What \"decided\" it?"#, "Nothing.", "Again."] { #expect(body.contains(text), "\(text)") }
    #expect(!body.contains(ProviderBench.secret))
    #expect(dialect.headers(key).contains { $0.value.contains(ProviderBench.secret) })
    #expect(dialect.chatPath.hasPrefix("/") && dialect.modelsPath.hasPrefix("/") && dialect.summary.contains(" "))
  }
}
