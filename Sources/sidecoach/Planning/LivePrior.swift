import Advisors
import Coaching
import CurlTransport
import Foundation
import LanguageModels
import RLCore
import Synchronization
import TextEnvironments

/// How states and actions of planning tasks are put to a language model.
protocol PlanWords: Sendable {
  /// The state, with everything that a good answer needs.
  func state(_ context: PlanningContext) -> String
  /// An action of the context as the state's words would name it.
  func action(_ action: String, in context: PlanningContext) -> String
}

/// PlanBench's words for blocks worlds.
struct BlocksWords: PlanWords {
  private let worlds: [String: BlocksWorld]

  init(_ tasks: PlanTasks) { worlds = tasks.worlds }

  private static let rules = """
    Blocks stand on a table or on one another. One hand moves them, one block at a time. It may pick up a clear block from \
    the table or unstack a clear block from the one below, when it is empty; it may put the block it holds down on the \
    table or stack it on a clear block. A block is clear when nothing is on top of it and it is not held.
    """

  func state(_ context: PlanningContext) -> String {
    "\(Self.rules)\n\nNow \(context.observation)\n\(context.task) Plans with fewer actions are better."
  }

  func action(_ action: String, in context: PlanningContext) -> String {
    guard let instance = worlds[context.id]?.instance, let known = try? instance.action(action) else { return action }
    return instance.words(known)
  }
}

/// A language model as the prior of planners, which are straight-line code.
///
/// P_LLM(a|s) comes from `LanguageModelPrior`: log probabilities where the endpoint gives them, samples where not. Each
/// state of a task is asked about once, however many threads want to know; the question holds the state, not the way to
/// it. The first answer that cannot be had ends it: the endpoint has tried again by then, so planners stop with the best
/// plan so far.
final class LivePrior: ActionPrior {
  /// What makes two questions the same.
  private struct Question: Hashable {
    var state: String
    var actions: [String]
  }

  private struct State {
    var answers: [Question: Task<PriorEstimate, any Error>] = [:]
    var sources: Set<String> = []
    var failure: PriorUnavailable?
  }

  private let name: String
  private let prior: any PolicyPrior
  private let words: any PlanWords
  /// What was spent, and its bounds.
  let budget: AdvisorBudget
  private let state = Mutex(State())

  /// A prior that asks `prior`, whose calls `budget` counts.
  init(_ name: String, prior: any PolicyPrior, budget: AdvisorBudget, words: any PlanWords) {
    self.name = name
    self.prior = prior
    self.budget = budget
    self.words = words
  }

  /// A prior that asks an endpoint, within the caps of its configuration.
  convenience init(
    _ name: String, configuration: EndpointConfiguration, words: any PlanWords, options: ModelOptions
  ) throws {
    let budget = AdvisorBudget(caps: configuration.caps, prices: configuration.prices)
    let endpoint = ChatEndpoint(
      configuration.settings,
      transport: try ModelAdvisors.transport(options, parallel: configuration.settings.parallelCalls), budget: budget,
      capabilities: CapabilityFile().capabilities(of: configuration.settings), progress: options.onProgress)
    self.init(name, prior: LanguageModelPrior(endpoint, samples: max(options.samples, 1)), budget: budget, words: words)
  }

  /// The model, and how its probabilities were had so far.
  var source: String {
    let found = state.withLock { $0.sources.sorted() }
    return found.isEmpty ? name : "\(name), \(found.joined(separator: " and "))"
  }

  /// Different states that the model was asked about.
  var questions: Int { state.withLock { $0.answers.count } }

  /// Why no more answers come, where that is so.
  var failure: String? { state.withLock { $0.failure?.description } }

  func proposals(for context: PlanningContext) throws -> [Proposal] {
    guard !context.actions.isEmpty else { return [] }
    let actions = context.actions.map { words.action($0, in: context) }
    let question = Question(state: words.state(context), actions: actions)
    let answer = try state.withLock { state in
      if let known = state.answers[question] { return known }
      if let failure = state.failure { throw failure }
      let prior = prior
      let task = Task.detached { try await prior.estimate(question.actions, in: question.state) }
      state.answers[question] = task
      return task
    }
    do {
      let estimate = try waitFor { try await answer.value }
      if actions.count > 1 { state.withLock { _ = $0.sources.insert(estimate.source.words) } }
      return zip(context.actions, estimate.probabilities).map { Proposal(action: $0, probability: $1) }.normalised()
    } catch {
      throw state.withLock { state in
        let failure = state.failure ?? PriorUnavailable("\(error)")
        state.failure = failure
        return failure
      }
    }
  }

  /// Asks nothing more and gives up what is being asked.
  func stop(_ reason: String) {
    state.withLock { state in
      state.failure = state.failure ?? PriorUnavailable(reason)
      for task in state.answers.values { task.cancel() }
    }
  }
}
