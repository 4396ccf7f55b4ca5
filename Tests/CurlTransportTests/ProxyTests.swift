import Advisors
import CurlTransport
import Foundation
import Glibc
import LanguageModels
import TestSupport
import Testing

/// Which variables of the environment name a proxy, and which keep a host from it.
@Suite(.timeLimit(.minutes(20))) struct ProxyTests {
  /// Variables, and where the request must turn up.
  struct Case: Sendable {
    enum Way { case direct, proxied, tunnelled }

    /// `PROXY` stands for the address of a proxy.
    var variables: [String: String]
    var scheme = "http"
    var way: Way

    static let all: [Case] = [
      Case(variables: [:], way: .direct),
      Case(variables: ["http_proxy": "PROXY"], way: .proxied),
      Case(variables: ["all_proxy": "PROXY"], way: .proxied),
      Case(variables: ["ALL_PROXY": "PROXY"], way: .proxied),
      // A web server hands a client's header "Proxy" to its programs under this name, so libcurl does not believe it.
      Case(variables: ["HTTP_PROXY": "PROXY"], way: .direct),
      Case(variables: ["https_proxy": "PROXY"], way: .direct),
      Case(variables: ["https_proxy": "PROXY"], scheme: "https", way: .tunnelled),
      Case(variables: ["HTTPS_PROXY": "PROXY"], scheme: "https", way: .tunnelled),
      Case(variables: ["ALL_PROXY": "PROXY"], scheme: "https", way: .tunnelled),
      Case(variables: ["http_proxy": "PROXY", "no_proxy": "127.0.0.1"], way: .direct),
      Case(variables: ["http_proxy": "PROXY", "NO_PROXY": "localhost,127.0.0.1"], way: .direct),
      Case(variables: ["ALL_PROXY": "PROXY", "NO_PROXY": "*"], way: .direct),
      Case(variables: ["http_proxy": "PROXY", "NO_PROXY": "example.org"], way: .proxied),
    ]
  }

  /// In a process of its own, since the environment is the whole process's.
  @Test func theEnvironmentIsFollowed() async {
    await #expect(processExitsWith: .success) {
      for test in Case.all { try await Self.check(test) }
    }
  }

  private static let names = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]

  private static func check(_ test: Case) async throws {
    for name in names {
      unsetenv(name)
      unsetenv(name.uppercased())
    }
    let server = try LoopbackServer { _ in .answer(body: "server") }
    let proxy = try LoopbackServer { _ in .answer(body: "proxy") }
    defer {
      server.stop()
      proxy.stop()
    }
    for (name, value) in test.variables { setenv(name, value.replacing("PROXY", with: proxy.url), 1) }
    let url = test.way == .tunnelled ? "https://model.invalid/v1/models" : server.url + "/v1/models"
    var request = HTTPRequest.get(url) { ($0.connect, $0.firstByte) = (60, 60) }
    request.headers = [HTTPHeader("Authorization", "Bearer key")]
    let answer = try await CurlTransport().answer(request)
    let seen = proxy.ledger.requests.first
    let what = Comment(rawValue: "\(test): \(answer)")
    switch test.way {
    case .direct:
      #expect(answer.text == "server" && proxy.ledger.connections == 0, what)
    case .proxied:
      // The whole address stands in the request line; nobody else is connected to.
      #expect(answer.text == "proxy" && seen?.method == "GET" && seen?.target == url, what)
      #expect(server.ledger.connections == 0, what)
    case .tunnelled:
      #expect(seen?.method == "CONNECT" && seen?.target == "model.invalid:443", what)
      #expect(seen?.headers["authorization"] == nil, "the key is for the endpoint alone: \(test)")
      #expect(answer.status == nil && answer.error != nil, what)
    }
    // And a transport that is told to leave proxies alone does.
    guard test.way == .proxied else { return }
    #expect(try await CurlTransport.forTests().answer(request).text == "server", what)
  }
}
