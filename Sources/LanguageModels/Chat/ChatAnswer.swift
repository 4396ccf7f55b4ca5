internal import RLCore

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
}

/// Puts a streamed answer together.
struct ChatStreamReader: Sendable {
  private(set) var answer = ChatAnswer()
  /// The end was announced.
  private(set) var isDone = false
  private let key: APIKey?
  private let dialect: any Dialect

  init(key: APIKey?, dialect: any Dialect) {
    self.key = key
    self.dialect = dialect
    answer.hasStreamed = true
  }

  /// Takes in the data of one event. Throws `EndpointFault` when the endpoint reports an error in mid-stream.
  mutating func take(_ data: String) throws {
    guard !isDone else { return }
    if dialect.isEnd(data) {
      isDone = true
      return
    }
    guard let value = JSONValue(reading: Array(data.utf8)) else { return }
    if let error = dialect.error(in: value) {
      throw EndpointFault(status: error["code"]?.count ?? 500, error: error, key: key)
    }
    dialect.take(value, into: &answer)
  }

  /// Whether the answer is whole. Some servers leave the announcement out, but none the reason for which it ended.
  var isWhole: Bool { isDone || answer.finishReason != nil }
}
