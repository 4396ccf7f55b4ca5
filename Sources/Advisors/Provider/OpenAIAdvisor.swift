public import LanguageModels
internal import RLCore

/// A language model behind an OpenAI-compatible endpoint.
///
/// The form of the answer is asked for by its schema, else as a JSON object, else in the prompt's words, whichever the
/// endpoint understands; `ReplyParser` decides in every case what of the reply counts. A reply of which nothing counts is
/// sent back once with the reasons.
public struct OpenAIAdvisor: SamplingAdvisor {
  /// `openai:` and the model's name.
  public let name: String
  /// False: a model answers.
  public let isStandIn = false
  /// One sentence about it.
  public let summary: String
  /// Where it asks.
  public let endpoint: ChatEndpoint

  /// Characters of an unusable reply that are sent back.
  static let longestReturn = 4_000
  /// Reasons that are sent back.
  static let mostReasons = 6

  /// An advisor that asks `endpoint`.
  public init(_ endpoint: ChatEndpoint) {
    self.endpoint = endpoint
    name = endpoint.settings.advisorName
    summary = "Asks the model \(endpoint.settings.model) at \(endpoint.settings.host)."
  }

  /// The model in an advisor's name such as `openai:gpt-4o-mini`; nil for another kind of advisor.
  public static func model(in name: String) -> String? {
    guard name.hasPrefix("openai:"), name.count > "openai:".count else { return nil }
    return String(name.dropFirst("openai:".count))
  }

  /// As the endpoint's settings say.
  public var parallelCalls: Int { endpoint.settings.parallelCalls }

  /// As the endpoint's settings, a probe or the endpoint's refusal of a longer prompt say.
  public var promptCharacters: Int? { endpoint.promptCharacters }

  /// Whether several samples of one question can differ.
  public var varies: Bool { endpoint.varies }

  /// Asks. Throws `ProviderError`, `BudgetReached` or `CancellationError`.
  public func reply(to prompt: Prompt) async throws -> AdvisorReply {
    try await reply(to: prompt, sample: 0)
  }

  /// Asks for one of several samples.
  public func reply(to prompt: Prompt, sample: Int) async throws -> AdvisorReply {
    var query = ChatQuery(
      messages: [ChatMessage(role: "user", text: prompt.text)], form: AnswerForm(prompt), sample: sample,
      purpose: .init(
        kind: prompt.kind.rawValue, version: prompt.version, digest: prompt.digest,
        episode: prompt.context.flatMap { $0.episode == 0 ? nil : $0.episode }))
    let name = name
    let judge: @Sendable (ChatAnswer) -> ChatEndpoint.Judgement = { Self.judge($0.text, prompt, advisor: name) }
    let first = try await endpoint.ask(query, judge: judge)
    var reply = AdvisorReply(first)
    guard first.call.outcome == .unusable else { return reply }
    query.messages += Self.repair(first)
    query.purpose.isRepair = true
    do {
      let second = try await endpoint.ask(query, judge: judge)
      reply.add(AdvisorReply(second), replacesText: second.judgement.isUsable)
    } catch let error as ProviderError {
      // What came first is still worth a record of its faults.
      reply.notes.append("asking for a repair failed: \(error)")
    }
    return reply
  }

  /// What of a reply counts; without the prompt's context that is for whoever asked to say.
  static func judge(_ text: String, _ prompt: Prompt, advisor: String) -> ChatEndpoint.Judgement {
    if prompt.kind == .caseAnalysis {
      let read = ReplyParser.caseAnalysis(from: text)
      return ChatEndpoint.Judgement(issues: read.issues, isUsable: !read.text.isEmpty)
    }
    guard let context = prompt.context else { return ChatEndpoint.Judgement(isUsable: !text.isEmpty) }
    let parsed = ReplyParser.suggestions(from: text, context: context, advisor: advisor)
    let isRejected = parsed.issues.contains { $0.kind == .rejected }
    return ChatEndpoint.Judgement(
      suggestions: parsed.suggestions.count, issues: parsed.issues,
      isUsable: !parsed.suggestions.isEmpty || !isRejected)
  }

  /// The turn that sends an unusable reply back with the reasons.
  private static func repair(_ asked: ChatEndpoint.Asked) -> [ChatMessage] {
    let reasons = asked.judgement.issues.prefix(mostReasons).map { issue in
      "- " + (issue.item.map { "item \($0 + 1): " } ?? "") + issue.reason
    }
    // Some servers refuse a message without text.
    let returned =
      asked.answer.text.isEmpty
      ? [] : [ChatMessage(role: "assistant", text: String(asked.answer.text.prefix(longestReturn)))]
    return returned + [
      ChatMessage(
        role: "user",
        text: "Nothing in this answer could be used:\n" + reasons.joined(separator: "\n")
          + "\nAnswer the question above again, in the form it asks for and with nothing else.")
    ]
  }
}

extension AdvisorReply {
  /// The reply of a single call.
  init(_ asked: ChatEndpoint.Asked) {
    self.init(
      text: asked.answer.text, seconds: asked.call.seconds, promptTokens: asked.call.usage?.prompt,
      replyTokens: asked.call.usage?.reply, notes: asked.notes)
  }

  /// Adds what a further call took.
  mutating func add(_ other: AdvisorReply, replacesText: Bool) {
    if replacesText { text = other.text }
    seconds += other.seconds
    if let more = other.promptTokens { promptTokens = (promptTokens ?? 0) + more }
    if let more = other.replyTokens { replyTokens = (replyTokens ?? 0) + more }
    notes += other.notes
  }
}
