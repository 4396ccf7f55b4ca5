import Foundation
import RLCore
import TestSupport
import Numerics
import Testing

@testable import Advisors
@testable import LanguageModels

/// P_LLM(a|s): from log probabilities where they are given, from counts where not, and always a distribution.
@Suite struct ProviderPriorTests {
  private let actions = ["move up", "move down", "stay"]

  private func answer(_ letter: String, _ mass: [(String, Double)]) -> ScriptedTransport.Answer {
    let list = mass.map { "{\"token\":\(ScriptedTransport.quoted($0.0)),\"logprob\":\(log($0.1))}" }
    return .json(
      "{\"choices\":[{\"message\":{\"content\":\"\(letter)\"},\"finish_reason\":\"length\",\"logprobs\":{\"content\":["
        + "{\"token\":\"\(letter)\",\"logprob\":\(log(mass[0].1)),\"top_logprobs\":[\(list.joined(separator: ","))]}]}}]}"
    )
  }

  private func isNear(_ left: [Double], _ right: [Double]) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { $0.isApproximatelyEqual(to: $1, absoluteTolerance: 1e-5) }
  }

  @Test func readsLogprobsAndAddsUpSpellings() async throws {
    let bench = try ProviderBench([
      answer("A", [("A", 0.5), (" A", 0.1), ("B", 0.2), ("The", 0.15), ("c", 0.05)])
    ])
    let prior = LanguageModelPrior(bench.endpoint)
    let estimate = try await prior.estimate(actions, in: "The ball is above.")
    #expect(estimate.source == .logprobs)
    #expect(isNear(estimate.probabilities, [0.6 / 0.85, 0.2 / 0.85, 0.05 / 0.85]))
    #expect(estimate.coverage.isApproximatelyEqual(to: 0.85, absoluteTolerance: 1e-9))
    let body = try #require(JSONValue(whole: bench.transport.bodies[0]))
    #expect(body["logprobs"] == .bool(true) && body["top_logprobs"] == .number(20) && body["temperature"] == .number(1))
    #expect(body["messages"]?.items?.first?["content"]?.text?.contains("B) move down") == true)
    #expect(bench.log.calls.map(\.outcome) == [.answered] && bench.log.calls[0].kind == "prior")
    #expect(bench.transport.requests.count == 1, "one call tells the whole distribution")
  }

  @Test func boundsWhatWasNotSeenByTheLeastLikelyTokenShown() throws {
    let tokens = "[{\"token\":\"A\",\"logprob\":\(log(0.9))},{\"token\":\"x\",\"logprob\":\(log(0.02))}]"
    let value = try #require(
      JSONValue(whole: "{\"token\":\"A\",\"logprob\":\(log(0.9)),\"top_logprobs\":\(tokens)}"))
    let choice = try #require(TokenChoice(value))
    let found = PriorMath.fromLogprobs(choice, labels: ["A", "B", "C"])
    #expect(isNear(found.probabilities, [0.9 / 0.94, 0.02 / 0.94, 0.02 / 0.94]))
    let none = PriorMath.fromLogprobs(choice, labels: ["D", "E"])
    #expect(isNear(none.probabilities, [0.5, 0.5]) && none.coverage == 0)
  }

  @Test func countsSamplesWhereThereAreNoLogprobs() async throws {
    let bench = try ProviderBench([
      .chat("A"), .chat("B) move down"), .chat("I would stay."), .chat("move up"), .chat("no idea"), .chat("b"),
      .chat("b"), .chat("b"), .chat("b"), .chat("b"),
    ])
    let prior = LanguageModelPrior(bench.endpoint, samples: 5, smoothing: 0.5)
    let estimate = try await prior.estimate(actions, in: "s")
    #expect(estimate.source == .samples(5) && estimate.coverage == 0.8)
    #expect(isNear(estimate.probabilities, [2.5 / 5.5, 1.5 / 5.5, 1.5 / 5.5]))
    let seeds = bench.transport.bodies.map { JSONValue(whole: $0)?["seed"]?.count }
    #expect(seeds == [nil, 1, 2, 3, 4])
    _ = try await prior.estimate(actions, in: "another")
    #expect(!bench.transport.bodies[5].contains("logprobs"), "what was not given is not asked for again")
  }

  @Test func fallsBackWhenLogprobsAreRefused() async throws {
    let bench = try ProviderBench([.fault(400, "logprobs is not supported"), .chat("C"), .chat("C")])
    let estimate = try await LanguageModelPrior(bench.endpoint, samples: 2).estimate(actions, in: "s")
    #expect(estimate.source == .samples(2))
    #expect(isNear(estimate.probabilities, [0.5 / 3.5, 0.5 / 3.5, 2.5 / 3.5]))
  }

  @Test func aThinkingModelIsGivenRoomAndItsThoughtsDoNotCount() async throws {
    let cut = ScriptedTransport.Answer.chat("<think>\nB would be", finish: "length")
    let bench = try ProviderBench([cut, .chat("<think>B?</think>A"), .chat("<think>B?</think>A")]) {
      $0.maximumTokens = 900
    }
    let estimate = try await LanguageModelPrior(bench.endpoint, samples: 2).estimate(actions, in: "s")
    #expect(estimate.coverage == 1 && (estimate.probabilities.first ?? 0) > 0.6)
    let limits = bench.transport.bodies.map { JSONValue(whole: $0)?["max_tokens"]?.count }
    #expect(limits == [8, 900, 900])
    #expect(bench.endpoint.traits.thinks)
    let never = try ProviderBench(Array(repeating: cut, count: 3))
    let nothing = try await LanguageModelPrior(never.endpoint, samples: 2).estimate(actions, in: "s")
    #expect(nothing.coverage == 0, "uniform, and it says so")
  }

  @Test func samplesTakeOverWhereTheFirstTokenIsNoAnswer() async throws {
    let bench = try ProviderBench([answer("The", [("The", 0.98), ("A", 0.01)]), .chat("Answer: B"), .chat("B")])
    let estimate = try await LanguageModelPrior(bench.endpoint, samples: 3).estimate(actions, in: "s")
    #expect(estimate.source == .samples(3) && abs(estimate.coverage - 2.0 / 3) < 1e-9)
    #expect(estimate.probabilities.max() == estimate.probabilities[1])
  }

  @Test func refusedBoundsAreLearnt() async throws {
    let bench = try ProviderBench([
      .fault(400, "Invalid value for 'top_logprobs': must be less than or equal to 5.", parameter: "top_logprobs"),
      .fault(
        400, "Invalid 'max_output_tokens'. Expected a value >= 16, but got 8 instead.", parameter: "max_output_tokens"),
      answer("A", [("A", 0.9), ("B", 0.1)]),
    ])
    let estimate = try await LanguageModelPrior(bench.endpoint).estimate(actions, in: "s")
    #expect(estimate.source == .logprobs && estimate.coverage > 0.99)
    let last = try #require(JSONValue(whole: bench.transport.bodies[2]))
    #expect(last["top_logprobs"] == .number(5) && last["max_tokens"] == .number(16))
  }

  @Test(arguments: [
    "{\"tokens\":[\"A\"],\"token_logprobs\":[-0.1],\"top_logprobs\":[{\"A\":-0.1,\"B\":-3.0}]}",
    "{\"content\":[{\"token\":\"A\",\"logprob\":0,\"top_logprobs\":[{\"token\":\"A\",\"logprob\":0},"
      + "{\"token\":\"B\",\"logprob\":-Infinity}]}]}",
    "{\"content\":[{\"token\":\" A\",\"logprob\":0,\"top_logprobs\":[{\"token\":\" A\",\"logprob\":0},"
      + "{\"token\":\"B\",\"logprob\":-9999}]}]}",
  ])
  func readsLogprobsInEveryForm(logprobs: String) async throws {
    let bench = try ProviderBench([
      .json("{\"choices\":[{\"message\":{\"content\":\"A\"},\"finish_reason\":\"stop\",\"logprobs\":\(logprobs)}]}")
    ])
    let estimate = try await LanguageModelPrior(bench.endpoint).estimate(actions, in: "s")
    #expect(estimate.source == .logprobs && estimate.probabilities.max() == estimate.probabilities[0])
    #expect(bench.transport.requests.count == 1)
  }

  @Test func asksNothingWhenThereIsNoChoice() async throws {
    let bench = try ProviderBench([])
    #expect(try await LanguageModelPrior(bench.endpoint).estimate(["stay"], in: "s").probabilities == [1])
    #expect(try await LanguageModelPrior(bench.endpoint).estimate([], in: "s").probabilities == [])
    #expect(bench.transport.requests.isEmpty)
  }

  @Test func numbersWhatLettersDoNotReach() async throws {
    let many = (1...30).map { "action number \($0)!" }
    let bench = try ProviderBench([.chat("28"), .chat("28.")])
    let estimate = try await LanguageModelPrior(bench.endpoint, samples: 2).estimate(many, in: "s")
    #expect(estimate.probabilities.firstIndex(of: estimate.probabilities.max() ?? 0) == 27)
    #expect(!bench.transport.bodies[0].contains("logprobs"))
  }

  @Test(arguments: [
    ("B", 1), (" b.", 1), ("**C**", 2), ("move up", 0), ("I choose move down", 1), ("Bother", nil), ("", nil),
    ("D", nil), ("move up or move down", nil), ("**a)** move up", 0), ("\\boxed{B}", 1), ("Answer: B", 1),
    ("The best action is B", 1), ("A good action is B", 1), ("A or B", nil), ("Either B or C", nil),
  ])
  func readsTheActionOfAnAnswer(text: String, place: Int?) {
    #expect(PriorMath.place(of: text, labels: ["A", "B", "C"], actions: actions) == place)
  }

  @Test(arguments: [[0, 0, 0], [1, 0, 0], [.infinity, 1, 1], [1e-30, 1, 1e-30]])
  func givesADistributionWhateverComes(mass: [Double]) {
    let found = PriorMath.normalised(mass)
    #expect(found.reduce(0, +).isApproximatelyEqual(to: 1, absoluteTolerance: 1e-12))
    #expect(found.allSatisfy { $0 > 0 && $0 <= 1 })
  }
}
