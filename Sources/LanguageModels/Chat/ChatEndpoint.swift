package import RLCore
internal import Synchronization

/// A chat endpoint with everything that every call to it shares: what it understands, retries, the budget, records, and
/// replies kept from before.
public final class ChatEndpoint: Sendable {
  /// Where it is and how it is asked.
  public let settings: EndpointSettings
  /// Keeps its calls within their caps.
  public let budget: AdvisorBudget
  let client: ChatClient
  private let recorder: (any ProviderRecorder)?
  private let cache: ReplyCache
  private let known: Mutex<EndpointDialect>

  /// Makes an endpoint.
  ///
  /// - Parameters:
  ///   - budget: shared by all endpoints of a session; none bounds nothing.
  ///   - recorder: where every call is recorded.
  ///   - cache: replies to earlier requests at temperature 0.
  ///   - capabilities: what a probe found, so that nothing is asked for that is known to be refused or ignored.
  ///   - progress: told what is being waited for, from whatever task the call runs in.
  public init(
    _ settings: EndpointSettings, transport: any Transport, retries: RetryPolicy = RetryPolicy(),
    clock: ProviderClock = .system, budget: AdvisorBudget = AdvisorBudget(), recorder: (any ProviderRecorder)? = nil,
    cache: ReplyCache = ReplyCache(), capabilities: EndpointCapabilities? = nil,
    progress: (@Sendable (ProviderProgress) -> Void)? = nil
  ) {
    self.settings = settings
    self.budget = budget
    self.recorder = recorder
    self.cache = cache
    client = ChatClient(
      settings: settings, transport: transport, retries: retries, clock: clock, progress: progress)
    var dialect = EndpointDialect(model: settings.model)
    capabilities?.apply(to: &dialect)
    // What a person wrote stands above what an endpoint says of itself.
    dialect.contextTokens = settings.contextTokens ?? dialect.contextTokens
    known = Mutex(dialect)
  }

  /// What is understood, as far as it is known.
  var dialect: EndpointDialect { known.withLock { $0 } }

  /// Characters of the longest prompt that leaves room for a reply; nil where nobody said how much the model reads.
  public var promptCharacters: Int? {
    dialect.contextTokens.map {
      PromptWindow(contextTokens: $0).promptCharacters(reply: settings.maximumTokens)
    }
  }

  /// Whether several samples of one question can differ.
  public var varies: Bool { settings.temperature > 0 || !dialect.takesTemperature }

  /// Remembers that an endpoint that was asked for log probabilities gave none.
  func stopAskingForLogprobs() { known.withLock { $0.givesLogprobs = false } }

  /// What of an answer counts.
  package struct Judgement: Sendable {
    package var suggestions = 0
    package var issues: [ReplyIssue] = []
    /// Whether anything in it can be used; an empty list that is meant so can.
    package var isUsable: Bool

    package init(suggestions: Int = 0, issues: [ReplyIssue] = [], isUsable: Bool) {
      self.suggestions = suggestions
      self.issues = issues
      self.isUsable = isUsable
    }
  }

  /// An answer and what was made of it.
  package struct Asked: Sendable {
    package var answer: ChatAnswer
    package var judgement: Judgement
    package var call: ProviderCall
    package var notes: [String] = []
    /// What the endpoint said about parameters that were then left out.
    var refusals: [String] = []
  }

  /// Asks, leaving out step by step what the endpoint refuses to understand.
  ///
  /// - Throws: `ProviderError`, `BudgetReached`, `CancellationError`.
  package func ask(_ query: ChatQuery, judge: @Sendable (ChatAnswer) -> Judgement) async throws -> Asked {
    var refusals: [String] = []
    while true {
      let used = dialect
      let request = ChatRequest(query, settings: settings, dialect: used)
      let digest = ReplyCache.digest(url: settings.baseURL, body: request.body)
      if request.isRepeatable, settings.reusesReplies, let kept = cache.reply(to: digest) {
        return try finish(reused(kept), query, request, judge, digest: nil)
      }
      let reservation = try await budget.admit(
        model: settings.model, prompt: TokenUsage.estimate(bytes: request.body.utf8.count),
        reply: request.parameters.maximumTokens)
      let time = client.clock.wall()
      let start = client.clock.elapsed()
      let delivery = await client.chat(request.body, streams: request.parameters.isStreaming)
      var sent = Sent(
        time: time, seconds: client.clock.elapsed() - start, retries: delivery.retries, usage: nil,
        result: delivery.result)
      sent.usage = usage(delivery, reservation)
      sent.warnings = budget.settle(reservation, usage: sent.usage)
      for warning in sent.warnings { client.progress?(.warning(warning)) }
      if case .failure(.fault(let fault)) = delivery.result, learn(from: fault, used) || makesRoom(fault, request) {
        _ = record(call(sent, query, request), [])
        refusals.append(fault.message)
        continue
      }
      var asked = try finish(sent, query, request, judge, digest: request.isRepeatable ? digest : nil)
      asked.refusals = refusals
      return asked
    }
  }

