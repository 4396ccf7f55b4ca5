internal import RLCore

/// What an endpoint did with something that was asked for.
public enum ProbeResult: Sendable, Equatable, Codable {
  /// It did it.
  case honoured
  /// It answered as if nothing had been asked; what it did instead.
  case ignored(String)
  /// It refused; its words.
  case refused(String)
  /// There was no answer to judge by; why.
  case failed(String)

  /// For a table.
  public var words: String {
    switch self {
    case .honoured: "yes"
    case .ignored(let what): "ignored (\(what))"
    case .refused(let why): "refused (\(why))"
    case .failed(let why): "not known (\(why))"
    }
  }

  /// What is known by it: whether it can be relied on, or nil.
  var isReliable: Bool? {
    switch self {
    case .honoured: true
    case .ignored, .refused: false
    case .failed: nil
    }
  }
}

/// What an endpoint and its model really do. Servers differ, and some drop in silence what they do not know.
public struct EndpointCapabilities: Sendable, Equatable, Codable {
  /// Answers held to a schema.
  public var jsonSchema: ProbeResult
  /// Answers held to being a JSON object.
  public var jsonObject: ProbeResult
  /// Log probabilities of tokens and their alternatives.
  public var logprobs: ProbeResult
  /// Tokens counted in a streamed reply.
  public var streamingUsage: ProbeResult
  /// Tokens that the model reads and writes together, where its endpoint's list of models says so.
  public var contextTokens: Int?
  /// Advice in the words of the prompt templates; nil where nobody asked for any yet.
  public var advice: ProbeResult?

  func apply(to traits: inout EndpointTraits) {
    if jsonSchema.isReliable == false {
      traits.highestRung = jsonObject.isReliable == false ? .prompt : .object
    }
    if logprobs.isReliable == false { traits.givesLogprobs = false }
    if case .refused = streamingUsage { traits.takesStreamOptions = false }
    traits.contextTokens = contextTokens
    traits.advises = advice?.isReliable
  }
}

extension ChatEndpoint {
  /// Asks four small questions, each of which only an endpoint that does what is asked answers in the right way: the
  /// prompts do not hint at the form.
  ///
  /// - Throws: `CancellationError`, and errors that pause advising, such as a key that is refused: they say more than four
  ///   failed probes.
  public func probe() async throws -> EndpointCapabilities {
    let schema = try await probe(
      Self.schemaProbe,
      isLeftOut: { call, _ in call.service?.parameters.answerForm != Conversation.ReplyForm.Rung.schema.rawValue },
      judge: Self.followsSchema)
    // OpenAI insists on the word JSON in the prompt.
    let object = try await probe(
      Self.question("Describe the sea in one short sentence; no JSON is needed.", form: .object),
      isLeftOut: { call, _ in call.service?.parameters.answerForm != Conversation.ReplyForm.Rung.object.rawValue },
      judge: Self.isObject)
    let logprobs = try await probe(
      Self.logprobsProbe, isLeftOut: { !$1.givesLogprobs }, judge: Self.hasAlternatives)
    let usage = try await probe(
      Self.streamProbe, isLeftOut: { !$1.streams || !$1.takesStreamOptions }, judge: Self.countsTokens)
    return EndpointCapabilities(jsonSchema: schema, jsonObject: object, logprobs: logprobs, streamingUsage: usage)
  }

  /// Asks, and judges the answer unless what was to be tried had to be left out.
  private func probe(
    _ conversation: Conversation, isLeftOut: (ModelCall, EndpointTraits) -> Bool,
    judge: @Sendable (ChatAnswer) -> ProbeResult
  ) async throws -> ProbeResult {
    do {
      let asked = try await ask(conversation) { reply in Reading((), isUsable: !reply.text.isEmpty) }
      return isLeftOut(asked.call, traits)
        ? .refused(asked.refusals.last ?? "as it did earlier") : judge(asked.settledAnswer)
    } catch let error as ProviderError where !error.pausesAdvising {
      return .failed("\(error)")
    }
  }

  private static func question(_ text: String, form: Conversation.ReplyForm = .prose) -> Conversation {
    var question = Conversation(
      text, form: form, purpose: .init(kind: .probe, version: "probe-1", digest: sha256Hex(Array(text.utf8))))
    question.streams = false
    return question
  }

  private static let schemaProbe = question(
    "Name something blue.",
    form: .schema(
      name: "thing",
      json: JSONSchema.object([("thing", JSONSchema.type("string")), ("letters", JSONSchema.type("integer"))])))

  private static func followsSchema(_ answer: ChatAnswer) -> ProbeResult {
    guard case .object(let members) = JSONValue(whole: answer.text) else { return .ignored("answered in prose") }
    return members["thing"]?.text != nil && members["letters"]?.count != nil && members.count == 2
      ? .honoured : .ignored("answered with another object")
  }

  private static func isObject(_ answer: ChatAnswer) -> ProbeResult {
    if case .object = JSONValue(whole: answer.text) { .honoured } else { .ignored("answered in prose") }
  }

  private static let logprobsProbe: Conversation = {
    var conversation = question("Answer with one letter, A or B.")
    conversation.alternatives = 5
    conversation.endsEarly = true
    return conversation
  }()

  private static func hasAlternatives(_ answer: ChatAnswer) -> ProbeResult {
    guard let first = answer.tokens.first else { return .ignored("gave none") }
    return first.alternatives.isEmpty ? .ignored("gave no alternatives") : .honoured
  }

  private static let streamProbe: Conversation = {
    var conversation = question("Count from 1 to 3.")
    conversation.streams = true
    return conversation
  }()

  private static func countsTokens(_ answer: ChatAnswer) -> ProbeResult {
    guard answer.hasStreamed else { return .ignored("did not stream") }
    return answer.usage == nil ? .ignored("counted no tokens") : .honoured
  }
}
