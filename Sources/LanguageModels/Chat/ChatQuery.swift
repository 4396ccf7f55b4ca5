/// One message of a conversation.
package struct ChatMessage: Sendable, Equatable {
  /// `user` or `assistant`.
  package var role: String
  package var text: String

  package init(role: String, text: String) {
    self.role = role
    self.text = text
  }

  package var json: String {
    JSONText.object([("role", JSONText.quoted(role)), ("content", JSONText.quoted(text))])
  }
}

/// What is asked of a chat endpoint.
package struct ChatQuery: Sendable {
  /// The conversation; its fixed beginning comes first, so that providers can cache it.
  package var messages: [ChatMessage]
  /// The form of the answer.
  package var form = AnswerForm.prose
  /// Tokens of the reply at most; nil for the endpoint's setting.
  package var maximumTokens: Int?
  /// nil for the endpoint's setting.
  package var temperature: Double?
  /// Which of several samples of the same question this is; each has a seed of its own.
  package var sample = 0
  /// Alternatives to each token whose log probabilities are wanted.
  package var topLogprobs: Int?
  /// nil for the endpoint's setting.
  package var isStreaming: Bool?
  /// Whether a reply that ends at its longest is what was wanted, as where one letter is asked for.
  package var endsEarly = false
  /// What it is for, in the record.
  package var purpose: Purpose

  /// What a call is for.
  package struct Purpose: Sendable {
    package var kind: String
    package var version: String
    /// The SHA-256 of the prompt that started the conversation.
    package var digest: String
    /// The episode that it is about.
    package var episode: Int?
    package var isRepair = false

    package init(kind: String, version: String, digest: String, episode: Int? = nil, isRepair: Bool = false) {
      self.kind = kind
      self.version = version
      self.digest = digest
      self.episode = episode
      self.isRepair = isRepair
    }
  }

  package init(messages: [ChatMessage], form: AnswerForm = .prose, sample: Int = 0, purpose: Purpose) {
    self.messages = messages
    self.form = form
    self.sample = sample
    self.purpose = purpose
  }

  /// The whole conversation for the record: a single message as it is, several under the names of who speaks.
  package var transcript: String {
    guard messages.count > 1 else { return messages.first?.text ?? "" }
    return messages.map { "=== \($0.role) ===\n\($0.text)" }.joined(separator: "\n\n")
  }
}

/// A query as it goes to an endpoint that speaks a certain dialect.
struct ChatRequest: Sendable {
  let body: String
  let parameters: CallParameters
  /// Whether an identical request may be answered with an earlier reply.
  let isRepeatable: Bool

  init(_ query: ChatQuery, settings: EndpointSettings, dialect: EndpointDialect) {
    let wanted = query.maximumTokens ?? settings.maximumTokens
    let tokens = dialect.contextTokens.map { PromptWindow(contextTokens: $0).replyTokens(wanted) } ?? wanted
    let temperature = dialect.takesTemperature ? query.temperature ?? settings.temperature : nil
    // Samples differ by their seed; without one of its own, the first keeps none, as a plain question has.
    let seed = dialect.takesSeed ? (settings.seed ?? (query.sample > 0 ? 0 : nil)).map { $0 &+ query.sample } : nil
    let streams = dialect.streams && (query.isStreaming ?? settings.isStreaming)
    let rung = min(query.form.rung, dialect.highestRung)
    var members: [(String, String)] = [("model", JSONText.quoted(settings.model))]
    members.append(("messages", JSONText.array(query.messages.map(\.json))))
    if let temperature { members.append(("temperature", JSONText.number(temperature))) }
    if let seed { members.append(("seed", "\(seed)")) }
    members.append((dialect.usesCompletionTokens ? "max_completion_tokens" : "max_tokens", "\(tokens)"))
    if let format = query.form.responseFormat(highest: dialect.highestRung) {
      members.append(("response_format", format))
    }
    if let count = query.topLogprobs, dialect.givesLogprobs {
      members += [("logprobs", "true"), ("top_logprobs", "\(count)")]
    }
    if streams {
      members.append(("stream", "true"))
      if dialect.takesStreamOptions { members.append(("stream_options", #"{"include_usage":true}"#)) }
    }
    body = JSONText.object(members)
    parameters = CallParameters(
      temperature: temperature, maximumTokens: tokens, seed: seed, isStreaming: streams, answerForm: rung.rawValue)
    isRepeatable = temperature == 0 && query.sample == 0 && query.topLogprobs == nil
  }
}
