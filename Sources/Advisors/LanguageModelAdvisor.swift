internal import LanguageModels
public import RLCore

/// A language model as identifier and advisor: it is asked in the words of the prompt templates, and names states,
/// actions and rewards at once.
///
/// The form of the answer is asked for by its schema, else as a JSON object, else in the prompt's words, whichever the
/// model understands; `ReplyParser` decides in every case what of the reply counts, once, and what it decided goes into
/// the call's record and on to whoever asked. A reply of which nothing counts is sent back once with the reasons.
public struct LanguageModelAdvisor: Identifier, Advisor {
  /// The model that is asked.
  public let model: any LanguageModel
  /// The templates of its prompts.
  public let library: PromptLibrary

  /// Characters of an unusable reply that are sent back.
  static let longestReturn = 4_000
  /// Reasons that are sent back.
  static let mostReasons = 6

  /// An advisor that asks `model` in the words of `library`.
  public init(_ model: any LanguageModel, library: PromptLibrary) {
    self.model = model
    self.library = library
  }

  /// The model's name.
  public var name: String { model.name }
  /// One sentence about it.
  public var summary: String { model.summary }
  /// False: a model answers.
  public var isStandIn: Bool { false }
  /// As the model.
  public var parallelCalls: Int { model.parallelCalls }
  /// As the model.
  public var maximumFailures: Int { model.maximumFailures }
  /// As the model.
  public var promptCharacters: Int? { model.promptCharacters }
  /// As the model.
  public var keepsRecords: Bool { model.keepsRecords }
  /// That of the templates.
  public var promptDigest: String { library.digest }

  /// Asks for the critical states of a stretch, each with an action and a reward.
  public func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]> {
    try await criticalStates(in: context, sample: 0)
  }

  /// Asks for one of several samples.
  func criticalStates(in context: AdviceContext, sample: Int) async throws -> Answer<[CriticalState]> {
    try await suggestions(.identify, context, sample: sample).map { $0.map(CriticalState.init) }
  }

  /// Asks for the actions at critical states.
  public func suggestions(
    at states: [CriticalState], in context: AdviceContext
  ) async throws -> Answer<[Suggestion]> {
    try await suggestions(.action, context)
  }

  /// Asks for a summary of what worked and what did not.
  public func caseAnalysis(of context: AdviceContext) async throws -> Answer<String?> {
    let prompt = try library.render(.caseAnalysis, context)
    return Answer(try await exchange(prompt, context) { Self.caseAnalysis($0.text) }, prompt)
  }

  /// Asks for rewards in the light of the case analysis.
  public func rewards(of suggestions: [Suggestion], in context: AdviceContext) async throws -> Answer<[Suggestion]> {
    try await self.suggestions(.reward, context)
  }

  private func suggestions(
    _ kind: AdviceKind, _ context: AdviceContext, sample: Int = 0
  ) async throws -> Answer<[Suggestion]> {
    let prompt = try library.render(kind, context)
    let (advisor, examples) = (name, library.examples(kind, context))
    let asked = try await exchange(prompt, context, sample: sample) {
      Self.suggestions($0.text, context, examples: examples, advisor: advisor)
    }
    return Answer(asked, prompt)
  }

  /// Sends a prompt; where nothing in the reply can be used, the reply goes back once with the reasons.
  func exchange<Value: Sendable>(
    _ prompt: Prompt, _ context: AdviceContext, sample: Int = 0, read: @Sendable (ModelReply) -> Reading<Value>
  ) async throws -> ReadReply<Value> {
    var conversation = Self.conversation(
      prompt, episode: context.episode == 0 ? nil : context.episode, space: context.actionSpace, sample: sample)
    var asked = try await model.reply(to: conversation, read: read)
    guard asked.ending == .unusable else { return asked }
    conversation.turns = Self.repair(conversation.turns, asked.reply, asked.reading.issues)
    conversation.purpose.isRepair = true
    do {
      let second = try await model.reply(to: conversation, read: read)
      asked.add(second, replaces: second.reading.isUsable)
    } catch let error as ProviderError {
      // What came first is still worth a record of its faults.
      asked.reply.notes.append("asking for a repair failed: \(error)")
    }
    return asked
  }

  /// What a model is asked by a prompt; where the action space is not known, any form of action may be answered.
  public static func conversation(
    _ prompt: Prompt, episode: Int?, space: ActionSpace? = nil, sample: Int = 0
  ) -> Conversation {
    Conversation(
      prompt.text, form: .advice(prompt.kind, space), sample: sample,
      purpose: .init(kind: prompt.kind.record, version: prompt.version, digest: prompt.digest, episode: episode))
  }

  /// What of a reply counts.
  static func suggestions(
    _ text: String, _ context: AdviceContext, examples: ReplyExamples = .none, advisor: String
  ) -> Reading<[Suggestion]> {
    let parsed = ReplyParser.suggestions(from: text, context: context, examples: examples, advisor: advisor)
    let isRejected = parsed.issues.contains { $0.kind == .rejected }
    return Reading(
      parsed.suggestions, suggestions: parsed.suggestions.count, issues: parsed.issues,
      isUsable: !parsed.suggestions.isEmpty || !isRejected)
  }

  /// What of a case analysis counts.
  static func caseAnalysis(_ text: String) -> Reading<String?> {
    let (cleaned, issues) = ReplyParser.caseAnalysis(from: text)
    return Reading(cleaned.isEmpty ? nil : cleaned, issues: issues, isUsable: !cleaned.isEmpty)
  }

  /// The turns that send an unusable reply back with the reasons. A message without text, and two in a row of the same
  /// speaker, are refused by some servers; so the reasons for an empty reply stand behind the question.
  private static func repair(
    _ turns: [Conversation.Turn], _ reply: ModelReply, _ issues: [ReplyIssue]
  ) -> [Conversation.Turn] {
    let reasons = issues.prefix(mostReasons).map { issue in
      "- " + (issue.item.map { "item \($0 + 1): " } ?? "") + issue.reason
    }
    let request =
      reasons.joined(separator: "\n")
      + "\nAnswer the question above again, in the form it asks for and with nothing else."
    let said = String(reply.text.prefix(longestReturn))
    guard said.contains(where: { !$0.isWhitespace }), turns.last?.speaker == .user else {
      var asked = turns
      let last = asked.popLast()?.text ?? ""
      return asked + [Conversation.Turn(.user, last + "\n\nThere was no answer that could be used:\n" + request)]
    }
    return turns + [
      Conversation.Turn(.assistant, said),
      Conversation.Turn(.user, "Nothing in this answer could be used:\n" + request),
    ]
  }
}

