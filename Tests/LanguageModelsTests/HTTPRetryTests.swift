@testable import LanguageModels
import RLCore
import Testing

/// What is sent again, and when.
@Suite struct HTTPRetryTests {
  private let policy = RetryPolicy()
  /// Sun, 06 Nov 1994 08:49:37 GMT.
  private let now = 784_111_777.0

  private func decision(
    _ status: Int, _ headers: [String: String] = [:], body: String = "", attempt: Int = 1, policy: RetryPolicy? = nil
  ) -> RetryPolicy.Decision {
    var generator = SeededGenerator(seed: 1)
    return (policy ?? self.policy).decision(
      status: status, headers: headers, body: Array(body.utf8), attempt: attempt, now: now, using: &generator)
  }

  private func wait(_ decision: RetryPolicy.Decision) -> Double? {
    if case .retry(let seconds, _) = decision { seconds } else { nil }
  }

  @Test(arguments: [408, 409, 429, 500, 502, 503, 504, 529, 599])
  func passingFaultsAreRetried(status: Int) throws {
    let seconds = try #require(wait(decision(status)))
    #expect(0.375...0.5 ~= seconds)
  }

  @Test(arguments: [200, 301, 400, 401, 402, 403, 404, 405, 413, 422, 600])
  func lastingFaultsAreNot(status: Int) {
    #expect(wait(decision(status, ["retry-after": "1"])) == nil)
  }

  @Test func aUsedUpQuotaIsNotRetried() {
    let body = "{\"error\": {\"type\": \"insufficient_quota\", \"code\": \"insufficient_quota\"}}"
    #expect(wait(decision(429, ["retry-after": "1"], body: body)) == nil)
    #expect(wait(decision(429, body: "{\"error\": {\"code\": \"rate_limit_exceeded\"}}")) != nil)
  }

  @Test func theServerDecides() {
    #expect(wait(decision(500, ["x-should-retry": "false"])) == nil)
    #expect(wait(decision(400, ["x-should-retry": "true", "retry-after": "3"])) == 3)
    #expect(wait(decision(400, ["x-should-retry": "true"], attempt: 3)) == nil, "even so, not for ever")
    #expect(wait(decision(500, ["x-should-retry": "perhaps"])) != nil)
  }

  private static let serverWaits: [([String: String], Double)] = [
    (["retry-after-ms": "250"], 0.25), (["retry-after-ms": "1500.5", "retry-after": "9"], 1.5005),
    (["retry-after": "7"], 7), (["retry-after": "0.25"], 0.25), (["retry-after": "120"], 120),
    (["retry-after": "Sun, 06 Nov 1994 08:49:47 GMT"], 10), (["retry-after": "Sunday, 06-Nov-94 08:49:47 GMT"], 10),
    (["retry-after": "Sun Nov  6 08:49:47 1994"], 10),
    // By the server's own clock, where it shows it.
    (["retry-after": "Wed, 05 Aug 2026 00:00:30 GMT", "date": "Wed, 05 Aug 2026 00:00:00 GMT"], 30),
    (["retry-after": "Fri, 01 Mar 2024 00:00:01 GMT", "date": "Wed, 28 Feb 2024 23:59:59 GMT"], 86_402),
  ]

  @Test(arguments: serverWaits)
  func theServerSaysWhen(headers: [String: String], seconds: Double) {
    var policy = policy
    policy.longestServerDelay = 100_000
    #expect(wait(decision(429, headers, policy: policy)) == seconds)
  }

