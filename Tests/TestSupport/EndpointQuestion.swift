import Foundation

/// What a server of the kinds of `EndpointKind` was asked, read from the request.
public struct EndpointQuestion: Sendable {
  /// How many questions came before.
  public var number: Int
  /// The messages' text.
  public var prompt: String
  /// Whether pieces are asked for.
  public var streams: Bool
  /// Whether the usage of a stream is asked for.
  public var wantsUsage: Bool
  /// As sent.
  public var temperature: Double?
  /// Tokens of a reply at most, under whichever name.
  public var maximumTokens: Int
  /// The name that was used for that.
  public var tokensName: String
  /// The type of `response_format`.
  public var form: String?
  /// Alternatives to a token that are asked for.
  public var alternatives: Int
  /// The whole body.
  public var body: String
  /// The key that came along.
  public var key: String

  /// Reads a request.
  public init(_ request: LoopbackServer.Request, number: Int) {
    let read = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any]
    let members = read ?? [:]
    self.number = number
    body = String(decoding: request.body, as: UTF8.self)
    prompt = (members["messages"] as? [[String: Any]] ?? []).compactMap { $0["content"] as? String }
      .joined(separator: "\n")
    streams = members["stream"] as? Bool ?? false
    wantsUsage = members["stream_options"] != nil
    temperature = members["temperature"] as? Double
    tokensName = members["max_completion_tokens"] == nil ? "max_tokens" : "max_completion_tokens"
    maximumTokens = members[tokensName] as? Int ?? 0
    form = (members["response_format"] as? [String: Any])?["type"] as? String
    alternatives = members["top_logprobs"] as? Int ?? 0
    key = (request.headers["authorization"] ?? "").replacingOccurrences(of: "Bearer ", with: "")
  }

  private func number(_ label: String, or usual: Int) -> Int {
    let line = prompt.split(separator: "\n").last { $0.hasPrefix(label) }
    return line.flatMap { Int($0.dropFirst(label.count).prefix { $0.isNumber }) } ?? usual
  }

  /// The critical state that a good answer names: the first step that the prompt shows.
  public func item(
    action: String = "\"up\"", reward: String = "0.7", step: String? = nil, confidence: String = "0.8",
    rationale: String = "it passes"
  ) -> String {
    let step = step ?? "\(number("Steps: ", or: 143))"
    return "{\"episode\":\(number("Episode: ", or: 3)),\"step\":\(step),\"rationale\":\(Self.quoted(rationale)),"
      + "\"action\":\(action),\"reward\":\(reward),\"confidence\":\(confidence)}"
  }

  /// The step of that state.
  public var step: Int { number("Steps: ", or: 143) }

  /// A good answer.
  public var good: String { "{\"critical_states\":[\(item())]}" }

  /// Text as JSON.
  public static func quoted(_ text: String) -> String {
    String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
  }

  // MARK: - Replies

  /// A whole answer with a message of these members.
  public static func whole(
    _ message: String, finish: String = "stop", usage: String = "{\"prompt_tokens\":900,\"completion_tokens\":50}",
    beside: String = ""
  ) -> LoopbackReply {
    .answer(
      body:
        "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":\(message),\"finish_reason\":\"\(finish)\"}],"
        + "\"usage\":\(usage)\(beside)}")
  }

  /// A whole answer with this content.
  public static func saying(_ content: String, finish: String = "stop") -> LoopbackReply {
    whole("{\"role\":\"assistant\",\"content\":\(quoted(content))}", finish: finish)
  }

  /// A piece of a stream.
  public static func piece(_ content: String, finish: String? = nil, beside: String = "") -> String {
    let end = finish.map { "\"\($0)\"" } ?? "null"
    return "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\(quoted(content))},\"finish_reason\":\(end)\(beside)}]}"
  }

  /// Text in parts of a few characters.
  public static func parts(_ text: String) -> [String] {
    stride(from: 0, to: text.count, by: 17).map { String(text.dropFirst($0).prefix(17)) }
  }

  /// A stream that is sent as it is written, and then closed.
  public static func raw(_ text: String, type: String = "text/event-stream") -> LoopbackReply {
    let fields = [("content-type", type), ("connection", "close")]
    return LoopbackReply([.send(LoopbackReply.head(200, fields) + Array(text.utf8)), .close])
  }

  /// An error.
  public static func fault(_ status: Int, _ message: String, members: String = "\"type\":\"invalid_request_error\"")
    -> LoopbackReply
  {
    .answer(status, body: "{\"error\":{\"message\":\(quoted(message)),\(members)}}")
  }
}
