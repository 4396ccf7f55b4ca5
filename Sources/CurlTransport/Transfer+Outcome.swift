internal import LanguageModels
internal import CCurl

extension Transfer {
  /// What libcurl's code means for the request.
  func outcome(_ code: CURLcode) -> Exchange.Outcome {
    switch code {
    case CURLE_OK: .complete
    case CURLE_URL_MALFORMAT: .failed(.badURL(URLParts.shown(exchange.request.url)))
    case CURLE_COULDNT_RESOLVE_HOST: .failed(.unknownHost(URLParts.host(of: exchange.request.url)))
    case CURLE_COULDNT_RESOLVE_PROXY: .failed(.unknownHost("the proxy that the environment names"))
    case CURLE_OPERATION_TIMEDOUT: .failed(.timeout(clock.phase, clock.seconds(of: clock.phase)))
    case _ where Self.isSecurity(code): .failed(.tls(reason(code)))
    case _ where clock.phase == .connect: .failed(.connection(reason(code)))
    case CURLE_PARTIAL_FILE: .failed(.interrupted("the answer broke off after \(bodyBytes) bytes"))
    case CURLE_GOT_NOTHING: .failed(.interrupted("the server closed the connection without an answer"))
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
      .failed(.interrupted("what the server sent is not HTTP"))
    default: .failed(.interrupted(reason(code)))
    }
  }

  private static func isSecurity(_ code: CURLcode) -> Bool {
    let codes = [
      CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_USE_SSL_FAILED,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS,
    ]
    return codes.contains(code)
  }

  private func reason(_ code: CURLcode) -> String {
    let words = words.isEmpty ? String(cString: curl_easy_strerror(code)) : words
    return Redaction().clean(words)
  }
}

/// The few parts of a URL that errors and checks need; libcurl reads the rest.
enum URLParts {
  /// Whether the scheme is one that is spoken here. libcurl would guess one where it is missing.
  static func isSpoken(_ url: String) -> Bool {
    let scheme = url.prefix { $0 != ":" }.lowercased()
    return (scheme == "http" || scheme == "https") && url.dropFirst(scheme.count).hasPrefix("://")
      && !url.utf8.contains { $0 <= 0x20 || $0 == 0x7F }
  }

  /// The host alone.
  static func host(of url: String) -> String {
    guard let start = url.firstRange(of: "://")?.upperBound else { return url }
    let authority = url[start...].prefix { !"/?#".contains($0) }
    let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    if place.hasPrefix("[") { return String(place.dropFirst().prefix { $0 != "]" }) }
    return String(place.prefix { $0 != ":" })
  }

  /// The URL as it may be shown: without a password or a key.
  static func shown(_ url: String) -> String {
    var url = url
    if let start = url.firstRange(of: "://")?.upperBound {
      let authority = url[start...].prefix { !"/?#".contains($0) }
      if let at = authority.lastIndex(of: "@") { url.replaceSubrange(start...at, with: "") }
    }
    return Redaction().clean(url)
  }
}