  @Test(arguments: ["121", "1e9", "99999999999999999999999", "Sun, 06 Nov 1994 08:51:38 GMT"])
  func longWaitsAreNotTaken(text: String) {
    let decision = decision(503, ["retry-after": text])
    // 1e9 is no number of the standard's; it is passed over.
    if text == "1e9" { #expect(wait(decision) != nil) } else { #expect(wait(decision) == nil, "\(decision)") }
  }

  @Test(arguments: [
    "0", "-5", "", "soon", "nan", "inf", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 07:00:00 GMT",
    "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "1.2.3",
  ])
  func senselessWaitsArePassedOver(text: String) throws {
    let seconds = try #require(wait(decision(503, ["retry-after": text])))
    #expect(0.375...0.5 ~= seconds)
  }

  @Test func waitsGrowToTheirBound() {
    var policy = policy
    policy.attempts = 100
    policy.jitter = 0
    let waits = (1...7).map { wait(decision(500, attempt: $0, policy: policy)) }
    #expect(waits == [0.5, 1, 2, 4, 8, 8, 8])
    #expect(wait(decision(500, attempt: 99, policy: policy)) == 8)
    policy.jitter = 0.25
    var generator = SeededGenerator(seed: 3)
    let spread = (0..<200).compactMap { _ in
      wait(policy.decision(status: 500, headers: [:], attempt: 5, now: now, using: &generator))
    }
    #expect(spread.allSatisfy { 6...8 ~= $0 } && (spread.max() ?? 0) - (spread.min() ?? 0) > 1.5)
  }

  @Test func triesAreCounted() {
    #expect(wait(decision(500, attempt: 2)) != nil)
    #expect(decision(500, attempt: 3) == .stop(reason: "HTTP 500 after 3 tries"))
    var once = policy
    once.attempts = 1
    #expect(decision(429, policy: once) == .stop(reason: "HTTP 429 after 1 try"))
  }

  @Test func aServerThatSaysWhenOrIsLoadingIsWaitedFor() {
    var policy = policy
    (policy.jitter, policy.patience) = (0, 30)
    func wait(_ status: Int, _ body: String, attempt: Int, waited: Double) -> Double? {
      var generator = SeededGenerator(seed: 1)
      return self.wait(
        policy.decision(
          status: status, headers: [:], body: Array(body.utf8), attempt: attempt, waited: waited, now: now,
          using: &generator))
    }
    let loading = "{\"error\":{\"message\":\"Loading model\"}}"
    #expect(wait(503, loading, attempt: 6, waited: 15.5) == 8)
    #expect(wait(503, loading, attempt: 8, waited: 31.5) == nil, "not for ever")
    #expect(wait(500, loading, attempt: 6, waited: 0) == nil && wait(503, "{}", attempt: 6, waited: 0) == nil)
    #expect(wait(429, "Please try again in 7.5s.", attempt: 5, waited: 22.5) == 7.5)
    #expect(wait(429, "Please try again in 7.5s.", attempt: 6, waited: 30) == nil)
    #expect(wait(400, "Please try again in 7.5s.", attempt: 1, waited: 0) == nil)
  }

  @Test(arguments: [
    ("Please try again in 7.5s. Visit the site", 7.5), ("retry after 20 seconds", 20), ("try again in 350ms", 0.35),
    ("try again in 1m30s", 90), ("{\"retryDelay\": \"34s\"}", 34), ("Retry in 2 minutes.", 120), ("retry after 3", 3),
    ("try again in a moment", nil), ("try again later", nil), ("", nil), ("try again in -5s", nil),
  ])
  func timesAreReadFromWords(text: String, seconds: Double?) {
    #expect(ServerWords.delay(in: Array(text.utf8)) == seconds)
  }

  @Test func errorsOfTheConnectionAreRetried() {
    var generator = SeededGenerator(seed: 1)
    let passing: [TransportError] = [
      .connection("x"), .unknownHost("x"), .interrupted("x"), .timeout(.connect, 5), .timeout(.firstByte, 5),
      .timeout(.idle, 5),
    ]
    for error in passing {
      #expect(wait(policy.decision(error: error, attempt: 1, using: &generator)) != nil, "\(error)")
      #expect(wait(policy.decision(error: error, attempt: 3, using: &generator)) == nil, "\(error)")
    }
    for error: TransportError in [.badURL("x"), .tls("x"), .tooLarge(9), .cancelled, .timeout(.total, 5)] {
      #expect(wait(policy.decision(error: error, attempt: 1, using: &generator)) == nil, "\(error)")
    }
  }

  @Test func errorsSayWhatToDo() {
    let errors: [TransportError] = [
      .badURL("x"), .unknownHost("x"), .connection("x"), .tls("x"), .timeout(.connect, 5), .timeout(.firstByte, 0.2),
      .timeout(.idle, 30), .timeout(.total, 600), .interrupted("x"), .tooLarge(9),
    ]
    for error in errors { #expect("\(error)".contains("; ")) }
    #expect("\(TransportError.timeout(.idle, 30))" == "the answer stalled for 30 s; try again, or raise idleSeconds")
  }
}
