import Foundation
import Numerics
import RLCore
import TestSupport
import Testing

@testable import Advisors
@testable import LanguageModels

/// P_LLM(a|s) from the words of the actions, as an endpoint that scores given text tells them.
@Suite struct ActionTextPriorTests {
  private let state = "The ball is above."

  /// A scored text: its tokens with the characters at which they begin.
  private func scored(_ tokens: [(place: Int, log: Double?)]) -> ScriptedTransport.Answer {
    let logs = tokens.map { $0.log.map { "\($0)" } ?? "null" }.joined(separator: ",")
    let places = tokens.map { "\($0.place)" }.joined(separator: ",")
    return .json(
      "{\"choices\":[{\"text\":\"\",\"logprobs\":{\"text_offset\":[\(places)],\"token_logprobs\":[\(logs)]}}],"
        + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1}}")
  }

  @Test func theTokensOfTheActionCountAndNoOthers() async throws {
    let start = ActionTextPrior.prompt(state).count
    // " up" is one token, " to the left" two; what the model adds of its own begins where the text ends.
    let bench = try ProviderBench([
      scored([(0, nil), (start - 5, -9), (start, -1), (start + 3, -7)]),
      scored([(0, nil), (start, -1), (start + 3, -0.5), (start + 12, -7)]),
    ])
    let estimate = try await ActionTextPrior(bench.endpoint).estimate(["up", "to the left"], in: state)
    // exp(−1) and exp(−1.5), by hand.
    let first = 1 / (1 + exp(-0.5))
    #expect(estimate.source == .text && estimate.coverage == 1)
    #expect(estimate.probabilities[0].isApproximatelyEqual(to: first, absoluteTolerance: 1e-9))
    #expect(estimate.probabilities[1].isApproximatelyEqual(to: 1 - first, absoluteTolerance: 1e-9))
    #expect(bench.transport.requests.allSatisfy { $0.url.hasSuffix("/completions") && !$0.url.contains("/chat/") })
    let body = try #require(JSONValue(whole: bench.transport.bodies[1]))
    #expect(
      body["echo"] == .bool(true) && body["prompt"]?.text?.hasSuffix("# The best next action\n to the left") == true)
    #expect(bench.log.calls.map(\.outcome) == [.answered, .answered] && bench.log.calls[0].kind == "prior")
  }

  @Test func aTokenThatReachesIntoTheActionCounts() throws {
    let value = try #require(
      JSONValue(whole: "{\"choices\":[{\"logprobs\":{\"text_offset\":[0,8,12],\"token_logprobs\":[null,-2,-3]}}]}"))
    #expect(ChatEndpoint.score(in: value, from: 10, to: 14) == -5)
    #expect(ChatEndpoint.score(in: value, from: 12, to: 14) == -3)
    #expect(ChatEndpoint.score(in: value, from: 20, to: 24) == nil, "the text was not given back")
  }

  @Test(arguments: [
    "{\"choices\":[{\"text\":\"x\"}]}",
    "{\"choices\":[{\"logprobs\":{\"text_offset\":[0,90],\"token_logprobs\":[null]}}]}",
    "{\"choices\":[{\"logprobs\":{\"text_offset\":[],\"token_logprobs\":[]}}]}",
  ])
  func anEndpointThatScoresNothingSaysWhatToDo(_ answer: String) async throws {
    let bench = try ProviderBench([.json(answer)])
    let error = await #expect(throws: ProviderError.self) {
      _ = try await ActionTextPrior(bench.endpoint).estimate(["up", "down"], in: state)
    }
    #expect(error.map { "\($0)" }?.contains("priorForm = \"letter\"") == true)
  }

  @Test func whatNobodyReadCostsNothing() async throws {
    let bench = try ProviderBench([.fault(401, "no such key")])
    await #expect(throws: ProviderError.self) {
      _ = try await ActionTextPrior(bench.endpoint).estimate(["up", "down"], in: state)
    }
    #expect(bench.endpoint.budget.spent.usage.total == 0 && bench.endpoint.budget.spent.calls == 1)
  }

  @Test func oneActionNeedsNoQuestion() async throws {
    let bench = try ProviderBench([])
    #expect(try await ActionTextPrior(bench.endpoint).estimate(["up"], in: state).probabilities == [1])
    #expect(bench.transport.requests.isEmpty)
  }
}
