import Advisors
import CurlTransport
import LanguageModels
import TestSupport
import Testing

/// Answers that are not whole, or that never come.
@Suite struct FaultTests {
  private func answer(
    _ reply: LoopbackReply, scheme: String = "http", _ change: (inout HTTPLimits) -> Void = { _ in }
  ) async throws -> Answer {
    let server = try LoopbackServer { _ in reply }
    defer { server.stop() }
    return try await CurlTransport.forTests().answer(.get("\(scheme)://127.0.0.1:\(server.port)/", change))
  }

  private func isInterrupted(_ answer: Answer) -> Bool {
    if case .interrupted = answer.error { true } else { false }
  }

  @Test func truncatedAnswersAreNotTakenForWhole() async throws {
    let answer = try await answer(.truncated("{\"a\": [1, 2", missing: 9))
    #expect(answer.status == 200 && answer.text == "{\"a\": [1, 2")
    #expect(answer.error == .interrupted("the answer broke off after 11 bytes"))
  }

  @Test func chunksWithoutTheirEndAreNotTakenForWhole() async throws {
    let answer = try await answer(LoopbackReply.events(["one"]).then(.close))
    #expect(answer.text == "data: one\n\n" && isInterrupted(answer), "\(String(describing: answer.error))")
  }

  @Test func resetsAreTold() async throws {
    let early = try await answer(LoopbackReply([.reset]))
    #expect(early.status == nil && isInterrupted(early), "\(String(describing: early.error))")
    let late = try await answer(LoopbackReply.events(["one"]).then(.reset))
    #expect(isInterrupted(late), "\(String(describing: late.error))")
  }

  @Test func aSilentCloseIsTold() async throws {
    let answer = try await answer(LoopbackReply([.close]))
    #expect(answer == Answer(error: .interrupted("the server closed the connection without an answer")))
  }

  @Test func whatIsNotHTTPIsTold() async throws {
    let answer = try await answer(LoopbackReply([.send(Array("SSH-2.0-OpenSSH\r\n\r\n".utf8)), .close]))
    #expect(answer == Answer(error: .interrupted("what the server sent is not HTTP")))
  }

  @Test func nobodyListens() async throws {
    let server = try LoopbackServer { _ in .answer() }
    let url = server.url
    server.stop()
    let answer = try await CurlTransport.forTests().answer(.get(url))
    guard case .connection(let reason) = answer.error else {
      Issue.record("\(String(describing: answer.error))")
      return
    }
    #expect(reason.contains("refused") || reason.contains("connect"))
  }

  @Test func aServerWithoutTLSIsTold() async throws {
    let server = try LoopbackServer(greeting: LoopbackReply.head(400, [])) { _ in .answer() }
    defer { server.stop() }
    let answer = try await CurlTransport.forTests().answer(.get("https://127.0.0.1:\(server.port)/"))
    guard case .tls(let reason) = answer.error else {
      Issue.record("\(String(describing: answer.error))")
      return
    }
    #expect(!reason.isEmpty && answer.status == nil)
  }

  @Test(arguments: [
    "ftp://127.0.0.1/x", "file:///etc/passwd", "127.0.0.1", "", "http//x", "http://a b/", "http://127.0.0.1:99999/",
  ])
  func addressesThatAreNotSpoken(url: String) async throws {
    let answer = try await CurlTransport.forTests().answer(.get(url))
    #expect(answer == Answer(error: .badURL(url)))
  }

  @Test func aBadAddressIsShownWithoutItsKey() async throws {
    let answer = try await CurlTransport.forTests().answer(.get("ftp://user:pass@host/x?key=abc123"))
    #expect(answer.error == .badURL("ftp://host/x?key=[redacted]"))
  }

  @Test func unknownHostsAreNamed() async throws {
    let answer = try await CurlTransport.forTests().answer(
      .get("http://user:pass@nobody.invalid:1/x") { $0.connect = 10 })
    // Where the machine's resolver answers nothing at all, the limit is what ends it.
    #expect(answer.error == .unknownHost("nobody.invalid") || answer.error == .timeout(.connect, 10))
  }

  // MARK: - Limits

  @Test func slowHandshakesEndByTheConnectLimit() async throws {
    let answer = try await answer(.answer(), scheme: "https") { $0.connect = 0.2 }
    #expect(answer == Answer(error: .timeout(.connect, 0.2)))
  }

  @Test func slowFirstBytesEndByTheirLimit() async throws {
    let answer = try await answer(LoopbackReply([.hold])) { $0.firstByte = 0.2 }
    #expect(answer == Answer(error: .timeout(.firstByte, 0.2)))
  }

  @Test func stallsEndByTheIdleLimit() async throws {
    let answer = try await answer(LoopbackReply.events(["one"]).then(.hold)) { $0.idle = 0.2 }
    #expect(answer.error == .timeout(.idle, 0.2) && answer.text == "data: one\n\n")
  }

  @Test func endlessAnswersEndByTheTotalLimit() async throws {
    let comment = LoopbackReply.chunk(Array(": ping\n\n".utf8))
    let answer = try await answer(LoopbackReply.events(["one"]).then(.trickle(comment, every: 0.02, times: 100_000))) {
      $0.total = 0.3
    }
    #expect(answer.error == .timeout(.total, 0.3) && answer.text.hasPrefix("data: one\n\n: ping"))
  }

  @Test func piecesStartTheIdleLimitAnew() async throws {
    let comment = LoopbackReply.chunk(Array(": ping\n\n".utf8))
    let reply = LoopbackReply.events([]).then(.trickle(comment, every: 0.1, times: 12)).then(LoopbackReply.endOfChunks)
    let answer = try await answer(reply) { $0.idle = 1 }
    #expect(answer.error == nil && answer.body.count == 12 * 8)
  }

  // MARK: - Bounds

  @Test func announcedBodiesOverTheBoundAreNotFetched() async throws {
    let server = try LoopbackServer { _ in .zeros(50 << 20) }
    defer { server.stop() }
    let answer = try await CurlTransport.forTests().answer(.get(server.url))
    #expect(answer.status == 200 && answer.body.isEmpty && answer.error == .tooLarge(8 << 20))
    #expect(await server.shows { $0.closedByPeer == 1 })
    #expect(server.ledger.sentBytes < 16 << 20)
  }

  @Test func endlessBodiesStopAtTheBound() async throws {
    let block = LoopbackReply.chunk([UInt8](repeating: 0x20, count: 1 << 16))
    let server = try LoopbackServer { _ in LoopbackReply.chunks([]).then(.sendOften(block, times: 100_000)) }
    defer { server.stop() }
    let answer = try await CurlTransport.forTests().answer(.get(server.url) { $0.bodyBytes = 1 << 20 })
    #expect(answer.error == .tooLarge(1 << 20) && answer.body.count <= 1 << 20)
    #expect(await server.shows { $0.closedByPeer == 1 })
  }

  @Test func endlessHeadsStop() async throws {
    let line = Array("x-filler: \(String(repeating: "a", count: 1000))\r\n".utf8)
    let answer = try await answer(
      LoopbackReply([.send(Array("HTTP/1.1 200 OK\r\n".utf8)), .sendOften(line, times: 1_000_000)]))
    #expect(answer.status == nil && answer.error != nil)
  }
}
