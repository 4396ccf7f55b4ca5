/// What an endpoint's error answer says, in its own words.
struct EndpointFault: Sendable, Equatable, Error {
  /// Characters of a message that are kept.
  static let longestMessage = 300
  /// The status of an error in an answer that otherwise said that all was well, where its words tell no other.
  static let withoutStatus = 200

  var status: Int
  /// For instance `insufficient_quota`.
  var code = ""
  /// The parameter that is blamed.
  var parameter = ""
  /// Cleaned and cut, without the key.
  var message = ""

  /// Reads the body of an error answer. Servers differ: an object under `error`, text under `error` or `detail`, the
  /// error's members without anything around them, or no JSON at all.
  init(status: Int, body: [UInt8], key: APIKey?) {
    self.status = status
    let value = JSONValue(reading: body)
    let error = value?["error"]
    if let error { read(error) }
    if message.isEmpty {
      message =
        error?.text ?? Self.detail(value?["detail"])
        ?? (value == nil ? String(decoding: body.prefix(2_000), as: UTF8.self) : "")
    }
    if message.isEmpty, let value { read(value) }
    clean(key)
  }

  /// Reads the error of an answer that otherwise said that all was well; what it means is told by its code, else by its
  /// words.
  init(inAnswer error: JSONValue, key: APIKey?) {
    status = Self.withoutStatus
    read(error)
    if message.isEmpty { message = error.text ?? Self.detail(error["detail"]) ?? "" }
    clean(key)
    let named = (error["code"]?.count ?? error["code"]?.text.flatMap { Int($0) } ?? error["status"]?.count) ?? 0
    status = 400...599 ~= named ? named : Self.status(of: (code + " " + message).lowercased())
  }

  private mutating func read(_ error: JSONValue) {
    code = error["code"]?.text ?? error["code"]?.count.map(String.init) ?? error["type"]?.text ?? ""
    if error["type"]?.text == "insufficient_quota" { code = "insufficient_quota" }
    parameter = error["param"]?.text ?? ""
    message = error["message"]?.text ?? ""
    if let tokens = error["n_ctx"]?.count, PromptWindow.contextTokens(in: message) == nil, !message.isEmpty {
      // llama.cpp's server says it in a member of its own; whoever shortens the prompt reads the words.
      message += " (context size \(tokens))"
    }
  }

  /// The first entry of a list of what is wrong, with its place.
  private static func detail(_ value: JSONValue?) -> String? {
    if let text = value?.text { return text }
    guard let first = value?.items?.first else { return nil }
    let place = first["loc"]?.items?.compactMap(\.text).joined(separator: ".") ?? ""
    return [place, first["msg"]?.text ?? ""].filter { !$0.isEmpty }.joined(separator: ": ")
  }

  private mutating func clean(_ key: APIKey?) {
    message = Self.safe(message, key: key, limit: Self.longestMessage)
    code = Self.safe(code, key: key, limit: 60)
    parameter = Self.safe(parameter, key: key, limit: 60)
  }

  // MARK: - What words mean

  /// Words that tell what kind of error it is, with the status that HTTP has for it. An account without money comes first:
  /// some call that an invalid request.
  private static let kinds: [(words: [String], status: Int)] = [
    (noMoney, 402),
    (["rate limit", "rate_limit", "too many requests"], 429),
    (["overloaded", "high traffic", "unavailable", "loading", "busy", "try again", "capacity"], 503),
    (["authentication", "api key", "api_key", "unauthorized"], 401),
    (["server_error", "internal error", "engine", "timed out", "timeout"], 500),
    (["invalid_request", "invalid request"], 400),
  ]

  /// Words of an account that has nothing left to spend.
  private static let noMoney = [
    "insufficient balance", "insufficient_balance", "insufficient_quota", "insufficient quota", "insufficient credit",
    "exceeded your current quota", "payment required",
  ]

  private static func status(of words: String) -> Int {
    if PromptWindow.isAboutLength(words) { return 400 }
    return kinds.first { $0.words.contains(where: words.contains) }?.status ?? withoutStatus
  }

  /// Whether the account has nothing left, so that waiting does not help.
  var saysNoMoney: Bool {
    let words = (code + " " + message).lowercased()
    return status == 402 || Self.noMoney.contains(where: words.contains)
  }

  /// Whether it is about a prompt that is longer than the model reads.
  var isAboutLength: Bool {
    code == "context_length_exceeded" || code == "exceed_context_size_error" || PromptWindow.isAboutLength(message)
  }

  /// The same with one more thing said.
  func saying(_ words: String) -> EndpointFault {
    var fault = self
    fault.message = message.isEmpty ? words : message + "; " + words
    return fault
  }

  /// Foreign text that may be shown and recorded.
  static func safe(_ text: String, key: APIKey?, limit: Int) -> String {
    // What is kept in the end is in the first few characters; a whole body would only take time.
    let start = String(decoding: text.utf8.prefix(limit * 16 + 4_096), as: UTF8.self)
    let cleaned = (key?.redaction ?? Redaction()).clean(start)
    return AdviceText.clean(key?.redacted(cleaned, by: Redaction.mark) ?? cleaned, limit: limit).text
  }
}
