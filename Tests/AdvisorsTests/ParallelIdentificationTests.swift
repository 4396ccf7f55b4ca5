import Environments
import RLCore
import Synchronization
import Testing

@testable import Advisors
@testable import LanguageModels

/// Several questions at a time: neither the records nor the suggestions may tell in which order the replies came.
@Suite(.timeLimit(.minutes(20))) struct ParallelIdentificationTests {
  private func episode(_ id: Int) -> NarratedEpisode {
    var lines: [String] = []
    for index in 0..<12 {
      let y = (index * 23 + id * 11) % 70 + 2
      lines += SyntheticCourt.narration(
        y: y, dy: index % 3 - 1, paddleTop: y > 38 ? 12 : 56, actions: Array(repeating: index % 3, count: 10),
        first: lines.count)
    }
    return NarratedEpisode(id: id, narration: lines, outcome: -12)
  }

  private func identification(_ change: (inout IdentificationOptions) -> Void) throws -> Identification {
    var options = IdentificationOptions()
    change(&options)
    return Identification(
      environment: "Pong", interpreter: PongInterpreter(), actionSpace: SyntheticCourt.actions,
      library: try PromptLibrary(), options: options)
  }

  private struct Run: Equatable {
    var result: IdentificationResult?
    var calls: [AdviceCall] = []
    var error: String?
  }

  private func run(
    _ advisor: any Identifier & Advisor, parallel: Int, _ change: (inout IdentificationOptions) -> Void = { _ in }
  ) async throws -> Run {
    var run = Run()
    do {
      run.result = try await identification {
        change(&$0)
        $0.parallelCalls = parallel
      }.run([episode(1), episode(2)], by: advisor) { call in
        run.calls.append(call)
        return 100 + call.index
      }
    } catch {
      run.error = "\(error)"
    }
    return run
  }

  // MARK: - Order

  @Test(arguments: [DealtAdvisor.Order.asAsked, .lastFirst, .middleFirst], [2, 4, 16])
  func nothingDependsOnWhichReplyComesFirst(order: DealtAdvisor.Order, parallel: Int) async throws {
    let alone = try await run(PongStandIn(), parallel: 1) { $0.asksActions = true }
    let advisor = try DealtAdvisor(parallel: parallel, order: order) { _ in }
    let together = try await run(advisor, parallel: parallel) { $0.asksActions = true }
    #expect(together.result?.suggestions.isEmpty == false && together.error == nil)
    #expect(together.result == alone.result)
    #expect(together.calls.map(\.prompt) == alone.calls.map(\.prompt))
    #expect(together.calls.map(\.index) == Array(1...together.calls.count))
    #expect(together.calls.map(\.reply) == alone.calls.map(\.reply))
    #expect(advisor.mostUnderWay == min(parallel, 12), "as many as are allowed, and no more")
  }

  // MARK: - Failures

  @Test(arguments: [DealtAdvisor.Order.asAsked, .lastFirst])
  func failuresAreCountedInTheOrderOfTheQuestions(order: DealtAdvisor.Order) async throws {
    // Of twelve windows every third answers: never three failures in a row, in whatever order they come.
    let names = try await run(PongStandIn(), parallel: 1) { $0.asksRewards = false }.calls.map(\.prompt)
    let advisor = try DealtAdvisor(parallel: 4, order: order) { prompt in
      guard (names.firstIndex(of: prompt.text) ?? 0) % 3 == 2 else {
        throw ProviderError.server(endpoint: "e", status: 500, retries: 2, detail: "")
      }
    }
    let lenient = try await run(advisor, parallel: 4) { $0.asksRewards = false }
    #expect(lenient.error == nil && lenient.calls.count == 12)
    #expect(lenient.calls.map { $0.failure == nil } == (0..<12).map { $0 % 3 == 2 })
  }

  @Test func aServerThatIsDownIsNotAskedOn() async throws {
    let advisor = try DealtAdvisor(parallel: 4, order: .lastFirst) { _ in
      throw ProviderError.server(endpoint: "e", status: 500, retries: 2, detail: "")
    }
    let run = try await run(advisor, parallel: 4)
    #expect(run.error?.contains("failed 3 times in a row") == true)
    #expect(advisor.asked <= 7, "three fail, and with them at most those under way: \(advisor.asked)")
    #expect(run.calls.count == advisor.asked && run.calls.allSatisfy { $0.failure != nil })
    #expect(run.calls.map(\.index) == Array(1...run.calls.count))
  }

  // MARK: - Pauses

  @Test func aPauseSendsNothingMoreAndKeepsWhatIsUnderWay() async throws {
    let names = try await run(PongStandIn(), parallel: 1).calls.map(\.prompt)
    let advisor = try DealtAdvisor(parallel: 4, order: .lastFirst) { prompt in
      if prompt.text == names[3] { throw BudgetReached.calls(cap: 3) }
    }
    let run = try await run(advisor, parallel: 4)
    #expect(run.error == "\(BudgetReached.calls(cap: 3))")
    #expect(advisor.asked == 4, "the first four went out together; the last of them came back first")
    #expect(run.calls.map(\.prompt) == Array(names.prefix(4)))
    #expect(run.calls.map { $0.reply != nil } == [true, true, true, false])
  }

  @Test func cancellingEndsWhatIsUnderWayAndKeepsWhatWasAnswered() async throws {
    let names = try await run(PongStandIn(), parallel: 1).calls.map(\.prompt)
    let waiting = Mutex(0)
    let advisor = try DealtAdvisor(parallel: 1, order: .asAsked) { prompt in
      if prompt.text == names[2] { return }
      waiting.withLock { $0 += 1 }
      // Ends with its task only.
      for await _ in AsyncStream<Never>.makeStream().stream {}
      throw CancellationError()
    }
    let identification = try identification { $0.parallelCalls = 4 }
    let episodes = [episode(1), episode(2)]
    let (calls, recorder) = AsyncStream<AdviceCall>.makeStream()
    let task = Task {
      _ = try await identification.run(episodes, by: advisor) { call in
        recorder.yield(call)
        return nil
      }
    }
    // The third is answered and a fifth is asked in its place: four wait.
    while waiting.withLock({ $0 }) < 4 { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    recorder.finish()
    var recorded: [String] = []
    for await call in calls { recorded.append(call.prompt) }
    #expect(recorded == [names[2]], "what was answered is on record, what was cancelled is not")
  }

  // MARK: - Prompts that are too long

  @Test(arguments: [1, 4])
  func aPromptThatIsRefusedIsSentShorterOnce(parallel: Int) async throws {
    let advisor = try DealtAdvisor(parallel: parallel, order: .lastFirst) { prompt in
      guard prompt.text.count <= 7_000 else {
        throw ProviderError.tooLong(model: "m", detail: "maximum context length is 7100 tokens")
      }
    }
    let run = try await run(advisor, parallel: parallel) { $0.windowsPerEpisode = 1 }
    #expect(run.error == nil && run.result?.suggestions.isEmpty == false)
    let refused = run.calls.filter { $0.failure != nil }
    #expect(!refused.isEmpty && refused.allSatisfy { $0.prompt.count > 7_000 })
    for call in refused {
      let again = try #require(run.calls.first { $0.index == call.index + 1 })
      #expect(again.kind == call.kind && again.episode == call.episode && again.failure == nil)
      #expect(again.prompt.count <= 7_000)
      #expect(again.prompt.contains("Left out: ") && !again.prompt.contains("Left out: Nothing"))
    }
    // What was learnt holds for the questions that follow: only windows were refused, which were all asked before.
    #expect(refused.allSatisfy { $0.kind == .identify })
    #expect(run.calls.last.map { $0.planned >= $0.index } == true)
  }

  @Test func aPromptThatIsStillTooLongIsAFailure() async throws {
    let advisor = try DealtAdvisor(parallel: 1, order: .asAsked) { _ in
      throw ProviderError.tooLong(model: "m", detail: "no")
    }
    let run = try await run(advisor, parallel: 1)
    #expect(run.error?.contains("failed 3 times in a row") == true && run.error?.contains("contextTokens") == true)
    #expect(run.calls.count == advisor.asked && advisor.asked <= 6)
  }
}

/// A stand-in that collects the questions that are there at a time and answers them one by one, in an order of its own.
final class DealtAdvisor: Identifier, Advisor {
  enum Order: Sendable { case asAsked, lastFirst, middleFirst }

  let name = "offline"
  let isStandIn = true
  let summary = "Answers in an order of its own; for tests only."
  private let parallel: Int
  private let order: Order
  /// Called before an answer is given, with the question in the templates' words.
  private let before: @Sendable (Prompt) async throws -> Void
  private let library: PromptLibrary
  private let state = Mutex(State())

  private struct State {
    var asked = 0
    var underWay = 0
    var mostUnderWay = 0
    var held: [(number: Int, continuation: CheckedContinuation<Void, Never>)] = []
    var isDealing = false
  }

  init(parallel: Int, order: Order, _ before: @escaping @Sendable (Prompt) async throws -> Void) throws {
    self.parallel = parallel
    self.order = order
    self.before = before
    library = try PromptLibrary()
  }

  var asked: Int { state.withLock { $0.asked } }
  var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }

  func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]> {
    try await dealt(.identify, context) { try await $0.criticalStates(in: context) }
  }

  func suggestions(at states: [CriticalState], in context: AdviceContext) async throws -> Answer<[Suggestion]> {
    try await dealt(.action, context) { try await $0.suggestions(at: states, in: context) }
  }

  func caseAnalysis(of context: AdviceContext) async throws -> Answer<String?> {
    try await dealt(.caseAnalysis, context) { try await $0.caseAnalysis(of: context) }
  }

  func rewards(of suggestions: [Suggestion], in context: AdviceContext) async throws -> Answer<[Suggestion]> {
    try await dealt(.reward, context) { try await $0.rewards(of: suggestions, in: context) }
  }

  private func dealt<Value>(
    _ kind: AdviceKind, _ context: AdviceContext, answer: (PongStandIn) async throws -> Answer<Value>
  ) async throws -> Answer<Value> {
    let prompt = try library.render(kind, context)
    let number = state.withLock { state in
      state.asked += 1
      state.underWay += 1
      state.mostUnderWay = max(state.mostUnderWay, state.underWay)
      return state.asked
    }
    defer { state.withLock { $0.underWay -= 1 } }
    guard parallel > 1 else {
      try await before(prompt)
      return try await answer(PongStandIn())
    }
    await withCheckedContinuation { continuation in
      let begins = state.withLock { state in
        state.held.append((number, continuation))
        defer { state.isDealing = true }
        return !state.isDealing
      }
      if begins { deal() }
    }
    defer { deal() }
    try await before(prompt)
    return try await answer(PongStandIn())
  }

  /// Lets the next of the held questions go, after all that are on their way have come.
  private func deal() {
    Task {
      for _ in 0..<500 { await Task.yield() }
      let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
        guard !state.held.isEmpty else {
          state.isDealing = false
          return nil
        }
        state.held.sort { $0.number < $1.number }
        let place =
          switch order {
          case .asAsked: 0
          case .lastFirst: state.held.count - 1
          case .middleFirst: state.held.count / 2
          }
        return state.held.remove(at: place).continuation
      }
      next?.resume()
    }
  }
}