  /// Whether asking again may end in another way. When another call has learnt something in the meantime, it may.
  private func learn(from fault: EndpointFault, _ used: EndpointDialect) -> Bool {
    var next = used
    guard next.learn(from: fault) else { return false }
    known.withLock { if $0 == used { $0 = next } }
    return true
  }

  /// Learns how much the model reads from its refusal of a prompt. True when the same prompt fits beside a shorter reply.
  private func makesRoom(_ fault: EndpointFault, _ request: ChatRequest) -> Bool {
    guard PromptWindow.isAboutLength(fault.message), let tokens = PromptWindow.contextTokens(in: fault.message) else {
      return false
    }
    known.withLock { $0.contextTokens = tokens }
    let reply = PromptWindow(contextTokens: tokens).replyTokens(request.parameters.maximumTokens)
    return reply < request.parameters.maximumTokens
      && TokenUsage.estimate(bytes: request.body.utf8.count) + reply <= tokens
  }

  private func reused(_ kept: ReplyCache.Kept) -> Sent {
    let answer = ChatAnswer(text: kept.text, finishReason: kept.finishReason, model: kept.model)
    return Sent(
      time: client.clock.wall(), seconds: 0, retries: 0, usage: nil, result: .success(answer), isReused: true)
  }

  /// Tokens as the provider counted them, else estimated; attempts that were lost under way have read the prompt.
  private func usage(
    _ delivery: ChatClient.Delivery<ChatAnswer>, _ reservation: AdvisorBudget.Reservation
  ) -> TokenUsage? {
    var usage: TokenUsage?
    if case .success(let answer) = delivery.result {
      usage =
        answer.usage
        ?? TokenUsage(
          prompt: reservation.most.prompt, reply: TokenUsage.estimate(bytes: answer.text.utf8.count), isEstimated: true)
    }
    guard delivery.lostAttempts > 0 else { return usage }
    var whole = usage ?? TokenUsage(prompt: 0, reply: 0)
    whole.prompt += delivery.lostAttempts * reservation.most.prompt
    whole.isEstimated = true
    return whole
  }

  private func finish(
    _ sent: Sent, _ query: ChatQuery, _ request: ChatRequest, _ judge: (ChatAnswer) -> Judgement, digest: String?
  ) throws -> Asked {
    var call = call(sent, query, request)
    switch sent.result {
    case .failure(let failure):
      _ = record(call, [])
      throw error(failure, retries: sent.retries)
    case .success(var answer):
      answer.text = settings.key?.redacted(answer.text) ?? answer.text
      let judgement = judge(answer)
      call.suggestions = judgement.suggestions
      call.issues = judgement.issues
      call.outcome =
        answer.refusal != nil
        ? .refused
        : answer.isFiltered
          ? .filtered : answer.isCut && !query.endsEarly ? .cut : judgement.isUsable ? .answered : .unusable
      var notes = sent.warnings
      notes += note(answer, call) ?? []
      if let digest, call.outcome == .answered {
        let kept = ReplyCache.Kept(
          request: digest, text: answer.text, finishReason: answer.finishReason, model: call.servedModel)
        do { try cache.keep(kept) } catch { notes.append("the reply could not be kept for later: \(error)") }
      }
      return Asked(answer: answer, judgement: judgement, call: call, notes: record(call, notes))
    }
  }

  /// What a person should know about how the reply ended.
  private func note(_ answer: ChatAnswer, _ call: ProviderCall) -> [String]? {
    switch call.outcome {
    case .refused:
      let words = EndpointFault.safe(answer.refusal ?? "", key: settings.key, limit: EndpointFault.longestMessage)
      return ["the model declined to answer: \(words)"]
    case .filtered:
      return ["the provider's content filter withheld the reply or its end; reword the prompt or choose another model"]
    case .cut:
      return ["the reply was cut at \(call.parameters.maximumTokens) tokens; raise maximumTokens to get the rest"]
    case .answered, .unusable, .failed: return nil
    }
  }

  /// Records the call; gives the notes with one more when that failed.
  private func record(_ call: ProviderCall, _ notes: [String]) -> [String] {
    do {
      try recorder?.record(call)
      return notes
    } catch {
      return notes + ["the call could not be recorded: \(AdviceText.clean("\(error)", limit: 200).text)"]
    }
  }
}
