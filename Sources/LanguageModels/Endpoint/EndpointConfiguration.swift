internal import Foundation
internal import RLCore

/// How a model is asked for advice.
public enum AdviceForm: String, Sendable, Codable, CaseIterable {
  /// In the words of the prompt templates: it names states, actions, rewards and reasons.
  case free
  /// A short question for each critical state, with the actions under letters.
  case choice
}

/// How a model's policy over given actions is asked for.
public enum PriorForm: String, Sendable, Codable, CaseIterable {
  /// The actions are offered under letters.
  case letter
  /// The actions' own words are scored.
  case text
}

/// Where an endpoint is, which model answers there, how it is asked, what that costs and what a session may use.
public struct EndpointConfiguration: Sendable {
  /// OpenAI's own address.
  public static let openAI = "https://api.openai.com/v1"

  /// The address up to and with its version, for instance `http://localhost:11434/v1`; no slash at the end.
  public let baseURL: String
  /// The key; endpoints on this machine need none.
  public var key: APIKey?
  /// The model's name, as the endpoint spells it.
  public var model: String
  /// How freely it answers. 0 asks for the likeliest answer, which can then be kept and used again.
  public var temperature = 0.0
  /// Tokens of a reply at most; for models that think first, thoughts included.
  public var maximumTokens = 4_096
  /// Whether replies come piece by piece, so that a hung server is noticed early.
  public var isStreaming = true
  /// The seed that is sent along, where the endpoint knows one.
  public var seed: Int?
  /// How long to wait for what.
  public var limits = HTTPLimits()
  /// When a request is sent again.
  public var retries = RetryPolicy()
  /// The strictest form of answer that is asked for: `json_schema`, `json_object` or `prompt`; nil to find out.
  var answerForm: String?
  /// Members of a request's body that only some servers know, such as `reasoning_effort` or `chat_template_kwargs`.
  var extra: [String: JSONValue] = [:]
  /// Tokens that the model reads and writes together; nil where that is not known.
  public var contextTokens: Int?
  /// Questions that are asked at the same time. A server that works on one at a time wants 1: time in its queue counts
  /// towards `limits.firstByte`.
  public var parallelCalls = 4
  /// Calls in a row that may fail before asking ends.
  public var maximumFailures = 3
  /// What tokens cost.
  public var prices = PriceTable()
  /// What a session may use.
  public var caps = BudgetCaps()
  /// How it is asked for advice; nil where what is known of it decides.
  public var advice: AdviceForm?
  /// How it tells its policy over given actions.
  public var priorForm = PriorForm.letter
  /// Orders of the letters in which a policy is asked for, whose mean counts; nil for one in planning, four in advice by
  /// choice.
  public var letterOrders: Int?
  /// The wire format that it speaks.
  var dialect: any Dialect = OpenAIDialect()
  /// Whether the same request at temperature 0 is answered from what was answered before.
  public var reusesReplies = true

  /// Settings with the defaults.
  ///
  /// - Parameter allowsInsecureKey: a key may travel unencrypted, to another machine than this one.
  /// - Throws: `InvalidSettingError` for an address that is not `http` or `https` with a host, or that holds a user, a
  ///   password, a query or a fragment: keys belong into their own setting, where nothing shows them.
  public init(
    baseURL: String = Self.openAI, key: APIKey? = nil, model: String, allowsInsecureKey: Bool = false
  ) throws {
    self.baseURL = try Self.normalised(baseURL)
    self.key = key
    guard !model.isEmpty else {
      throw InvalidSettingError(key: "model", value: model, valid: "the name of a model, for instance gpt-4o-mini")
    }
    self.model = model
    if key != nil, !allowsInsecureKey, self.baseURL.hasPrefix("http:"), !isLocal {
      throw InvalidSettingError(
        key: "baseURL", value: self.baseURL,
        valid:
          "https where a key is sent; no key for this endpoint (unset its variable); or, where the way there is yours, "
          + "allowInsecureKey = true in its table of config.toml")
    }
  }

  /// The advisor's name: `openai:` and the model.
  public var advisorName: String { "openai:" + model }

  /// Host and port, for screens and records.
  public var host: String {
    let rest = baseURL.drop { $0 != ":" }.dropFirst(3)
    return String(rest.prefix { $0 != "/" })
  }

  /// Whether the endpoint is on this machine.
  public var isLocal: Bool {
    let name = host.hasPrefix("[") ? String(host.prefix { $0 != "]" } + "]") : String(host.prefix { $0 != ":" })
    return name == "localhost" || name == "[::1]" || Self.isLoopback(name)
  }

  /// Whether the endpoint is on this machine, reached without encryption, or at an address of a private network (RFC 1918,
  /// RFC 6598 as Tailscale has it), such as a model server in the same room; those mostly need no key.
  public var isNearby: Bool {
    if isLocal || baseURL.hasPrefix("http:") { return true }
    let parts = host.prefix { $0 != ":" }.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 4, !parts.contains(nil) else { return false }
    return switch (parts[0], parts[1]) {
    case (10, _), (192, 168), (169, 254): true
    case (100, let second?): (64...127).contains(second)
    case (172, let second?): (16...31).contains(second)
    default: false
    }
  }

  /// 127.0.0.0/8 as four numbers; a name such as `127.example.org` is somewhere else.
  private static func isLoopback(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// A request to `path` of the endpoint.
  func request(_ method: String, _ path: String, body: String = "", streams: Bool = false) -> HTTPRequest {
    var headers = dialect.headers(key)
    headers.append(HTTPHeader("Accept", streams ? "text/event-stream" : "application/json"))
    if !body.isEmpty { headers.append(HTTPHeader("Content-Type", "application/json")) }
    return HTTPRequest(
      method: method, url: baseURL + path, headers: headers, body: Array(body.utf8), limits: limits)
  }

  private static func normalised(_ text: String) throws -> String {
    // What stands before an @ or behind a ? may be a secret, and errors are shown and logged.
    let shown = (text.split(separator: "@", omittingEmptySubsequences: false).last ?? "").prefix {
      $0 != "?" && $0 != "#"
    }
    func refusal(_ valid: String) -> InvalidSettingError {
      InvalidSettingError(key: "baseURL", value: String(shown), valid: valid)
    }
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty
    else { throw refusal("an address such as \(openAI) or http://localhost:11434/v1") }
    guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil else {
      throw refusal("an address without user, password, query or fragment; a key goes into keyVariable or keyFile")
    }
    var path = parts.path
    while path.hasSuffix("/") { path.removeLast() }
    if path.hasSuffix("/chat/completions") { path.removeLast("/chat/completions".count) }
    let bracketed = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    let port = parts.port.map { ":\($0)" } ?? ""
    return scheme + "://" + bracketed.lowercased() + port + (path.isEmpty ? "/v1" : path)
  }
}
