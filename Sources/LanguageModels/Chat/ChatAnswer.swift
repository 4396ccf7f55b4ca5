internal import RLCore

/// What an endpoint answered.
struct ChatAnswer: Sendable, Equatable {
  /// The content, thoughts in tags included.
  var text = ""
  /// What the endpoint gave apart from the content as the model's thoughts.
  var thoughts = ""
  /// Arguments of calls to tools, by the number of the call.
  var arguments: [Int: String] = [:]
  /// The whole message, where a stream's piece holds it beside the piece.
  var wholeMessage = ""
  /// Which of several choices is taken; nil before the first.
  var choice: Int?
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
  /// Whether the stream ended before the reply did.
  var isBroken = false
  var secondsToFirstToken: Double?

  /// The reply ended because it was as long as it may be, or because the stream did.
  var isCut: Bool { finishReason == "length" || finishReason == "max_tokens" || isBroken }
  /// The provider withheld something.
  var isFiltered: Bool { finishReason == "content_filter" }

  /// The answer alone.
  struct Settled: Sendable, Equatable {
    /// What the model says, without what it thought.
    var text: String
    /// It thought, whether or not it then said something.
    var hasThoughts: Bool
    /// There is nothing but thoughts.
    var isThoughtOnly: Bool { text.isEmpty && hasThoughts }
  }

  /// Finds the answer: in the content, else in what a tool was called with, else, where a JSON object is asked for and
  /// nothing was cut, in the thoughts if they end with one.
  func settled(_ form: Conversation.ReplyForm) -> Settled {
    let parted = Thoughts(partedFrom: text.isEmpty ? wholeMessage : text)
    var settled = Settled(text: parted.rest, hasThoughts: parted.isThere || !thoughts.isEmpty)
    guard parted.rest.allSatisfy(\.isWhitespace) else { return settled }
    let called = arguments.sorted { $0.key < $1.key }.map(\.value).filter { !$0.isEmpty }.joined(separator: "\n")
    if !called.isEmpty {
      settled.text = called
    } else if form != .prose, !isCut, let answer = Thoughts.finalJSON(in: thoughts) {
      settled.text = answer
    } else {
      settled.text = ""
    }
    return settled
  }

  /// The content with the thoughts before it, for the record.
  var transcript: String {
    let content = text.isEmpty ? wholeMessage : text
    let called = arguments.sorted { $0.key < $1.key }.map(\.value).joined(separator: "\n")
    let said = content.isEmpty ? called : content
    return thoughts.isEmpty ? said : "<think>\n\(thoughts)\n</think>\n\n\(said)"
  }
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

  /// Takes in an event. Throws `EndpointFault` when the endpoint reports an error in mid-stream.
  mutating func take(_ event: ServerSentEvent) throws {
    guard !isDone else { return }
    let data = event.data
    if dialect.isEnd(data) {
      isDone = true
      return
    }
    guard let value = JSONValue(reading: Array(data.utf8)) else {
      if event.event == "error" { throw EndpointFault(inAnswer: .text(data), key: key) }
      return
    }
    try take(value, isError: event.event == "error")
  }

  /// Takes in a piece.
  mutating func take(_ value: JSONValue, isError: Bool = false) throws {
    if let error = dialect.error(in: value) ?? (isError ? value : nil) {
      throw EndpointFault(inAnswer: error, key: key)
    }
    dialect.take(value, into: &answer)
  }

  /// Notes that no more comes. A stream without the announcement and without a reason for its end, as some servers leave
  /// both out, is whole where what it holds is.
  ///
  /// - Returns: whether the answer is whole.
  mutating func end(_ form: Conversation.ReplyForm) -> Bool {
    guard !isDone, answer.finishReason == nil else { return true }
    let text = answer.settled(form).text
    let isWhole = form == .prose ? !text.isEmpty : JSONValue(whole: text) != nil
    answer.isBroken = !isWhole
    return isWhole
  }
}
