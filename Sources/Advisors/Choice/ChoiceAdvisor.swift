internal import Foundation
public import LanguageModels
public import RLCore

/// A language model that is asked for a choice at each critical state, instead of for an essay in JSON: advice by choice.
///
/// The states come from somebody else. At each the model gets a short question with the actions to choose from, under
/// letters, several times with the letters moved on (`RotatedEstimate`), or in their own words; what it would do, and how
/// sure it is, are read from the probabilities (`ModelPolicy`):
///
/// | symbol | code |
/// |---|---|
/// | p(a\|s) | the mean over the orders of the letters |
/// | a_LLM = argmax_a p(a\|s) | `Suggestion.action` |
/// | confidence | p(a_LLM\|s) |
/// | r_LLM = p(a_LLM\|s) − p(a_taken\|s), in [0, 1] | `Suggestion.reward` |
///
/// Where the model would have done what was done, it has nothing to say. So small models, which cannot write a schema's
/// JSON, can advise, and what the advice is worth is for the evidence to say.
public struct ChoiceAdvisor: Advisor {
  /// Asks for the probabilities of actions, named in words, in a state.
  public typealias Ask = @Sendable (_ actions: [String], _ state: String) async throws -> RotatedEstimate

  /// The version of the question's words.
  static let version = "choice-2"

  /// The model's name.
  public let name: String
  /// One sentence about it.
  public let summary: String
  /// How the question is asked, for the record: the orders of its letters, or that they are not used.
  public let form: String
  /// States that are asked about at the same time.
  public let parallelCalls: Int
  private let interpreter: any Interpreter
  private let ask: Ask

  /// An advisor that asks through `ask` and tells of states in the words of `interpreter`.
  public init(
    _ name: String, summary: String, interpreter: any Interpreter, form: String, parallelCalls: Int = 1,
    ask: @escaping Ask
  ) {
    self.name = name
    self.summary = summary
    self.interpreter = interpreter
    self.form = form
    self.parallelCalls = parallelCalls
    self.ask = ask
  }

  /// False: a model answers.
  public var isStandIn: Bool { false }

  /// False: its rewards are differences of probabilities.
  public var judgesRewards: Bool { false }

  /// That of the question's version; the templates of prompts are not used.
  public var promptDigest: String { Self.version + "/" + form }

  /// What the model would do at each of `states`, where that is something else than what was done.
  public func suggestions(
    at states: [CriticalState], in context: AdviceContext
  ) async throws -> Answer<[Suggestion]> {
    guard let episode = try context.recorded?() else {
      return Answer([], isReadable: false, text: "The episode's steps are not at hand.")
    }
    let start = ContinuousClock.now
    var found: [Suggestion] = []
    var told: [String] = []
    var first: String?
    for state in states {
      try Task.checkCancellation()
      guard episode.steps.indices.contains(state.step),
        let question = ChoiceQuestion(
          step: state.step, taken: episode.steps[state.step].action, in: context, interpreter: interpreter),
        question.options.count > 1
      else { continue }
      first = first ?? question.state
      let asked = try await ask(question.options.map(\.words), question.state)
      let suggestion = Self.suggestion(state, question, asked, advisor: name)
      told.append("t=\(state.step): " + Self.words(question, asked))
      if let suggestion { found.append(suggestion) }
    }
    return Answer(
      found, prompt: first.map { SentPrompt(version: Self.version, text: $0) },
      text: told.isEmpty ? "No state could be asked about." : told.joined(separator: "\n"),
      seconds: (ContinuousClock.now - start) / .seconds(1))
  }

  /// What the probabilities say; nil where they favour what was done.
  static func suggestion(
    _ state: CriticalState, _ question: ChoiceQuestion, _ asked: RotatedEstimate, advisor: String
  ) -> Suggestion? {
    let shares = asked.estimate.probabilities
    guard let best = shares.indices.max(by: { (shares[$0], $1) < (shares[$1], $0) }), best != question.taken else {
      return nil
    }
    return Suggestion(
      episode: state.episode, step: state.step, action: question.options[best].action,
      reward: min(1, max(0, shares[best] - shares[question.taken])), rationale: words(question, asked),
      confidence: min(1, shares[best]), advisor: advisor)
  }

  /// The probabilities and what the letters did to them, for a person.
  static func words(_ question: ChoiceQuestion, _ asked: RotatedEstimate) -> String {
    let shares = asked.estimate.probabilities
    let likely = shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }.prefix(3).map { place in
      "\(question.options[place].words) \(Numerals.fixed(100 * shares[place], 0)) %"
    }
    var text = likely.joined(separator: ", ")
    if let bias = asked.letterBias { text += "; letters' bias \(Numerals.fixed(bias, 2))" }
    if let remaining = asked.remainingBias { text += ", remaining \(Numerals.fixed(remaining, 2))" }
    if asked.estimate.coverage < 0.5 {
      text += "; only \(Numerals.fixed(100 * asked.estimate.coverage, 0)) % of the answers named an action"
    }
    return text
  }
}
