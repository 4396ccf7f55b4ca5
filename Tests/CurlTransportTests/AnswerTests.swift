import Advisors
import CurlTransport
import LanguageModels
import TestSupport
import Testing

/// What comes back, whatever a server makes of it.
@Suite struct AnswerTests {
  @Test func requestsArriveAsTheyAre() async throws {
    let server = try LoopbackServer { _ in
      .answer(201, headers: [("X-Twice", "a"), ("x-twice", " b ")], body: "{\"ok\": true}")
    }
    defer { server.stop() }
    var request = HTTPRequest.get(server.url + "/v1/chat?q=1")
    request.method = "POST"
    request.headers = [
      HTTPHeader("Authorization", "Bearer key\n"), HTTPHeader("X-Empty", ""), HTTPHeader("X-Two", "a\r\nX-Forged: 1"),
    ]
    request.body = Array("{\"a\": \"ä\"}".utf8) + [0, 1, 255]
    let answer = try await CurlTransport.forTests().answer(request)
    #expect(answer.status == 201 && answer.text == "{\"ok\": true}" && answer.error == nil)
    #expect(answer.headers["x-twice"] == "a, b" && answer.headers["content-type"] == "application/json")
    let seen = try #require(server.ledger.requests.first)
    #expect(seen.method == "POST" && seen.target == "/v1/chat?q=1" && seen.body == request.body)
    #expect(seen.headers["authorization"] == "Bearer key" && seen.headers["x-empty"] == "")
    #expect(seen.headers["x-two"] == "aX-Forged: 1" && seen.headers["x-forged"] == nil)
    #expect(seen.headers["user-agent"]?.hasPrefix("sidecoach/") == true)
    #expect(
      seen.headers["content-type"] == nil && seen.headers["expect"] == nil, "nothing is added that was not asked for")
  }

  @Test(arguments: [0, 3 << 20])
  func bodiesOfAnySizeArePosted(size: Int) async throws {
    let server = try LoopbackServer { .answer(body: "\($0.body.count)") }
    defer { server.stop() }
    var request = HTTPRequest.get(server.url)
    request.method = "POST"
    request.body = [UInt8](repeating: 7, count: size)
    let answer = try await CurlTransport.forTests().answer(request)
    #expect(answer.text == "\(size)")
  }

  @Test(arguments: [400, 401, 404, 408, 429, 500, 503])
  func anyStatusIsAnAnswer(status: Int) async throws {
    let waits = [
      [("retry-after", "2")], [("Retry-After-Ms", "250")], [("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")],
    ]
    for wait in waits {
      let server = try LoopbackServer { _ in .answer(status, headers: wait, body: "{\"error\": {}}") }
      defer { server.stop() }
      let answer = try await CurlTransport.forTests().answer(.get(server.url))
      #expect(answer.status == status && answer.text == "{\"error\": {}}" && answer.error == nil)
      #expect(answer.headers[wait[0].0.lowercased()] == wait[0].1)
    }
  }

  @Test func redirectsAreNotFollowed() async throws {
    let other = try LoopbackServer { _ in .answer(body: "stolen") }
    let server = try LoopbackServer { _ in .answer(307, headers: [("location", "http://localhost:\(other.port)/x")]) }
    defer {
      server.stop()
      other.stop()
    }
    var request = HTTPRequest.get(server.url)
    request.headers = [HTTPHeader("authorization", "Bearer key")]
    let answer = try await CurlTransport.forTests().answer(request)
    #expect(answer.status == 307 && answer.headers["location"]?.hasSuffix("/x") == true)
    #expect(other.ledger.connections == 0)
  }

  @Test func chunksComeAsTheyAreSent() async throws {
    let gate = LoopbackReply.Gate()
    let server = try LoopbackServer { _ in
      LoopbackReply(
        LoopbackReply.events(["one"]).steps + [.wait(gate)]
          + [.send(LoopbackReply.chunk(Array("data: two\n\ndata: [DONE]\n\n".utf8))), LoopbackReply.endOfChunks])
    }
    defer { server.stop() }
    var events = ServerSentEvents()
    var data: [String] = []
    for try await event in try CurlTransport.forTests().send(.get(server.url)) {
      guard case .body(let piece) = event else { continue }
      data += try events.feed(piece).map(\.data)
      // The second comes only after the first was read: nothing waits for the end.
      if data == ["one"] { gate.open() }
    }
    #expect(data == ["one", "two", "[DONE]"])
  }

  @Test func contentsAreNotLookedAt() async throws {
    let bytes: [UInt8] = [0x7B, 0xFF, 0xFE, 0xC3, 0x28, 0x00, 0x7D]
    let server = try LoopbackServer { _ in .answer(body: bytes, type: "text/html") }
    defer { server.stop() }
    let answer = try await CurlTransport.forTests().answer(.get(server.url))
    #expect(answer.body == bytes && answer.headers["content-type"] == "text/html")
  }

  @Test func interimAnswersArePassedOver() async throws {
    let interim = Array("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n".utf8)
    let server = try LoopbackServer { _ in
      LoopbackReply([.send(interim)] + LoopbackReply.answer(200, body: "x").steps)
    }
    defer { server.stop() }
    let answer = try await CurlTransport.forTests().answer(.get(server.url))
    #expect(answer.status == 200 && answer.headers["link"] == nil && answer.text == "x")
  }

  @Test func connectionsAreKept() async throws {
    let server = try LoopbackServer { _ in .answer(body: "x") }
    defer { server.stop() }
    let transport = try CurlTransport.forTests()
    // A connection that lies idle for two minutes is let go; among many tests an answer may be taken up that late.
    let clock = ContinuousClock()
    var (last, pauses) = (clock.now, 0)
    for _ in 0..<5 {
      #expect(try await transport.answer(.get(server.url)).text == "x")
      let now = clock.now
      if now - last > .seconds(60) { pauses += 1 }
      last = now
    }
    #expect(server.ledger.requests.count == 5 && server.ledger.connections <= 1 + pauses)
  }

  @Test func theLibraryIsNamed() {
    #expect(CurlTransport.libraryVersion.hasPrefix("libcurl/"))
  }
}
