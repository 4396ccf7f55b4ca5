import Advisors
import LanguageModels
import Testing

@testable import CurlTransport

/// The parts that need no server.
@Suite struct PartsTests {
  private let start = ContinuousClock.now
  private var limits: HTTPLimits {
    var limits = HTTPLimits()
    (limits.connect, limits.firstByte, limits.idle, limits.total) = (5, 20, 3, 60)
    return limits
  }

  private func expiry(_ clock: TransferClock) -> String {
    let expiry = clock.expiry
    return "\(expiry.phase.rawValue) \(start.duration(to: expiry.instant) / .seconds(1))"
  }

  @Test func eachPhaseHasItsLimit() {
    var clock = TransferClock(limits, start: start)
    #expect(expiry(clock) == "connect 5.0")
    clock.connected()
    #expect(expiry(clock) == "firstByte 20.0")
    clock.progressed(at: start + .seconds(10))
    #expect(expiry(clock) == "idle 13.0")
    clock.progressed(at: start + .seconds(12))
    #expect(expiry(clock) == "idle 15.0")
    clock.isPaused = true
    #expect(expiry(clock) == "total 60.0")
    clock.isPaused = false
    clock.progressed(at: start + .seconds(59))
    #expect(expiry(clock) == "total 60.0")
  }

  @Test func theShorterLimitCounts() {
    var limits = limits
    limits.firstByte = 2
    #expect(expiry(TransferClock(limits, start: start)) == "firstByte 2.0")
    limits.total = 1
    #expect(expiry(TransferClock(limits, start: start)) == "total 1.0")
  }

  /// No sensible number is the nearest one: none at all, or an hour for a single wait.
  @Test(arguments: [(Double.nan, Int32(0)), (-1, 0), (.infinity, 3_600_000), (1e300, 3_600_000)])
  func senselessLimitsAreTheNearestSensibleOnes(seconds: Double, wait: Int32) {
    var limits = HTTPLimits()
    (limits.connect, limits.firstByte, limits.idle, limits.total) = (seconds, seconds, seconds, seconds)
    let clock = TransferClock(limits, start: start)
    #expect(clock.expiry.instant >= start)
    #expect(TransferClock.milliseconds(from: start, until: clock.expiry.instant) == wait)
  }

  @Test func waitsAreRoundedUp() {
    #expect(TransferClock.milliseconds(from: start, until: start + .microseconds(1)) == 1)
    #expect(TransferClock.milliseconds(from: start, until: start + .milliseconds(20)) == 20)
    #expect(TransferClock.milliseconds(from: start, until: start - .seconds(1)) == 0)
  }

  @Test func headsArePutTogether() {
    var reader = HeadReader()
    var heads: [Int] = []
    var fields: [String: String] = [:]
    let lines = [
      "HTTP/1.1 100 Continue\r\n", "x: dropped\r\n", "\r\n", "HTTP/2 200\r\n", "Content-Type:  a; b=c \r\n",
      "no colon\r\n",
      "empty:\r\n", "A: 1\n", "a: 2\r\n", "\r\n", "trailer: late\r\n", "\r\n",
    ]
    for line in lines {
      guard let head = reader.take(Array(line.utf8)) else { continue }
      heads.append(head.status)
      fields = head.headers
    }
    #expect(heads == [200] && fields == ["content-type": "a; b=c", "empty": "", "a": "1, 2"])
  }

  @Test(arguments: [
    ("http://a.b:80/c", "a.b"), ("https://u:p@x@h?q", "h"), ("http://[::1]:8080/", "::1"), ("nothing", "nothing"),
  ])
  func hostsAreFound(url: String, host: String) {
    #expect(URLParts.host(of: url) == host)
  }

  @Test func aSecondReaderGetsNothing() async throws {
    let exchange = Exchange(HTTPRequest(url: "http://x"), heldBytes: 10)
    async let first = withCheckedThrowingContinuation { _ = exchange.take($0) }
    async let second = withCheckedThrowingContinuation { _ = exchange.take($0) }
    exchange.finish(.complete)
    let events = try await [first, second]
    #expect(events == [nil, nil])
  }

  @Test func heldBytesAreBounded() async throws {
    let exchange = Exchange(HTTPRequest(url: "http://x"), heldBytes: 10)
    let piece = [UInt8](repeating: 1, count: 6)
    #expect(exchange.offer(piece: piece) && !exchange.offer(piece: piece) && exchange.isPaused)
    exchange.finish(.failed(.interrupted("x")))
    let event = try await withCheckedThrowingContinuation { _ = exchange.take($0) }
    #expect(event == .body(piece), "what came before an error is handed out")
    await #expect(throws: TransportError.interrupted("x")) {
      _ = try await withCheckedThrowingContinuation { _ = exchange.take($0) }
    }
    #expect(exchange.offer(piece: piece), "after the end everything is swallowed")
  }
}
