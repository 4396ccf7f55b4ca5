import Advisors
import CurlTransport
import LanguageModels
import TestSupport

/// Everything that came of a request.
struct Answer: Sendable, Equatable {
  var status: Int?
  var headers: [String: String] = [:]
  var body: [UInt8] = []
  var error: TransportError?

  var text: String { String(decoding: body, as: UTF8.self) }
}

extension CurlTransport {
  /// A transport as tests need it: proxies of the machine that runs them are left alone.
  static func forTests(_ change: (inout Settings) -> Void = { _ in }) throws -> CurlTransport {
    var settings = Settings()
    settings.usesProxies = false
    change(&settings)
    return try CurlTransport(settings)
  }

  /// Sends a request and reads the whole answer.
  func answer(_ request: HTTPRequest) async throws -> Answer {
    var answer = Answer()
    do {
      for try await event in send(request) {
        switch event {
        case .head(let status, let headers): (answer.status, answer.headers) = (status, headers)
        case .body(let piece): answer.body += piece
        }
      }
    } catch let error as TransportError {
      answer.error = error
    }
    return answer
  }
}

extension HTTPRequest {
  /// Limits that only a test that is about them reaches.
  static func get(_ url: String, _ change: (inout HTTPLimits) -> Void = { _ in }) -> HTTPRequest {
    var limits = HTTPLimits()
    (limits.connect, limits.firstByte, limits.idle, limits.total) = (300, 300, 300, 600)
    change(&limits)
    return HTTPRequest(url: url, limits: limits)
  }
}
