import RLCore
import Testing

@testable import Advisors

/// Caps hold whatever happens, and warnings come once.
@Suite struct ProviderBudgetTests {
  private let prices = PriceTable(["m": ModelPrice(input: 1_000, output: 10_000)])

  @Test func admitsCallsUpToTheCapAndNoneBeyond() throws {
    let budget = AdvisorBudget(caps: BudgetCaps(calls: 2))
    let first = try budget.reserve(model: "m", prompt: 1, reply: 1)
    // A call under way counts before it is over.
    _ = try budget.reserve(model: "m", prompt: 1, reply: 1)
    #expect(throws: BudgetReached.calls(cap: 2)) { try budget.reserve(model: "m", prompt: 1, reply: 1) }
    _ = budget.settle(first, usage: nil)
    #expect(throws: BudgetReached.calls(cap: 2)) { try budget.reserve(model: "m", prompt: 1, reply: 1) }
  }

  @Test func reservesTheMostThatACallCanUse() throws {
    let budget = AdvisorBudget(caps: BudgetCaps(tokens: 1_000))
    let first = try budget.reserve(model: "m", prompt: 200, reply: 500)
    #expect(throws: BudgetReached.tokens(cap: 1_000, used: 0, next: 301)) {
      try budget.reserve(model: "m", prompt: 1, reply: 300)
    }
    _ = budget.settle(first, usage: TokenUsage(prompt: 180, reply: 20))
    let second = try budget.reserve(model: "m", prompt: 300, reply: 500)
    _ = budget.settle(second, usage: TokenUsage(prompt: 300, reply: 500))
    #expect(throws: BudgetReached.tokens(cap: 1_000, used: 1_000, next: 1)) {
      try budget.reserve(model: "m", prompt: 1, reply: 0)
    }
  }

  @Test func keepsToTheMoneyAndAsksForAPriceToDoSo() throws {
    let budget = AdvisorBudget(caps: BudgetCaps(money: 3), prices: prices)
    #expect(throws: BudgetReached.noPrice(model: "other")) {
      try budget.reserve(model: "other", prompt: 1, reply: 1)
    }
    let first = try budget.reserve(model: "m", prompt: 1_000, reply: 200)
    _ = budget.settle(first, usage: TokenUsage(prompt: 1_000, reply: 50))
    #expect(budget.spent.money == 1.5)
    #expect(throws: BudgetReached.money(cap: 3, used: 1.5, next: 2, currency: "USD")) {
      try budget.reserve(model: "m", prompt: 0, reply: 200)
    }
    _ = try budget.reserve(model: "m", prompt: 1_500, reply: 0)
  }

  @Test func showsTokensOnlyWhereThePriceIsNotKnown() throws {
    let budget = AdvisorBudget(prices: prices)
    let call = try budget.reserve(model: "other", prompt: 10, reply: 10)
    _ = budget.settle(call, usage: TokenUsage(prompt: 10, reply: 10))
    #expect(budget.spent.money == 0 && budget.spent.unpricedCalls == 1 && budget.spent.usage.total == 20)
  }

  @Test func warnsOnceFromEightyPercent() throws {
    let budget = AdvisorBudget(caps: BudgetCaps(calls: 10, tokens: 1_000))
    var warnings: [[String]] = []
    for _ in 0..<10 {
      let call = try budget.reserve(model: "m", prompt: 90, reply: 0)
      warnings.append(budget.settle(call, usage: TokenUsage(prompt: 90, reply: 0)))
    }
    #expect(warnings[..<7].allSatisfy { $0.isEmpty })
    #expect(warnings[7] == ["80 % of the advisor's budget is used: 8 of 10 calls"])
    #expect(warnings[8] == ["81 % of the advisor's budget is used: 810 of 1000 tokens"])
    #expect(warnings[9].isEmpty)
    #expect(budget.warnings.count == 2)
  }

  @Test func goesOnFromWhatWasSpentBefore() async throws {
    let good = ProviderBench.states(ProviderBench.item(143))
    let bench = try ProviderBench(
      [.chat(good, prompt: 100, reply: 20)],
      budget: AdvisorBudget(prices: PriceTable(["gpt-4o-mini": ModelPrice(input: 1, output: 2)])))
    _ = try await bench.advisor.reply(to: ProviderBench.prompt)
    let spent = BudgetSpending(bench.log.calls)
    #expect(spent.calls == 1 && spent.usage.total == 120 && spent.money == 140.0 / 1_000_000)
    let resumed = AdvisorBudget(caps: BudgetCaps(calls: 1), spent: spent)
    #expect(throws: BudgetReached.calls(cap: 1)) { try resumed.reserve(model: "m", prompt: 1, reply: 1) }
  }

  @Test func showsAWarningOnTheReplyAndTheScreen() async throws {
    let bench = try ProviderBench(
      [.chat(ProviderBench.states(ProviderBench.item(143)))], budget: AdvisorBudget(caps: BudgetCaps(calls: 1)))
    let reply = try await bench.advisor.reply(to: ProviderBench.prompt)
    #expect(reply.notes == ["100 % of the advisor's budget is used: 1 of 1 calls"])
    #expect(bench.progress.all.contains(.warning(reply.notes.first ?? "")))
  }

  @Test func sendsNothingWhenTheLongestReplyWouldNotFit() async throws {
    let bench = try ProviderBench([.chat("x")], budget: AdvisorBudget(caps: BudgetCaps(tokens: 4_096)))
    await #expect(throws: BudgetReached.self) { try await bench.advisor.reply(to: ProviderBench.prompt) }
    #expect(bench.transport.requests.isEmpty)
  }

  @Test func estimatesWhatTheProviderDidNotCount() async throws {
    let body = "{\"choices\":[{\"message\":{\"content\":\"{\\\"critical_states\\\":[]}\"},\"finish_reason\":\"stop\"}]}"
    let bench = try ProviderBench([.json(body)])
    _ = try await bench.advisor.reply(to: ProviderBench.prompt)
    let usage = try #require(bench.log.calls.first?.usage)
    #expect(usage.isEstimated && usage.reply == 8 && usage.prompt > 100)
  }
}
