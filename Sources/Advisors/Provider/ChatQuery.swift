/// One message of a conversation.
struct ChatMessage: Sendable, Equatable {
  /// `user` or `assistant`.
  var role: String
  var text: String

  var json: String {
    JSONText.object([("role", JSONText.quoted(role)), ("content", JSONText.quoted(text))])
  }
}

/// What is asked of a chat endpoint.
struct ChatQuery: Sendable {
  /// The conversation; its fixed beginning comes first, so that providers can cache it.
  var messages: [ChatMessage]
  /// The form of the answer.
  var form = AnswerForm.prose
  /// Tokens of the reply at most; nil for the endpoint's setting.
  var maximumTokens: Int?
  /// nil for the endpoint's setting.
  var temperature: Double?
  /// Which of several samples of the same question this is; each has a seed of its own.
  var sample = 0
  /// Alternatives to each token whose log probabilities are wanted.
  var topLogprobs: Int?
  /// nil for the endpoint's setting.
  var isStreaming: Bool?
  /// Whether a reply that ends at its longest is what was wanted, as where one letter is asked for.
  var endsEarly = false
  /// What it is for, in the record.
  var purpose: Purpose

  /// What a call is for.
  struct Purpose: Sendable {
    var kind: String
    var version: String
    /// The SHA-256 of the prompt that started the conversation.
    var digest: String
    /// The episode that it is about.
    var episode: Int?
    var isRepair = false
  }

  /// The whole conversation for the record: a single message as it is, several under the names of who speaks.
  var transcript: String {
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
