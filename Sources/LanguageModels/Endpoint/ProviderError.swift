public import RLCore

/// Why an endpoint gave no reply, with what to do next. Texts of the endpoint in it are cleaned, cut and without the key.
public enum ProviderError: Error, Equatable, Sendable, CustomStringConvertible, AdvisingPause, PromptSizeError {
  /// 401: the key is missing or wrong.
  case keyRefused(endpoint: String, detail: String)
  /// 403: the key may not do this.
  case forbidden(endpoint: String, detail: String)
  /// The account has nothing left to spend.
  case noQuota(endpoint: String, detail: String = "")
  /// The endpoint has no such model.
  case unknownModel(String, endpoint: String)
  /// 404 for the address as a whole.
  case notFound(url: String)
  /// The prompt is longer than the model reads.
  case tooLong(model: String, detail: String)
  /// 400 or another status that says the request is at fault.
  case rejected(endpoint: String, status: Int, detail: String)
  /// 429 after all retries.
  case tooManyRequests(endpoint: String, retries: Int, detail: String)
  /// 5xx after all retries.
  case server(endpoint: String, status: Int, retries: Int, detail: String)
  /// No answer after all retries.
  case unreachable(endpoint: String, retries: Int, reason: TransportError)
  /// An answer that is none of a chat endpoint.
  case notChat(endpoint: String, detail: String)

  /// Whether another call would end in the same way.
  public var pausesAdvising: Bool {
    switch self {
    case .keyRefused, .forbidden, .noQuota, .unknownModel, .notFound, .notChat: true
    case .unreachable(_, _, .badURL), .unreachable(_, _, .unknownHost), .unreachable(_, _, .tls): true
    case .rejected(_, let status, _) where 300..<400 ~= status: true
    case .tooLong, .rejected, .tooManyRequests, .server, .unreachable: false
    }
  }

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .keyRefused(let endpoint, let detail):
      "\(endpoint) refused the key (401\(Self.after(detail))); check the variable or file that holds it"
    case .forbidden(let endpoint, let detail):
      "\(endpoint) does not allow this with the given key (403\(Self.after(detail))); check the key's project and rights"
    case .noQuota(let endpoint, let detail):
      "the account at \(endpoint) has no quota left\(Self.after(detail)); add credit there or choose another "
        + "advisor; waiting does not help"
    case .unknownModel(let model, let endpoint):
      "\(endpoint) has no model '\(model)'; choose one of its list of models"
    case .notFound(let url):
      "there is nothing at \(url) (404); baseURL usually ends in /v1"
    case .tooLong(let model, let detail):
      "the prompt is too long for '\(model)'\(Self.after(detail)); set contextTokens to what it reads, or choose another "
        + "model"
    case .rejected(let endpoint, let status, let detail) where 300..<400 ~= status:
      "\(endpoint) sends requests elsewhere (\(status)\(Self.after(detail))); redirects are not followed, so that a key "
        + "reaches no other host: set baseURL to the address that answers"
    case .rejected(let endpoint, let status, let detail):
      "\(endpoint) rejected the request (\(status)\(Self.after(detail))); check the advisor's settings"
    case .tooManyRequests(let endpoint, let retries, let detail):
      "\(endpoint) has too many requests (429 after \(Self.tries(retries))\(Self.after(detail))); try again later, or "
        + "raise attempts or patienceSeconds"
    case .server(let endpoint, 503, let retries, let detail):
      "\(endpoint) is not ready (503 after \(Self.tries(retries))\(Self.after(detail))); a local server may still be "
        + "loading its model: try again in a moment, or raise patienceSeconds"
    case .server(let endpoint, let status, let retries, let detail):
      "\(endpoint) failed (\(status) after \(Self.tries(retries))\(Self.after(detail))); try again later"
    case .unreachable(let endpoint, let retries, let reason):
      "no answer from \(endpoint) after \(Self.tries(retries)): \(reason)"
    case .notChat(let endpoint, let detail):
      "\(endpoint) did not answer as a chat endpoint does\(Self.after(detail)); check baseURL"
    }
  }

  /// What `detail` says that the model reads, in characters that leave half of it to the reply.
  public var promptCharacters: Int? {
    guard case .tooLong(_, let detail) = self, let tokens = PromptWindow.contextTokens(in: detail) else { return nil }
    return PromptWindow(contextTokens: tokens).promptCharacters(reply: tokens)
  }

  /// Whether a shorter prompt is worth a try.
  public var isPromptTooLong: Bool {
    if case .tooLong = self { true } else { false }
  }

  private static func after(_ detail: String) -> String { detail.isEmpty ? "" : ": " + detail }
  private static func tries(_ retries: Int) -> String { retries == 0 ? "one attempt" : "\(retries + 1) attempts" }

  /// What a fault means.
  init(_ fault: EndpointFault, settings: EndpointConfiguration, path: String, retries: Int) {
    let endpoint = settings.host
    let words = fault.message.lowercased()
    switch fault.status {
    case _ where fault.saysNoMoney: self = .noQuota(endpoint: endpoint, detail: fault.message)
    case 401: self = .keyRefused(endpoint: endpoint, detail: fault.message)
    case 403: self = .forbidden(endpoint: endpoint, detail: fault.message)
    case _ where fault.code == "model_not_found" || (fault.status == 404 && words.contains("model")):
      self = .unknownModel(settings.model, endpoint: endpoint)
    case 404, 405: self = .notFound(url: settings.baseURL + path)
    case _ where fault.isAboutLength, 413:
      self = .tooLong(model: settings.model, detail: fault.message)
    case 429: self = .tooManyRequests(endpoint: endpoint, retries: retries, detail: fault.message)
    case 500...: self = .server(endpoint: endpoint, status: fault.status, retries: retries, detail: fault.message)
    default: self = .rejected(endpoint: endpoint, status: fault.status, detail: fault.message)
    }
  }
}
