internal import Foundation
internal import RLCore

/// P_LLM(a|s) from the words of the actions themselves, as the published code of SLINVIT scores them: the endpoint is
/// given the state and an action as one text and tells how likely each of its tokens was (`completions` with `echo`).
///
/// | symbol | code |
/// |---|---|
/// | ℓ(a) = Σ_i log P(token_i of a \| prompt, tokens before) | `ChatEndpoint.score` |
/// | P_LLM(a\|s) = exp ℓ(a) / Σ_b exp ℓ(b) | `estimate` |
///
/// No letter has a part in it, but long names are at a disadvantage, since every token costs. One call for each action.
/// Servers of chats alone cannot do it.
public struct ActionTextPrior: Sendable {
  private let endpoint: ChatEndpoint

  /// A prior that asks `endpoint`.
  public init(_ endpoint: ChatEndpoint) { self.endpoint = endpoint }

  /// The probabilities of `actions`, named in words, in the state that `state` describes.
  ///
  /// - Throws: `ProviderError`, also where the endpoint scores no text, `BudgetReached`, `CancellationError`.
  public func estimate(_ actions: [String], in state: String) async throws -> PriorEstimate {
    guard actions.count > 1 else {
      return PriorEstimate(probabilities: actions.map { _ in 1 }, source: .text, coverage: 1)
    }
    let prompt = Self.prompt(state)
    var scores: [Double] = []
    for action in actions { scores.append(try await endpoint.score(" " + action, after: prompt)) }
    let most = scores.max() ?? 0
    return PriorEstimate(
      probabilities: PriorMath.normalised(scores.map { exp($0 - most) }), source: .text, coverage: 1)
  }

  static func prompt(_ state: String) -> String {
    "The next action in a task is chosen from its state.\n\n# State\n\(state)\n\n# The best next action\n"
  }
}

extension ChatEndpoint {
  /// The log probability of `text` after `prompt`, summed over the tokens of `text`.
  ///
  /// - Throws: `ProviderError`, also where the endpoint does not score what it is given, `BudgetReached`,
  ///   `CancellationError`.
  func score(_ text: String, after prompt: String) async throws -> Double {
    var conversation = Conversation(
      prompt + text,
      purpose: .init(kind: .prior, version: "prior-text-1", digest: sha256Hex(Array((prompt + text).utf8))))
    conversation.maximumTokens = 1
    conversation.temperature = 0
    conversation.streams = false
    let request = ChatRequest(conversation, settings: settings, traits: traits)
    let body = JSONText.object([
      ("model", JSONText.quoted(settings.model)), ("prompt", JSONText.quoted(prompt + text)), ("max_tokens", "1"),
      ("temperature", "0"), ("echo", "true"), ("logprobs", "1"),
    ])
    let reservation = try await budget.admit(
      model: settings.model, prompt: TokenUsage.estimate(bytes: body.utf8.count), reply: 1)
    let (time, start) = (client.clock.wall(), client.clock.elapsed())
    let delivery = await client.posted(body, to: "/completions")
    let told = delivery.map { value in
      var answer = ChatAnswer()
      settings.dialect.take(value, into: &answer)
      // What was sent comes back, and is no reply.
      answer.text = ""
      return answer
    }
    var sent = Sent(
      time: time, seconds: client.clock.elapsed() - start, retries: delivery.retries,
      usage: usage(told, reservation), result: told.result)
    for warning in budget.settle(reservation, usage: sent.usage) { client.progress?(.warning(warning)) }
    switch delivery.result {
    case .failure(let failure):
      var call = call(sent, conversation, request)
      _ = record(&call, AdviceOutcome(.failed, failure: reason(sent.result, retries: sent.retries)))
      throw error(failure, retries: sent.retries, path: "/completions")
    case .success(let value):
      let score = Self.score(in: value, from: prompt.count, to: prompt.count + text.count)
      sent.result = told.result.map { answer in
        var answer = answer
        answer.text = score.map { "log probability \(Numerals.fixed($0, 3))" } ?? ""
        return answer
      }
      var call = call(sent, conversation, request)
      _ = record(&call, AdviceOutcome(score == nil ? .unusable : .answered))
      guard let score else {
        throw ProviderError.notChat(
          endpoint: settings.host,
          detail: "it does not score the text that it is given (completions with echo); set priorForm = \"letter\"")
      }
      return score
    }
  }

  /// The sum over the tokens that reach beyond `start` and begin before `end`, in characters of the whole text; nil where
  /// the answer does not tell.
  static func score(in value: JSONValue, from start: Int, to end: Int) -> Double? {
    guard let scored = value["choices"]?.items?.first?["logprobs"], let places = scored["text_offset"]?.items,
      let logs = scored["token_logprobs"]?.items, places.count == logs.count, !places.isEmpty
    else { return nil }
    let begins = places.compactMap(\.count)
    guard begins.count == places.count, (begins.last ?? 0) >= start else { return nil }
    var sum = 0.0
    var isFound = false
    for place in begins.indices {
      let next = place + 1 < begins.count ? begins[place + 1] : end
      guard next > start, begins[place] < end else { continue }
      guard let log = logs[place].number, log.isFinite else { return nil }
      sum += log
      isFound = true
    }
    return isFound ? sum : nil
  }
}
