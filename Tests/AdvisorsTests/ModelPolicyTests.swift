import Foundation
import TestSupport
import Testing

@testable import LanguageModels

/// A policy asked for as an endpoint's settings say.
@Suite struct ModelPolicyTests {
  private func chosen(_ letter: String, _ other: String) -> ScriptedTransport.Answer {
    .json(
      "{\"choices\":[{\"message\":{\"content\":\"\(letter)\"},\"finish_reason\":\"stop\",\"logprobs\":{\"content\":[{"
        + "\"token\":\"\(letter)\",\"logprob\":\(log(0.75)),\"top_logprobs\":[{\"token\":\"\(letter)\",\"logprob\":"
        + "\(log(0.75))},{\"token\":\"\(other)\",\"logprob\":\(log(0.25))}]}]}}]}")
  }

  @Test func severalOrdersAreAskedAndTheirMeanCounts() async throws {
    // Always the first letter.
    let bench = try ProviderBench([chosen("A", "B"), chosen("A", "B")]) { $0.letterOrders = 4 }
    let policy = ModelPolicy(bench.endpoint, samples: 1, orders: 1)
    #expect(policy.mark == "4")
    let asked = try await policy.estimate(["up", "down"], in: "state")
    #expect(zip(asked.estimate.probabilities, [0.5, 0.5]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(abs((asked.letterBias ?? 0) - 0.25) < 1e-9 && asked.questions == 2)
    #expect(bench.transport.bodies[0].contains("A) up") && bench.transport.bodies[1].contains("A) down"))
  }

  @Test func withoutASettingWhoAsksDecides() async throws {
    let bench = try ProviderBench([chosen("B", "A")])
    let asked = try await ModelPolicy(bench.endpoint, samples: 1, orders: 1).estimate(["up", "down"], in: "state")
    #expect(abs(asked.estimate.probabilities[1] - 0.75) < 1e-9 && asked.letterBias == nil)
  }

  @Test func wordsNeedNoLetters() async throws {
    func scored(_ log: Double) -> ScriptedTransport.Answer {
      let start = ActionTextPrior.prompt("state").count
      return .json("{\"choices\":[{\"logprobs\":{\"text_offset\":[0,\(start)],\"token_logprobs\":[null,\(log)]}}]}")
    }
    let bench = try ProviderBench([scored(-1), scored(-1 - log(3))]) {
      $0.priorForm = .text
      $0.letterOrders = 4
    }
    let policy = ModelPolicy(bench.endpoint, samples: 1, orders: 4)
    #expect(policy.mark == "text" && policy.orders == 1)
    let asked = try await policy.estimate(["up", "down"], in: "state")
    #expect(abs(asked.estimate.probabilities[0] - 0.75) < 1e-9 && asked.letterBias == nil)
    #expect(asked.estimate.source == .text && asked.letterShares.isEmpty)
  }
}
