/// What an endpoint's error answer says, in its own words.
struct EndpointFault: Sendable, Equatable, Error {
  /// Characters of a message that are kept.
  static let longestMessage = 300

  var status: Int
  /// For instance `insufficient_quota`.
  var code = ""
  /// The parameter that is blamed.
  var parameter = ""
  /// Cleaned and cut, without the key.
  var message = ""

  /// Reads the body of an error answer. Servers differ: an object under `error`, text under `error` or `detail`, or no
  /// JSON at all.
  init(status: Int, body: [UInt8], key: APIKey?) {
    self.status = status
    let value = JSONValue(reading: body)
    let error = value?["error"]
    if let error { read(error) }
    if message.isEmpty {
      message =
        error?.text ?? value?["message"]?.text ?? Self.detail(value?["detail"])
        ?? (value == nil ? String(decoding: body.prefix(2_000), as: UTF8.self) : "")
    }
    clean(key)
  }

  /// Reads the value of `error` in an answer that otherwise said all was well.
  init(status: Int, error: JSONValue, key: APIKey?) {
    self.status = status
    read(error)
    if message.isEmpty { message = error.text ?? "" }
    clean(key)
  }

  private mutating func read(_ error: JSONValue) {
    code = error["code"]?.text ?? error["code"]?.count.map(String.init) ?? error["type"]?.text ?? ""
    if error["type"]?.text == "insufficient_quota" { code = "insufficient_quota" }
    parameter = error["param"]?.text ?? ""
    message = error["message"]?.text ?? ""
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

  /// The same with one more thing said.
  func saying(_ words: String) -> EndpointFault {
    var fault = self
    fault.message = message.isEmpty ? words : message + "; " + words
    return fault
  }

  /// Foreign text that may be shown and recorded.
  static func safe(_ text: String, key: APIKey?, limit: Int) -> String {
    AdviceText.clean((key?.redaction ?? Redaction()).clean(text), limit: limit).text
  }
}
