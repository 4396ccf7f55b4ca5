internal import RLCore

/// OpenAI's chat completions, as many servers speak them.
struct OpenAIDialect: Dialect {
  let name = "openai"
  let summary = "OpenAI's chat completions, which most servers of one's own speak too."
  let chatPath = "/chat/completions"
  let modelsPath = "/models"

  func headers(_ key: APIKey?) -> [HTTPHeader] {
    // Some servers insist on the header although they ignore what it says.
    [key?.header ?? HTTPHeader("Authorization", "Bearer none")]
  }

  func body(
    _ conversation: Conversation, _ call: ModelCall.Parameters, model: String, traits: EndpointTraits
  ) -> String {
    var members: [(String, String)] = [("model", JSONText.quoted(model))]
    members.append(("messages", JSONText.array(conversation.turns.map(Self.message))))
    if let temperature = call.temperature { members.append(("temperature", JSONText.number(temperature))) }
    if let seed = call.seed { members.append(("seed", "\(seed)")) }
    members.append((traits.usesCompletionTokens ? "max_completion_tokens" : "max_tokens", "\(call.maximumTokens)"))
    if let format = Self.responseFormat(conversation.form, highest: traits.highestRung) {
      members.append(("response_format", format))
    }
    if let count = conversation.alternatives, traits.givesLogprobs {
      members += [("logprobs", "true"), ("top_logprobs", "\(count)")]
    }
    if call.isStreaming {
      members.append(("stream", "true"))
      if traits.takesStreamOptions { members.append(("stream_options", #"{"include_usage":true}"#)) }
    }
    return JSONText.object(members)
  }

  private static func message(_ turn: Conversation.Turn) -> String {
    JSONText.object([("role", JSONText.quoted(turn.speaker.rawValue)), ("content", JSONText.quoted(turn.text))])
  }

  /// The value of `response_format` when nothing stricter than `highest` is understood; nil to leave it out.
  private static func responseFormat(
    _ form: Conversation.ReplyForm, highest: Conversation.ReplyForm.Rung
  ) -> String? {
    switch min(form.rung, highest) {
    case .prompt: return nil
    case .object: return #"{"type":"json_object"}"#
    case .schema:
      guard case .schema(let name, let json) = form else { return nil }
      return JSONText.object([
        ("type", #""json_schema""#),
        ("json_schema", JSONText.object([("name", JSONText.quoted(name)), ("strict", "true"), ("schema", json)])),
      ])
    }
  }

  func holdsReply(_ value: JSONValue) -> Bool { value["choices"]?.items?.isEmpty == false }

  func error(in value: JSONValue) -> JSONValue? { value["error"].flatMap { $0 == .null ? nil : $0 } }

  func isEnd(_ event: String) -> Bool { event == "[DONE]" }

  /// Tokens that a server may count for one call: so many calls with so many can still be added up.
  private static let mostTokens = 1_000_000_000

  /// The pieces of a stream differ from a whole answer in the name of one member only.
  func take(_ value: JSONValue, into answer: inout ChatAnswer) {
    if let name = value["model"]?.text { answer.model = name }
    if let counted = value["usage"], let prompt = counted["prompt_tokens"]?.count {
      answer.usage = TokenUsage(
        prompt: min(prompt, Self.mostTokens),
        cached: min(counted["prompt_tokens_details"]?["cached_tokens"]?.count ?? 0, Self.mostTokens),
        reply: min(counted["completion_tokens"]?.count ?? 0, Self.mostTokens))
    }
    // The piece that tells the usage of a stream has no choice in it.
    guard let choice = value["choices"]?.items?.first else { return }
    if let reason = choice["finish_reason"]?.text { answer.finishReason = reason }
    answer.tokens += (choice["logprobs"]?["content"]?.items ?? []).compactMap(TokenChoice.init)
    guard let message = choice["message"] ?? choice["delta"] else {
      answer.text += choice["text"]?.text ?? ""
      return
    }
    answer.text += Self.content(message["content"])
    if let words = message["refusal"]?.text, !words.isEmpty { answer.refusal = (answer.refusal ?? "") + words }
  }

  /// Text, or the text of parts.
  private static func content(_ value: JSONValue?) -> String {
    if let text = value?.text { return text }
    return (value?.items ?? []).compactMap { $0["text"]?.text }.joined()
  }

  func models(in value: JSONValue) -> [ListedModel]? {
    guard let items = (value["data"] ?? value["models"] ?? value).items else { return nil }
    return items.prefix(ChatEndpoint.mostModels).compactMap { item in
      guard let name = item["id"]?.text ?? item["name"]?.text else { return nil }
      let sizes = ["context_length", "max_model_len", "context_window", "max_context_length"]
      return ListedModel(
        name: name, owner: item["owned_by"]?.text,
        contextTokens: sizes.compactMap { item[$0]?.count }.first { $0 > 0 })
    }
  }
}

extension TokenChoice {
  /// A token as an element of `logprobs`; nil when it is none.
  init?(_ value: JSONValue) {
    guard let chosen = Candidate(value) else { return nil }
    self.init(chosen: chosen, alternatives: (value["top_logprobs"]?.items ?? []).compactMap(Candidate.init))
  }
}

extension TokenChoice.Candidate {
  fileprivate init?(_ value: JSONValue) {
    guard let token = value["token"]?.text, let number = value["logprob"]?.number else { return nil }
    self.init(token: token, logProbability: number)
  }
}
