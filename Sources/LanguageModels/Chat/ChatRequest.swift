internal import RLCore

/// A conversation as it goes to an endpoint that speaks a certain dialect.
struct ChatRequest: Sendable {
  let body: String
  let parameters: ModelCall.Parameters
  /// Whether an identical request may be answered with an earlier reply.
  let isRepeatable: Bool

  init(_ conversation: Conversation, settings: EndpointSettings, dialect: EndpointDialect) {
    let wanted = conversation.maximumTokens ?? settings.maximumTokens
    let tokens = dialect.contextTokens.map { PromptWindow(contextTokens: $0).replyTokens(wanted) } ?? wanted
    let temperature = dialect.takesTemperature ? conversation.temperature ?? settings.temperature : nil
    // Samples differ by their seed; without one of its own, the first keeps none, as a plain question has.
    let first = settings.seed ?? (conversation.sample > 0 ? 0 : nil)
    let seed = dialect.takesSeed ? first.map { $0 &+ conversation.sample } : nil
    let streams = dialect.streams && (conversation.streams ?? settings.isStreaming)
    let rung = min(conversation.form.rung, dialect.highestRung)
    var members: [(String, String)] = [("model", JSONText.quoted(settings.model))]
    members.append(("messages", JSONText.array(conversation.turns.map(Self.message))))
    if let temperature { members.append(("temperature", JSONText.number(temperature))) }
    if let seed { members.append(("seed", "\(seed)")) }
    members.append((dialect.usesCompletionTokens ? "max_completion_tokens" : "max_tokens", "\(tokens)"))
    if let format = conversation.form.responseFormat(highest: dialect.highestRung) {
      members.append(("response_format", format))
    }
    if let count = conversation.alternatives, dialect.givesLogprobs {
      members += [("logprobs", "true"), ("top_logprobs", "\(count)")]
    }
    if streams {
      members.append(("stream", "true"))
      if dialect.takesStreamOptions { members.append(("stream_options", #"{"include_usage":true}"#)) }
    }
    body = JSONText.object(members)
    parameters = ModelCall.Parameters(
      temperature: temperature, maximumTokens: tokens, seed: seed, isStreaming: streams, answerForm: rung.rawValue)
    isRepeatable = temperature == 0 && conversation.sample == 0 && conversation.alternatives == nil
  }

  private static func message(_ turn: Conversation.Turn) -> String {
    JSONText.object([("role", JSONText.quoted(turn.speaker.rawValue)), ("content", JSONText.quoted(turn.text))])
  }
}
