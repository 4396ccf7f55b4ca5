public import RLCore
internal import Synchronization

/// A chat endpoint with everything that every call to it shares: what it understands, retries, the budget, records, and
/// replies kept from before.
public final class ChatEndpoint: Sendable {
  /// Where it is and how it is asked.
  public let settings: EndpointConfiguration
  /// Keeps its calls within their caps.
  public let budget: AdvisorBudget
  let client: ChatClient
  private let recorder: (any ModelCallRecording)?
  private let cache: ReplyCache
  private let known: Mutex<EndpointTraits>
  /// Told whenever something was learnt that the next run should know.
  private let onLesson: (@Sendable (EndpointLessons) -> Void)?
  private let hasWarnedOfCut = Mutex(false)

  /// Makes an endpoint.
  ///
  /// - Parameters:
  ///   - budget: shared by all endpoints of a session; none bounds nothing.
  ///   - recorder: where every call is recorded.
  ///   - cache: replies to earlier requests at temperature 0.
  ///   - retries: when a request is sent again; as the settings say unless another is given.
  ///   - capabilities: what a probe found, so that nothing is asked for that is known to be refused or ignored.
  ///   - lessons: what was learnt in earlier runs.
  ///   - onLesson: told what was learnt from a refusal, to be kept for the next run.
  ///   - progress: told what is being waited for, from whatever task the call runs in.
  public init(
    _ settings: EndpointConfiguration, transport: any Transport, retries: RetryPolicy? = nil,
    clock: ProviderClock = .system, budget: AdvisorBudget = AdvisorBudget(), recorder: (any ModelCallRecording)? = nil,
    cache: ReplyCache = ReplyCache(), capabilities: EndpointCapabilities? = nil,
    lessons: EndpointLessons? = nil, onLesson: (@Sendable (EndpointLessons) -> Void)? = nil,
    progress: (@Sendable (ProviderProgress) -> Void)? = nil
  ) {
    self.settings = settings
    self.budget = budget
    self.recorder = recorder
    self.cache = cache
    client = ChatClient(
      settings: settings, transport: transport, retries: retries ?? settings.retries, clock: clock, progress: progress)
    self.onLesson = onLesson
    var traits = EndpointTraits(model: settings.model)
    capabilities?.apply(to: &traits)
    lessons?.apply(to: &traits)
    // What a person wrote stands above what an endpoint says of itself.
    traits.contextTokens = settings.contextTokens ?? traits.contextTokens
    traits.highestRung = settings.answerForm.flatMap(Conversation.ReplyForm.Rung.init(rawValue:)) ?? traits.highestRung
    known = Mutex(traits)
  }

  /// What is understood, as far as it is known.
  var traits: EndpointTraits { known.withLock { $0 } }

  /// What was learnt about it that holds for other calls and for the next run too.
  public var lessons: EndpointLessons { EndpointLessons(traits) }

  /// Characters of the longest prompt that leaves room for a reply; nil where nobody said how much the model reads.
  public var promptCharacters: Int? {
    traits.contextTokens.map {
      PromptWindow(contextTokens: $0).promptCharacters(reply: settings.maximumTokens)
    }
  }

  /// Takes in what a probe found.
  public func learn(_ capabilities: EndpointCapabilities) { known.withLock { capabilities.apply(to: &$0) } }

  /// Whether several samples of one question can differ.
  public var varies: Bool { settings.temperature > 0 || !traits.takesTemperature }

  /// Remembers that an endpoint that was asked for log probabilities gave none.
  func stopAskingForLogprobs() {
    known.withLock { $0.givesLogprobs = false }
    onLesson?(lessons)
  }

  /// Remembers that the model thinks before it answers. False where that was known.
  func noteThoughts() -> Bool {
    let isNews = known.withLock { traits in
      defer { traits.thinks = true }
      return !traits.thinks
    }
    if isNews { onLesson?(lessons) }
    return isNews
  }

  /// An answer and what was made of it.
  struct Asked<Value: Sendable>: Sendable {
    var answer: ChatAnswer
    /// The answer alone.
    var settled: ChatAnswer.Settled
    var read: ReadReply<Value>
    var call: ModelCall
    /// What the endpoint said about parameters that were then left out.
    var refusals: [String] = []

    /// The endpoint's answer with the model's own alone as its text.
    var settledAnswer: ChatAnswer {
      var answer = answer
      answer.text = settled.text
      return answer
    }
  }

