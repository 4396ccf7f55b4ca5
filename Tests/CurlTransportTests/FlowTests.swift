import Advisors
import CurlTransport
import LanguageModels
import Synchronization
import TestSupport
import Testing

/// Cancelling, queueing, slow consumers, and that nothing stays behind.
@Suite struct FlowTests {
  /// Reads a stream in a task of its own; says when the first piece of the body was there.
  private func reader(
    _ transport: CurlTransport, _ request: HTTPRequest, _ isReading: LoopbackReply.Gate = LoopbackReply.Gate()
  ) -> Task<TransportError?, any Error> {
    Task {
      do {
        for try await event in transport.send(request) {
          if case .body = event { isReading.open() }
        }
        return nil
      } catch let error as TransportError {
        return error
      }
    }
  }

  @Test(arguments: [LoopbackReply([.hold]), LoopbackReply.events(["one"]).then(.hold)])
  func cancellingClosesTheConnectionAtOnce(reply: LoopbackReply) async throws {
    let server = try LoopbackServer { _ in reply }
    defer { server.stop() }
    let task = reader(try CurlTransport.forTests(), .get(server.url))
    #expect(await server.shows { $0.active == 1 })
    task.cancel()
    // All limits are minutes; it is the cancellation that closes.
    #expect(await server.shows(within: .seconds(120)) { $0.closedByPeer == 1 })
    let error = try await task.value
    #expect(error == .cancelled || error == nil)
  }

  @Test func leavingTheLoopClosesTheConnection() async throws {
    let server = try LoopbackServer { _ in LoopbackReply.events(["one"]).then(.hold) }
    defer { server.stop() }
    let transport = try CurlTransport.forTests()
    func readOne() async throws {
      for try await event in transport.send(.get(server.url)) {
        if case .body = event { break }
      }
    }
    try await readOne()
    #expect(await server.shows(within: .seconds(120)) { $0.closedByPeer == 1 })
  }

  @Test func droppingTheStreamCancels() async throws {
    let server = try LoopbackServer { _ in LoopbackReply([.hold]) }
    defer { server.stop() }
    let transport = try CurlTransport.forTests()
    var stream: AsyncThrowingStream<HTTPEvent, any Error>? = transport.send(.get(server.url))
    #expect(await server.shows { $0.active == 1 })
    #expect(stream != nil)
    stream = nil
    #expect(await server.shows(within: .seconds(120)) { $0.closedByPeer == 1 })
  }

  @Test func requestsBeyondTheSettingQueue() async throws {
    let gate = LoopbackReply.Gate()
    let server = try LoopbackServer { _ in LoopbackReply([.wait(gate)] + LoopbackReply.answer(body: "x").steps) }
    defer { server.stop() }
    let transport = try CurlTransport.forTests { $0.parallelRequests = 3 }
    let tasks = (0..<9).map { number in
      Task { try await transport.answer(.get(server.url + "/\(number)")) }
    }
    #expect(await server.shows { $0.active == 3 })
    gate.open()
    for task in tasks { #expect(try await task.value.text == "x") }
    let ledger = server.ledger
    #expect(ledger.mostActive == 3 && ledger.requests.count == 9)
    #expect(ledger.connections <= 3, "kept connections are used again")
  }

  @Test func queuedRequestsAreCancelledUnsent() async throws {
    let gate = LoopbackReply.Gate()
    let server = try LoopbackServer { _ in LoopbackReply([.wait(gate)] + LoopbackReply.answer(body: "x").steps) }
    defer { server.stop() }
    let transport = try CurlTransport.forTests { $0.parallelRequests = 1 }
    let first = reader(transport, .get(server.url + "/first"))
    #expect(await server.shows { $0.active == 1 })
    let queued = reader(transport, .get(server.url + "/queued"))
    queued.cancel()
    _ = try await queued.value
    gate.open()
    #expect(try await first.value == nil)
    #expect(try await transport.answer(.get(server.url + "/last")).text == "x")
    #expect(server.ledger.requests.map(\.target) == ["/first", "/last"])
  }

  @Test func aSlowConsumerHoldsTheServerBack() async throws {
    let size = 50 << 20
    let server = try LoopbackServer { _ in .zeros(size) }
    defer { server.stop() }
    // The idle limit is shorter than the pause: a server is not late while its client is.
    var events = try CurlTransport.forTests().send(
      .get(server.url) { ($0.bodyBytes, $0.idle) = (64 << 20, 1) }
    ).makeAsyncIterator()
    guard case .head(200, _) = try await events.next() else {
      Issue.record("no head")
      return
    }
    #expect(await server.shows { $0.stalls >= 12 })
    #expect(server.ledger.sentBytes < 16 << 20, "what is not read stays with the server")
    var count = 0
    while case .body(let piece)? = try await events.next() { count += piece.count }
    #expect(count == size)
  }

  @Test func aPausedTransferCanBeCancelled() async throws {
    let server = try LoopbackServer { _ in .zeros(50 << 20) }
    defer { server.stop() }
    var stream: AsyncThrowingStream<HTTPEvent, any Error>? =
      try CurlTransport.forTests().send(.get(server.url) { $0.bodyBytes = 64 << 20 })
    #expect(await server.shows { $0.stalls > 0 })
    #expect(stream != nil)
    stream = nil
    #expect(await server.shows(within: .seconds(120)) { $0.closedByPeer == 1 })
  }

  @Test func nothingStaysBehind() async throws {
    let server = try LoopbackServer { request in
      switch request.target {
      case "/whole": .answer(body: "x")
      case "/broken": .truncated("x", missing: 1)
      default: LoopbackReply.events(["one"]).then(.hold)
      }
    }
    defer { server.stop() }
    weak var shared: AnyObject?
    func use() async throws {
      let transport = try CurlTransport.forTests()
      shared = transport.shared
      for round in 0..<20 {
        let task = reader(transport, .get(server.url + "/held"))
        _ = try await transport.answer(.get(server.url + (round % 2 == 0 ? "/whole" : "/broken")))
        task.cancel()
        _ = try await task.value
      }
    }
    try await use()
    #expect(shared == nil, "the thread, the handles and the requests are gone")
    #expect(await server.shows { $0.openConnections == 0 })
  }

  @Test func aTransportOutlivesItsStreams() async throws {
    let server = try LoopbackServer { _ in .answer(body: "x") }
    defer { server.stop() }
    let stream = try CurlTransport.forTests().send(.get(server.url))
    var count = 0
    for try await _ in stream { count += 1 }
    #expect(count == 2)
  }

  @Test func anUnusedTransportEnds() throws {
    weak var shared: AnyObject?
    do {
      let transport = try CurlTransport.forTests()
      shared = transport.shared
    }
    #expect(shared == nil)
  }
}
