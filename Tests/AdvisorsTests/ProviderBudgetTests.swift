import RLCore
import TestSupport
import Testing

@testable import Advisors
@testable import LanguageModels

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

  @Test func aTinyCapAndManyTokensAreStillAShare() throws {
    let budget = AdvisorBudget(caps: BudgetCaps(money: 1e-300), prices: prices)
    let call = try budget.reserve(model: "m", prompt: 0, reply: 0)
    let warnings = budget.settle(call, usage: TokenUsage(prompt: 1 << 53, reply: 1 << 53))
    #expect(warnings.count == 1 && warnings[0].contains("% of the advisor's budget is used"), "\(warnings)")
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

  @Test func capsPauseAdvisingAndSayWhatToDo() {
    let reached: [(BudgetReached, [String])] = [
      (.calls(cap: 7), ["cap of 7 advisor calls is reached", "raise caps.calls"]),
      (
        .tokens(cap: 1_000, used: 900, next: 300), ["900 of 1000 tokens are used", "may need 300", "raise caps.tokens"]
      ),
      (
        .money(cap: 2, used: 1.5, next: 0.75, currency: "EUR"),
        ["1.5 of 2.0 EUR are spent", "may cost 0.75", "raise caps.money"]
      ),
      (.noPrice(model: "m"), ["price of 'm' is not known", "add it to prices or remove the cap"]),
    ]
    for (error, words) in reached {
      let pause: any Error = error
      #expect((pause as? any AdvisingPause)?.pausesAdvising == true)
      #expect("\(error)".contains("advising is paused"))
      for word in words { #expect("\(error)".contains(word), "\(error)") }
    }
  }

  // MARK: - Calls under way

  @Test(.timeLimit(.minutes(20))) func aCallWaitsForThoseUnderWayRatherThanToPause() async throws {
    let budget = AdvisorBudget(caps: BudgetCaps(tokens: 1_000))
    let first = try await budget.admit(model: "m", prompt: 500, reply: 300)
    let second = Task { try await budget.admit(model: "m", prompt: 500, reply: 300) }
    for _ in 0..<100 { await Task.yield() }
    #expect(budget.spent.calls == 0)
    _ = budget.settle(first, usage: TokenUsage(prompt: 100, reply: 50))
    let admitted = try await second.value
    // 150 are used and 800 set aside: no room for 51 more now, and none once the second has used all of its share.
    let third = Task { try await budget.admit(model: "m", prompt: 51, reply: 0) }
    for _ in 0..<100 { await Task.yield() }
    _ = budget.settle(admitted, usage: TokenUsage(prompt: 500, reply: 300))
    await #expect(throws: BudgetReached.tokens(cap: 1_000, used: 950, next: 51)) { try await third.value }
    #expect(budget.spent.usage.total == 950)
  }

  @Test(.timeLimit(.minutes(20))) func aCallThatCouldNeverFitDoesNotWait() async throws {
    let budget = AdvisorBudget(caps: BudgetCaps(calls: 2, tokens: 1_000))
    _ = try await budget.admit(model: "m", prompt: 500, reply: 0)
    await #expect(throws: BudgetReached.tokens(cap: 1_000, used: 0, next: 1_001)) {
      try await budget.admit(model: "m", prompt: 1_001, reply: 0)
    }
    _ = try await budget.admit(model: "m", prompt: 500, reply: 0)
    await #expect(throws: BudgetReached.calls(cap: 2)) { try await budget.admit(model: "m", prompt: 0, reply: 0) }
  }

  @Test(.timeLimit(.minutes(20))) func waitingEndsWithItsTask() async throws {
    let budget = AdvisorBudget(caps: BudgetCaps(tokens: 1_000))
    _ = try await budget.admit(model: "m", prompt: 1_000, reply: 0)
    let waiting = Task { try await budget.admit(model: "m", prompt: 1, reply: 0) }
    for _ in 0..<100 { await Task.yield() }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { _ = try await waiting.value }
  }

  /// Many at once, each of which uses less than it set aside: the cap holds at every moment, and nobody is kept out who fits.
  @Test(.timeLimit(.minutes(20))) func manyAtOnceNeverPassTheCap() async throws {
    let budget = AdvisorBudget(caps: BudgetCaps(tokens: 1_000))
    let admitted = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<60 {
        group.addTask {
          guard let call = try? await budget.admit(model: "m", prompt: 50, reply: 150) else { return false }
          #expect(budget.spent.usage.total <= 1_000)
          await Task.yield()
          _ = budget.settle(call, usage: TokenUsage(prompt: 10, reply: 10))
          return true
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    // One after another, the last to be admitted finds 800 used or less.
    #expect(admitted == 41 && budget.spent.usage.total == 820)
  }
}