  /// Asks, leaving out step by step what the endpoint refuses to understand.
  ///
  /// - Throws: `ProviderError`, `BudgetReached`, `CancellationError`.
  func ask<Value: Sendable>(
    _ conversation: Conversation, read: @Sendable (ModelReply) -> Reading<Value>
  ) async throws -> Asked<Value> {
    var refusals: [String] = []
    while true {
      let used = traits
      let request = ChatRequest(conversation, settings: settings, traits: used)
      let digest = ReplyCache.digest(url: settings.baseURL, body: request.body)
      if request.isRepeatable, settings.reusesReplies, let kept = cache.reply(to: digest) {
        return try finish(reused(kept), conversation, request, read, digest: nil)
      }
      let reservation = try await budget.admit(
        model: settings.model, prompt: TokenUsage.estimate(bytes: request.body.utf8.count),
        reply: request.parameters.maximumTokens)
      let time = client.clock.wall()
      let start = client.clock.elapsed()
      let delivery = await client.chat(
        request.body, streams: request.parameters.isStreaming, form: conversation.form,
        teaches: { fault in
          var next = used
          return fault.isAboutLength || next.learn(from: fault)
        })
      var sent = Sent(
        time: time, seconds: client.clock.elapsed() - start, retries: delivery.retries, usage: nil,
        result: delivery.result)
      sent.usage = usage(delivery, reservation)
      sent.warnings = budget.settle(reservation, usage: sent.usage)
      for warning in sent.warnings { client.progress?(.warning(warning)) }
      if case .failure(.fault(let fault)) = delivery.result, learn(from: fault, used) || makesRoom(fault, request) {
        var call = call(sent, conversation, request)
        _ = record(&call, AdviceOutcome(.failed, failure: reason(delivery.result, retries: sent.retries)))
        refusals.append(fault.message)
        continue
      }
      var asked = try finish(sent, conversation, request, read, digest: request.isRepeatable ? digest : nil)
      asked.refusals = refusals
      // What helped is worth knowing in the next run; an error that only looked like a lesson is not.
      if !refusals.isEmpty { onLesson?(lessons) }
      return asked
    }
  }

  /// Whether asking again may end in another way. When another call has learnt something in the meantime, it may.
  private func learn(from fault: EndpointFault, _ used: EndpointTraits) -> Bool {
    var next = used
    guard next.learn(from: fault) else { return false }
    known.withLock { if $0 == used { $0 = next } }
    return true
  }

  /// Learns how much the model reads from its refusal of a prompt. True when the same prompt fits beside a shorter reply.
  private func makesRoom(_ fault: EndpointFault, _ request: ChatRequest) -> Bool {
    guard fault.isAboutLength, let tokens = PromptWindow.contextTokens(in: fault.message) else {
      return false
    }
    known.withLock { $0.contextTokens = tokens }
    let reply = traits.replyTokens(request.parameters.maximumTokens)
    return reply < request.parameters.maximumTokens
      && TokenUsage.estimate(bytes: request.body.utf8.count) + reply <= tokens
  }

  private func reused(_ kept: ReplyCache.Kept) -> Sent {
    let answer = ChatAnswer(text: kept.text, finishReason: kept.finishReason, model: kept.model)
    return Sent(
      time: client.clock.wall(), seconds: 0, retries: 0, usage: nil, result: .success(answer), isReused: true)
  }

  /// Tokens as the provider counted them, else estimated; attempts that were lost under way have read the prompt.
  func usage(
    _ delivery: ChatClient.Delivery<ChatAnswer>, _ reservation: AdvisorBudget.Reservation
  ) -> TokenUsage? {
    var usage: TokenUsage?
    if case .success(let answer) = delivery.result {
      usage =
        answer.usage
        ?? TokenUsage(
          prompt: reservation.most.prompt,
          reply: TokenUsage.estimate(bytes: answer.text.utf8.count + answer.thoughts.utf8.count), isEstimated: true)
    }
    guard delivery.lostAttempts > 0 else { return usage }
    var whole = usage ?? TokenUsage(prompt: 0, reply: 0)
    whole.prompt += delivery.lostAttempts * reservation.most.prompt
    whole.isEstimated = true
    return whole
  }

