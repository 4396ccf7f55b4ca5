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
    if traits.takesReplyTokens {
      members.append((traits.usesCompletionTokens ? "max_completion_tokens" : "max_tokens", "\(call.maximumTokens)"))
    }
    if let format = Self.responseFormat(conversation.form, highest: traits.highestRung) {
      members.append(("response_format", format))
    }
    if let count = conversation.alternatives, traits.givesLogprobs {
      members += [("logprobs", "true"), ("top_logprobs", "\(min(count, traits.mostAlternatives ?? count))")]
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

  func error(in value: JSONValue) -> JSONValue? {
    if value["object"]?.text == "error" { return value }
    // Some servers send the member along when there is nothing to say under it.
    return value["error"].flatMap { $0.isEmpty ? nil : $0 }
  }

  func isEnd(_ event: String) -> Bool { event == "[DONE]" }

  /// The pieces of a stream differ from a whole answer in the name of one member; some hold both.
  func take(_ value: JSONValue, into answer: inout ChatAnswer) {
    if let name = value["model"]?.text { answer.model = name }
    if let counted = value["usage"], let prompt = counted["prompt_tokens"]?.tokens {
      answer.usage = TokenUsage(
        prompt: prompt, cached: counted["prompt_tokens_details"]?["cached_tokens"]?.tokens ?? 0,
        reply: counted["completion_tokens"]?.tokens ?? 0)
    }
    // The piece that tells the usage of a stream has no choice in it.
    guard let choice = Self.choice(in: value, &answer) else { return }
    if let reason = choice["finish_reason"]?.text, !reason.isEmpty { answer.finishReason = reason }
    answer.tokens += Self.tokens(choice["logprobs"])
    if let delta = choice["delta"], case .object = delta {
      Self.add(delta, to: &answer)
      let whole = Self.content(choice["message"]?["content"])
      if whole.utf8.count >= answer.wholeMessage.utf8.count { answer.wholeMessage = whole }
    } else if let message = choice["message"], case .object = message {
      Self.add(message, to: &answer)
    } else {
      answer.text += choice["text"]?.text ?? ""
    }
  }

  /// The choice that counts: the first that comes, and in later pieces the same.
  private static func choice(in value: JSONValue, _ answer: inout ChatAnswer) -> JSONValue? {
    let choices = value["choices"]?.items ?? []
    guard let number = answer.choice else {
      let first = choices.first { ($0["index"]?.count ?? 0) == 0 } ?? choices.first
      answer.choice = first.map { $0["index"]?.count ?? 0 }
      return first
    }
    return choices.first { ($0["index"]?.count ?? number) == number }
  }

  /// Adds a message or a piece of one. One that repeats all that came before it stands for it.
  private static func add(_ message: JSONValue, to answer: inout ChatAnswer) {
    let content = content(message["content"])
    let before = answer.text.utf8.count
    if before > 16, content.utf8.count >= before, content.hasPrefix(answer.text) { answer.text = "" }
    answer.text += content
    answer.thoughts += message["reasoning_content"]?.text ?? message["reasoning"]?.text ?? ""
    answer.thoughts += thoughts(message["content"])
    if let words = message["refusal"]?.text, !words.isEmpty { answer.refusal = (answer.refusal ?? "") + words }
    let calls =
      message["tool_calls"]?.items ?? message["function_call"].map { [JSONValue.object(["function": $0])] } ?? []
    for (place, call) in calls.prefix(64).enumerated() {
      guard let words = call["function"]?["arguments"] else { continue }
      answer.arguments[call["index"]?.count ?? place, default: ""] += words.text ?? words.canonical
    }
  }

  /// Text, or the text of parts that are no thoughts.
  private static func content(_ value: JSONValue?) -> String {
    if let text = value?.text { return text }
    return (value?.items ?? []).filter { !$0.isThought }.compactMap { $0["text"]?.text ?? $0.text }.joined()
  }

  /// The text of parts that are thoughts.
  private static func thoughts(_ value: JSONValue?) -> String {
    (value?.items ?? []).filter(\.isThought).map { part in
      part["thinking"]?.text ?? part["reasoning"]?.text ?? part["text"]?.text ?? content(part["thinking"])
    }.joined()
  }

  /// Tokens with their log probabilities, in the form of chats or in the earlier one of completions.
  private static func tokens(_ value: JSONValue?) -> [TokenChoice] {
    if let items = value?["content"]?.items { return items.compactMap(TokenChoice.init) }
    guard let tokens = value?["tokens"]?.items, let logs = value?["token_logprobs"]?.items else { return [] }
    let tops = value?["top_logprobs"]?.items ?? []
    return zip(tokens, logs).enumerated().compactMap { place, pair in
      guard let token = pair.0.text, let number = pair.1.number else { return nil }
      var choice = TokenChoice(chosen: TokenChoice.Candidate(token: token, logProbability: number))
      if tops.indices.contains(place), case .object(let others) = tops[place] {
        choice.alternatives = others.sorted { $0.key < $1.key }.compactMap { name, value in
          value.number.map { TokenChoice.Candidate(token: name, logProbability: $0) }
        }
      }
      return choice
    }
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

extension JSONValue {
  /// Whether there is nothing in it.
  fileprivate var isEmpty: Bool {
    switch self {
    case .null, .bool(false): true
    case .text(let text): text.isEmpty
    case .array(let values): values.isEmpty
    case .object(let members): members.values.allSatisfy(\.isEmpty)
    case .bool, .number: false
    }
  }

  /// Whether this part of a message is a thought.
  fileprivate var isThought: Bool {
    let type = self["type"]?.text ?? ""
    return type.contains("think") || type.contains("reason")
  }
}