extension ReadReply {
  /// Why nothing in the reply can be used, in a sentence; nil where something can.
  fileprivate var trouble: String? {
    guard !reading.isUsable else { return nil }
    return reply.ending ?? reading.issues.first { $0.kind == .rejected }?.reason ?? reading.issues.first?.reason
      ?? "nothing in the reply could be used"
  }

  /// Adds what a further reply to the same question took, and takes its words where it `replaces` the first.
  fileprivate mutating func add(_ other: ReadReply, replaces: Bool) {
    var sum = replaces ? other.reply : reply
    sum.ending = other.reply.ending ?? (replaces ? nil : reply.ending)
    sum.seconds = reply.seconds + other.reply.seconds
    sum.notes = reply.notes + other.reply.notes
    if let more = other.reply.usage {
      var usage = reply.usage ?? TokenUsage(prompt: 0, reply: 0)
      usage.prompt += more.prompt
      usage.cached += more.cached
      usage.reply += more.reply
      usage.isEstimated = usage.isEstimated || more.isEstimated
      sum.usage = usage
    } else {
      sum.usage = reply.usage
    }
    reply = sum
    if replaces { (reading, ending) = (other.reading, other.ending) }
  }
}

extension Answer {
  /// What a model replied to `prompt`, as it was read.
  init(_ asked: ReadReply<Value>, _ prompt: Prompt) {
    self.init(
      asked.reading.value,
      issues: asked.reading.issues + asked.reply.notes.map { ReplyIssue(kind: .clamped, item: nil, reason: $0) },
      isReadable: asked.reading.isUsable, trouble: asked.trouble,
      prompt: SentPrompt(version: prompt.version, text: prompt.text),
      text: asked.reply.text, seconds: asked.reply.seconds, call: asked.reply.call)
  }
}
