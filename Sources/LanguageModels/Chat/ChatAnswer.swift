internal import RLCore

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

/// What an endpoint answered.
struct ChatAnswer: Sendable, Equatable {
  var text = ""
  /// Why the model declined; nil when it did not.
  var refusal: String?
  /// The provider's word for why the reply ended.
  var finishReason: String?
  var usage: TokenUsage?
  var tokens: [TokenChoice] = []
  /// The model that answered.
  var model: String?
  /// Whether it came as a stream.
  var hasStreamed = false
  var secondsToFirstToken: Double?

  /// The reply ended because it was as long as it may be.
  var isCut: Bool { finishReason == "length" || finishReason == "max_tokens" }
  /// The provider withheld something.
  var isFiltered: Bool { finishReason == "content_filter" }

  /// Takes in a whole answer or a piece of one; the pieces of a stream differ in the name of one member only.
  mutating func take(_ value: JSONValue) {
    if let name = value["model"]?.text { model = name }
    if let counted = value["usage"], let prompt = counted["prompt_tokens"]?.count {
      usage = TokenUsage(
        prompt: prompt, cached: counted["prompt_tokens_details"]?["cached_tokens"]?.count ?? 0,
        reply: counted["completion_tokens"]?.count ?? 0)
    }
    // The piece that tells the usage of a stream has no choice in it.
    guard let choice = value["choices"]?.items?.first else { return }
    if let reason = choice["finish_reason"]?.text { finishReason = reason }
    tokens += (choice["logprobs"]?["content"]?.items ?? []).compactMap(TokenChoice.init)
    guard let message = choice["message"] ?? choice["delta"] else {
      text += choice["text"]?.text ?? ""
      return
    }
    text += Self.content(message["content"])
    if let words = message["refusal"]?.text, !words.isEmpty { refusal = (refusal ?? "") + words }
  }

  /// Text, or the text of parts.
  private static func content(_ value: JSONValue?) -> String {
    if let text = value?.text { return text }
    return (value?.items ?? []).compactMap { $0["text"]?.text }.joined()
  }
}

/// Puts a streamed answer together.
struct ChatStreamReader: Sendable {
  private(set) var answer = ChatAnswer()
  /// `[DONE]` was seen.
  private(set) var isDone = false
  private let key: APIKey?

  init(key: APIKey?) {
    self.key = key
    answer.hasStreamed = true
  }

  /// Takes in the data of one event. Throws `EndpointFault` when the endpoint reports an error in mid-stream.
  mutating func take(_ data: String) throws {
    guard !isDone else { return }
    if data == "[DONE]" {
      isDone = true
      return
    }
    guard let value = JSONValue(reading: Array(data.utf8)) else { return }
    if let error = value["error"], error != .null {
      throw EndpointFault(status: error["code"]?.count ?? 500, error: error, key: key)
    }
    answer.take(value)
  }

  /// Whether the answer is whole. Some servers leave `[DONE]` out, but none the reason for which it ended.
  var isWhole: Bool { isDone || answer.finishReason != nil }
}