  private func finish<Value: Sendable>(
    _ sent: Sent, _ conversation: Conversation, _ request: ChatRequest, _ read: (ModelReply) -> Reading<Value>,
    digest: String?
  ) throws -> Asked<Value> {
    var call = call(sent, conversation, request)
    switch sent.result {
    case .failure(let failure):
      _ = record(&call, AdviceOutcome(.failed, failure: reason(sent.result, retries: sent.retries)))
      throw error(failure, retries: sent.retries)
    case .success(let answer):
      let settled = answer.settled(conversation.form)
      let text = settings.key?.redacted(settled.text) ?? settled.text
      var reply = ModelReply(text, seconds: sent.seconds, usage: sent.usage, tokens: answer.tokens)
      let reading = read(reply)
      let ending = ending(answer, isUsable: reading.isUsable, endsEarly: conversation.endsEarly)
      let end = EndingNote(answer, settled, ending, request.parameters, key: settings.key)
      reply.notes = sent.warnings + (end.words.map { [$0] } ?? [])
      reply.ending = end.words
      if !sent.isReused { warnOfCutPrompt(answer, request) }
      if let digest, ending == .answered {
        let kept = ReplyCache.Kept(
          request: digest, text: text, finishReason: answer.finishReason.map(safe), model: call.service?.servedModel)
        do { try cache.keep(kept) } catch { reply.notes.append("the reply could not be kept for later: \(error)") }
      }
      reply.notes += record(&call, AdviceOutcome(ending, suggestions: reading.suggestions, issues: reading.issues))
      reply.call = call.id > 0 ? call.id : nil
      return Asked(answer: answer, settled: settled, read: ReadReply(reply, reading, ending: ending), call: call)
    }
  }

  private func safe(_ word: String) -> String { EndpointFault.safe(word, key: settings.key, limit: 40) }

  /// Says once that the server has read far less than was sent: one whose model is loaded with a small context drops the
  /// beginning of a prompt in silence.
  private func warnOfCutPrompt(_ answer: ChatAnswer, _ request: ChatRequest) {
    guard let read = answer.usage?.prompt, PromptWindow.isCut(bytes: request.promptBytes, tokens: read) else { return }
    let isFirst = hasWarnedOfCut.withLock { hasWarned in
      defer { hasWarned = true }
      return !hasWarned
    }
    guard isFirst else { return }
    let sent = TokenUsage.estimate(bytes: request.promptBytes)
    client.progress?(
      .warning(
        "\(settings.host) counted \(read) tokens of a prompt of about \(sent), so it may have dropped a part; load the "
          + "model with a larger context, or set contextTokens to what it reads"))
  }

  private func ending(_ answer: ChatAnswer, isUsable: Bool, endsEarly: Bool) -> AdviceOutcome.Ending {
    if answer.refusal != nil, answer.text.isEmpty || !isUsable { return .refused }
    if answer.isFiltered { return .filtered }
    if answer.isCut, !endsEarly { return .cut }
    return isUsable ? .answered : .unusable
  }

  /// Notes what became of the call and records it under a number; gives a note for a person when that failed.
  func record(_ call: inout ModelCall, _ outcome: AdviceOutcome) -> [String] {
    call.end(outcome)
    do {
      if let number = try recorder?.record(call, outcome) { call.id = number }
      return []
    } catch {
      return ["the call could not be recorded: \(AdviceText.clean("\(error)", limit: 200).text)"]
    }
  }
}

extension ChatEndpoint: LanguageModel {
  /// The advisor's name that its settings give.
  public var name: String { settings.advisorName }

  /// One sentence about it.
  public var summary: String { "Asks the model \(settings.model) at \(settings.host)." }

  /// As the settings say.
  public var parallelCalls: Int { settings.parallelCalls }

  /// As the settings say.
  public var maximumFailures: Int { settings.maximumFailures }

  /// Where there is a recorder.
  public var keepsRecords: Bool { recorder != nil }

  /// Asks. Throws `ProviderError`, `BudgetReached` or `CancellationError`.
  public func reply(to conversation: Conversation) async throws -> ModelReply {
    try await ask(conversation) { Reading((), isUsable: !$0.text.isEmpty) }.read.reply
  }

  /// Asks, and takes what was read into the record. Throws `ProviderError`, `BudgetReached` or `CancellationError`.
  public func reply<Value: Sendable>(
    to conversation: Conversation, read: @Sendable (ModelReply) -> Reading<Value>
  ) async throws -> ReadReply<Value> {
    try await ask(conversation, read: read).read
  }
}
