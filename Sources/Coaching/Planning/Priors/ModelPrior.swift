package import LanguageModels
package import RLCore
import Threads

/// A language model as the prior of planners, which are straight-line code.
///
/// P_LLM(a|s) comes from `ModelPolicy`: log probabilities where the endpoint gives them, samples where not. Each
/// state of a task is asked about once, however many threads and planners want to know; the question holds the state, not
/// the way to it. The first answer that cannot be had ends it: the endpoint has tried again by then, so planners stop with
/// the best plan so far.
package final class ModelPrior: ActionPrior {
  /// What makes two questions the same.
  private struct Question: Hashable {
    var state: String
    var actions: [String]
  }

  /// What has become of a question.
  private enum Answer {
    case asked
    case given(PriorEstimate)
    case missing
  }

  private struct State {
    var answers: [Question: Answer] = [:]
    var sources: Set<String> = []
    /// The sum of the coverages of so many answers.
    var coverage = 0.0
    var judged = 0
    /// The sums of what letters added to so many answers, and of what is left of it.
    var (letterBias, remainingBias, turned) = (0.0, 0.0, 0)
    var failure: PriorUnavailable?
  }

  /// Asks a model for the probabilities of actions, named in words, in a state.
  package typealias Ask = @Sendable (_ actions: [String], _ state: String) async throws -> RotatedEstimate

  private let name: String
  private let tasks: [String: any TextTask]
  private let ask: Ask
  /// What was spent, and its bounds.
  package let budget: AdvisorBudget
  private let state = Guarded(State())
  private let stopping = StopSignal()

  /// A prior that asks through `ask`, whose calls `budget` counts.
  package init(_ name: String, tasks: TextTaskSet, budget: AdvisorBudget, ask: @escaping Ask) {
    self.name = name
    self.tasks = tasks.byName
    self.budget = budget
    self.ask = ask
  }

  /// A prior that asks the endpoint of that name, within the caps of its configuration; nil where no model has the name.
  package convenience init?(named name: String, tasks: TextTaskSet, options: ModelOptions) throws {
    guard let configuration = try ModelEndpoints.configuration(name) else { return nil }
    let budget = AdvisorBudget(caps: configuration.caps, prices: configuration.prices)
    let endpoint = ChatEndpoint(
      configuration,
      transport: try ModelEndpoints.transport(options, to: configuration), budget: budget,
      capabilities: EndpointFile.capabilities.value(of: configuration),
      lessons: EndpointFile.lessons.value(of: configuration), onLesson: ModelEndpoints.onLesson(configuration),
      progress: options.onProgress)
    let policy = ModelPolicy(endpoint, samples: max(options.samples, 1), orders: 1)
    self.init(name, tasks: tasks, budget: budget) { try await policy.estimate($0, in: $1) }
  }

  /// The model, how its probabilities were had so far, and what letters had to do with them.
  package var source: String {
    let now = state.with { $0 }
    guard !now.sources.isEmpty else { return name }
    let words = "\(name), \(now.sources.sorted().joined(separator: " and "))"
    guard now.turned > 0 else { return words }
    func mean(_ sum: Double) -> String { Numerals.fixed(sum / Double(now.turned), 2) }
    return words + ", letters' bias \(mean(now.letterBias)), remaining \(mean(now.remainingBias))"
  }

  /// The share of the model's probability that spoke of legal actions, the mean over the states with a choice; nil
  /// before the first answer.
  package var coverage: Double? {
    state.with { state in state.judged > 0 ? state.coverage / Double(state.judged) : nil }
  }

  /// Different states that the model was asked about.
  package var questions: Int { state.with { $0.answers.count } }

  /// Why no more answers come, where that is so.
  package var failure: String? { state.with { $0.failure?.description } }

  /// What the model answers; waits for it.
  package func proposals(for context: PlanningContext) throws -> [Proposal] {
    guard !context.actions.isEmpty else { return [] }
    let task = tasks[context.id]
    let actions = context.actions.map { task?.words(for: $0) ?? $0 }
    let question = Question(state: task?.question(context) ?? context.observation, actions: actions)
    // Whoever wants to know first asks, on its own thread; the others sleep until the answer is there.
    let isFirst = try state.with { state in
      guard state.answers[question] == nil else { return false }
      if let failure = state.failure { throw failure }
      state.answers[question] = .asked
      return true
    }
    if isFirst { try? waitFor(stop: stopping) { await self.answer(question) } }
    let estimate = try state.wait { state -> PriorEstimate? in
      switch state.answers[question] {
      case .given(let estimate): return estimate
      case .missing, nil: throw state.failure ?? PriorUnavailable("the model gave no answer")
      case .asked: return nil
      }
    }
    guard let estimate else { throw PriorUnavailable("the model gave no answer") }
    return zip(context.actions, estimate.probabilities).map { Proposal(action: $0, probability: $1) }.normalised()
  }

  /// Asks, and wakes those who wait.
  private func answer(_ question: Question) async {
    do {
      let asked = try await ask(question.actions, question.state)
      let estimate = asked.estimate
      state.with { state in
        state.answers[question] = .given(estimate)
        guard question.actions.count > 1 else { return }
        state.sources.insert(estimate.source.words)
        state.coverage += estimate.coverage
        state.judged += 1
        guard let bias = asked.letterBias, let remaining = asked.remainingBias else { return }
        state.letterBias += bias
        state.remainingBias += remaining
        state.turned += 1
      }
    } catch {
      state.with { state in
        state.failure = state.failure ?? PriorUnavailable("\(error)")
        state.answers[question] = .missing
      }
    }
  }

  /// Asks nothing more and gives up what is being asked.
  package func stop(_ reason: String) {
    state.with { $0.failure = $0.failure ?? PriorUnavailable(reason) }
    stopping.set()
  }
}
